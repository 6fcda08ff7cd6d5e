"""The same company built twice: as a vendor tells it, and what the vendor can know of it in the plain contract."""

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

# Estimated from the texts of messages: not built here.
ADVANCED = {"cpi_negative_sentiment_rate", "cpi_sentiment_shift"}
KEY = ["metric_id", "grain", "period_start", "dimension", "dimension_value"]
CELL = [*KEY, "numerator", "denominator", "subjects", "value", "is_complete"]
OBSERVATION = ["metric_id", "subject_id", "observed_at", "numerator", "denominator"]


def frame(case, query: str, columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(case.rows(query), columns=columns)


def cells(case, *left_out: str) -> pd.DataFrame:
    """Every cell by its key, but for those of some dimensions."""
    dimensions = ", ".join(f"'{each}'" for each in left_out)
    query = f"select {', '.join(CELL)} from marts.metric_values where dimension not in ({dimensions})"
    return frame(case, query, CELL).set_index(KEY).sort_index()


def same_cells(plain: pd.DataFrame, told: pd.DataFrame) -> None:
    """Fails where the two do not have the same cells, with the same figures in them."""
    missing, more = plain.index.difference(told.index), told.index.difference(plain.index)
    assert not len(missing), list(missing[:10])
    assert not len(more), list(more[:10])
    different = [
        (key, name, ours, theirs)
        for name in CELL[len(KEY):]
        for key, ours, theirs in zip(plain.index, plain[name], told[name], strict=True)
        if not (ours == theirs or (pd.isna(ours) and pd.isna(theirs)) or ours == pytest.approx(theirs, rel=1e-9))
    ]  # fmt: skip
    assert not different, different[:10]


def observations(case) -> pd.DataFrame:
    return frame(case, f"select {', '.join(OBSERVATION)} from marts.metric_observations", OBSERVATION)


def readiness(case) -> dict[str, tuple]:
    """{metric: (readiness, the inputs that it lacks, whether it has values)}"""
    rows = case.rows("select metric_id, readiness, missing_inputs, has_values from marts.metric_readiness")
    return {metric: tuple(said) for metric, *said in rows}


def ready_without(
    cases, landing: Path, folder: Path, tables: list[str], variables: dict[str, Any]
) -> set[str]:
    """The metrics that are ready of a company where these tables of a vendor never came. `folder`: for the copy."""
    left_out = [f"{table}{end}" for table in tables for end in ("", ".*")]
    copy = folder / "landing"
    shutil.copytree(landing, copy, ignore=shutil.ignore_patterns(*left_out))
    assert sum(1 for _ in copy.rglob("*")) < sum(1 for _ in landing.rglob("*"))
    found = readiness(cases.build(copy, select=["metric_readiness"], **variables))
    return {metric for metric, (ready, *_) in found.items() if ready == "ready"}
