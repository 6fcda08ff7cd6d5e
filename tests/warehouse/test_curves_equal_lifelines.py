"""Survival curves of the warehouse, against those of the package lifelines, on five sets of data with ties and people
who were last seen before the end."""

import json
import math
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import PROJECT, Layout

SETS = ["waltons", "rossi", "gbsg2", "lung", "larynx"]
TOLERANCE = 1e-6  # lifelines takes more digits of the normal quantile


@pytest.fixture(scope="module")
def lifelines(tmp_path_factory) -> dict[str, dict]:
    """What lifelines computes in an environment of its own, by set."""
    environment = tmp_path_factory.mktemp("lifelines") / "environment"
    python = environment / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    install = [python, "-m", "pip", "install", "--quiet", "--no-compile", "--require-hashes", "--requirement"]
    installed = subprocess.run(
        [*install, PROJECT / "requirements-lifelines.txt"], capture_output=True, text=True, check=False
    )
    if installed.returncode:
        pytest.skip(f"lifelines cannot be fetched: {installed.stderr.strip()[-200:]}")
    oracle = Path(__file__).parent.parent / "oracles" / "lifelines_curves.py"
    found = subprocess.run([python, "-W", "ignore", oracle], capture_output=True, text=True, check=True)
    return json.loads(found.stdout)


@pytest.fixture(scope="module")
def curves(lifelines, tmp_path_factory) -> pd.DataFrame:
    """The mart, built from the same durations; each set is a segment."""
    layout = Layout(tmp_path_factory.mktemp("curves"))
    layout.make()
    people = pd.concat(
        [
            pd.DataFrame({"segment": name, "duration": found["durations"], "is_event": found["events"]})
            for name, found in lifelines.items()
        ],
        ignore_index=True,
    )
    with duckdb.connect(str(layout.database)) as connection:
        connection.register("people", people)
        connection.execute("create schema intermediate; create schema marts")
        connection.execute(
            """
            create table intermediate.customer_survival_curve__durations as
            select cast(row_number() over () as varchar) as account_id, segment,
                cast(duration as integer) as duration, cast(is_event as boolean) as is_event
            from people
            """
        )
        connection.execute(
            """
            create table marts.dim_accounts as
            select account_id, segment, cast(null as varchar) as region, cast(null as varchar) as plan,
                cast(null as varchar) as customer_type
            from intermediate.customer_survival_curve__durations
            """
        )
    run_dbt(layout, "run", "--select", "customer_survival_curve")
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        return connection.sql("from marts.customer_survival_curve").df()


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_curve_equals_that_of_lifelines(curves, lifelines, name):
    expected = lifelines[name]
    found = curves[curves["dimension_value"] == name].set_index("day").sort_index()
    # lifelines begins each curve with day 0, whether or not anyone was last seen then
    rows = [row for row, day in enumerate(expected["days"]) if day in found.index]
    assert [expected["days"][row] for row in rows] == found.index.tolist()
    assert len(expected["days"]) - len(rows) <= 1
    assert len(rows) > 20
    for column in ("at_risk", "lost"):
        assert found[column].tolist() == [expected[column][row] for row in rows]
    assert found["share_surviving"].tolist() == pytest.approx(
        [expected["share"][row] for row in rows], abs=1e-11
    )
    inside = found["share_surviving"].between(0, 1, inclusive="neither")
    assert inside.sum() > 10
    assert found.loc[~inside, ["ci_low", "ci_high"]].isna().all(axis=None)
    for column, bound in (("ci_low", "low"), ("ci_high", "high")):
        wanted = pd.Series([expected[bound][row] for row in rows], index=found.index)
        assert found.loc[inside, column].tolist() == pytest.approx(wanted[inside].tolist(), abs=TOLERANCE)


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_median_equals_that_of_lifelines(curves, lifelines, name):
    found = curves[curves["dimension_value"] == name].iloc[0]
    expected = [value if math.isfinite(value) else None for value in lifelines[name]["median"]]
    shown = [found[column] for column in ("median_days", "median_low", "median_high")]
    assert [None if pd.isna(value) else float(value) for value in shown] == expected
