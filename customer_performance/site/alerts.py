"""What somebody should be told of: clear misses, clear changes and failed gates, for whatever sends it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from customer_performance.core.database import connect
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.site.changes import clear_changes
from customer_performance.site.i18n import quantity, signed, span
from customer_performance.site.metric import Cell
from customer_performance.site.overview import is_worse
from customer_performance.site.queries import Row, read_rows

FORMATS = ("markdown", "json")


@dataclass(frozen=True)
class Alert:
    """A number of the last complete month; the target where it clearly misses it, else the value of the month before,
    from which it differs by more than chance. `is_worse` is None where neither high nor low is better."""

    metric_id: str
    metric: str
    unit: str
    month: date
    dimension: str
    dimension_value: str
    value: float
    ci_low: float | None
    ci_high: float | None
    target: float | None
    previous_value: float | None
    is_worse: bool | None

    @property
    def where(self) -> str:
        return "" if self.dimension == "all" else f" ({self.dimension}: {self.dimension_value})"

    @property
    def interval(self) -> str:
        if self.ci_low is None or self.ci_high is None:
            return ""
        return f" (95% interval {span(self.ci_low, self.ci_high)})"


@dataclass(frozen=True)
class Failure:
    """An expectation that failed when its gate last ran; `critical` ones stop a run."""

    gate: str
    table: str
    expectation: str
    severity: str
    why: str | None


@dataclass(frozen=True)
class Alerts:
    as_of: str | None
    missed: Sequence[Alert]
    changed: Sequence[Alert]
    failed: Sequence[Failure]


def alerts(layout: Layout, form: str) -> str:
    """In one of FORMATS. Raises RunError where nothing is published."""
    if not layout.published.exists():
        raise RunError(f"There is nothing in {layout.published}: publish first.")
    with connect(layout.published.resolve() / "warehouse.duckdb", read_only=True) as published:
        cells = [Cell(**row) for row in read_rows(published, "cells")]
        catalog = {row["metric_id"]: row for row in read_rows(published, "metrics")}
        as_of = read_rows(published, "as_of")[0]["as_of"]
    with connect(layout.database, read_only=True) as build:
        failures = [failure(row) for row in read_rows(build, "expectations") if row["status"] == "failed"]
    found = Alerts(as_of, missed(cells, catalog), changed(cells, catalog), failures)
    return in_json(found) if form == "json" else in_markdown(found)


def missed(cells: Sequence[Cell], catalog: dict[str, Row]) -> list[Alert]:
    """Where the whole interval lies on the wrong side of the target: of the company first, then of its parts."""
    found = [
        cell for cell in cells if cell.is_latest and cell.target_status == "missed" and cell.target_is_clear
    ]
    found.sort(key=lambda cell: not cell.is_of_company)
    return [alert(cell, catalog, cell.target, None, is_worse=True) for cell in found]


def changed(cells: Sequence[Cell], catalog: dict[str, Row]) -> list[Alert]:
    """Of the company; what became worse comes first."""
    kept, _ = clear_changes([cell for cell in cells if cell.is_latest and cell.is_of_company])
    directions = {cell.metric_id: catalog[cell.metric_id]["direction"] for cell in kept}
    found = [
        alert(cell, catalog, None, cell.previous_value, None if way == "neutral" else is_worse(cell, way))
        for cell in kept
        for way in [directions[cell.metric_id]]
    ]
    return sorted(found, key=lambda one: not one.is_worse)


def alert(
    cell: Cell, catalog: dict[str, Row], target: float | None, previous: float | None, is_worse: bool | None
) -> Alert:
    entry = catalog[cell.metric_id]
    return Alert(
        cell.metric_id,
        entry["label_en"],
        entry["unit"],
        cell.period_start,
        cell.dimension,
        cell.dimension_value,
        cell.value,
        cell.ci_low,
        cell.ci_high,
        target,
        previous,
        is_worse,
    )


def failure(row: Row) -> Failure:
    return Failure(row["gate"], row["table_name"], row["expectation"], row["severity"], row["why"])


def in_json(found: Alerts) -> str:
    return json.dumps(asdict(found), ensure_ascii=False, indent=2, default=str)


def in_markdown(found: Alerts) -> str:
    lines = [f"# Alerts\n\nThe data reach to {found.as_of or 'no day yet'}."]
    lines += section("Clearly missed targets", [line_of_miss(one) for one in found.missed])
    lines += section("Clear changes", [line_of_change(one) for one in found.changed])
    lines += section("Failed at the gates", [line_of_failure(one) for one in found.failed])
    return "\n".join(lines)


def section(title: str, lines: Sequence[str]) -> list[str]:
    return [f"\n## {title}: {len(lines)}\n", *lines] if lines else [f"\n## {title}: none"]


def line_of_miss(one: Alert) -> str:
    value, target = quantity(one.value, one.unit), quantity(one.target, one.unit)
    return f"- {one.metric}{one.where}, {one.month:%Y-%m}: {value}{one.interval}, target {target}"


def line_of_change(one: Alert) -> str:
    by = signed(one.value - (one.previous_value or 0)) + (" points" if one.unit == "%" else "")
    word = {True: "worse", False: "better", None: "changed"}[one.is_worse]
    return f"- {one.metric}, {one.month:%Y-%m}: {quantity(one.value, one.unit)}{one.interval}, {by}: {word}"


def line_of_failure(one: Failure) -> str:
    return f"- {one.gate}, {one.table}, {one.severity}: {one.expectation}" + (
        f". {one.why}" if one.why else ""
    )
