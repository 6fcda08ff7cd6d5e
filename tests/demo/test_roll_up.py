"""The roll-up by sorting and the one in SQL fill the same cells."""

import shutil

import duckdb
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from tests.support.demo import OUT, needed

KEYS = "metric_id, grain, period_start, dimension, dimension_value"
ROLL_UP = "+metric_values,models/marts/metrics/rollup"
EQUAL = [
    "subjects",
    "clusters",
    "numerator",
    "denominator",
    "target",
    "target_status",
    "change_is_significant",
]
CLOSE = ["value", "ci_low", "ci_high", "previous_value", "change"]
ZONES_AND_AGENTS = "reporting_timezone: America/St_Johns, publish_agents: true"


@pytest.fixture(scope="module")
def rolled_up(tmp_path_factory):
    """The demo company's metric_values, rolled up anew with some vars; returns the build file."""

    def rolled_up(variables: str):
        layout = Layout(tmp_path_factory.mktemp("out"))
        layout.make()
        shutil.copy(needed(OUT / "build" / "warehouse.duckdb"), layout.database)
        run_dbt(layout, "run", "--vars", f"{{{variables}}}", "--select", ROLL_UP, "metric_values")
        return layout.database

    return rolled_up


def differences(one, other) -> dict[str, int]:
    """How many cells differ in each column, and how many one of the two lacks."""
    equal = ", ".join(f'count_if(a.{name} is distinct from b.{name}) as "{name}"' for name in EQUAL)
    close = ", ".join(
        f"count_if((a.{name} is null) <> (b.{name} is null)"
        f' or abs(a.{name} - b.{name}) > 1e-9 * greatest(1, abs(a.{name}))) as "{name}"'
        for name in CLOSE
    )
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only); attach '{other}' as other (read_only)")
        return dict(
            zip(
                ["cells", "missing", *EQUAL, *CLOSE],
                connection.execute(
                    f"""
                    select count(*), count_if(a.grain is null or b.grain is null), {equal}, {close}
                    from one.marts.metric_values as a
                    full join other.marts.metric_values as b using ({KEYS})
                    """
                ).fetchone(),
                strict=True,
            )
        )


@pytest.mark.parametrize("variables", ["", ZONES_AND_AGENTS])
def test_both_roll_ups_fill_the_same_cells(rolled_up, variables):
    separator = ", " if variables else ""
    by_sorting = rolled_up(variables) if variables else needed(OUT / "build" / "warehouse.duckdb")
    found = differences(by_sorting, rolled_up(f"roll_up: sql{separator}{variables}"))
    assert found.pop("cells") > 100_000
    assert found == dict.fromkeys(found, 0)
