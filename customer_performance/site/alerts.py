"""What somebody should be told of: clear misses, clear changes and failed gates, for whatever sends it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from itertools import groupby

from customer_performance.core.database import connect
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.site.changes import clear_changes
from customer_performance.site.i18n import quantity, signed, span
from customer_performance.site.metric import Cell, metric_digits
from customer_performance.site.overview import is_worse
from customer_performance.site.queries import Row, read_rows

FORMATS = ("markdown", "json")

KINDS = ("missed", "changed", "failed")
SEVERITIES = ("critical", "warning")


@dataclass(frozen=True)
class Alert:
    """A number of the last complete month; the target where it clearly misses it, else the value of the month before,
    from which it differs by more than chance. `is_worse` is None where neither high nor low is better. `digits`: how
    many of its metric's figures are written after the point; `direction`: which way is better."""

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
    digits: int
    direction: str

    @property
    def where(self) -> str:
        return "" if self.dimension == "all" else f" ({self.dimension}: {self.dimension_value})"

    @property
    def interval(self) -> str:
        if self.ci_low is None or self.ci_high is None:
            return ""
        return f" (95% interval {span(self.ci_low, self.ci_high, digits=self.digits)})"


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
    """The most important of each kind first; `more` says how many of each are left out."""

    as_of: str | None
    missed: Sequence[Alert]
    changed: Sequence[Alert]
    failed: Sequence[Failure]
    more: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))


def alerts(layout: Layout, form: str, most: int) -> str:
    """In one of FORMATS, at most so many of each kind; 0: all. Raises RunError where nothing is published."""
    if not layout.published.exists():
        raise RunError(f"There is nothing in {layout.published}: publish first.")
    with connect(layout.published.resolve() / "warehouse.duckdb", read_only=True) as published:
        cells = [Cell(**row) for row in read_rows(published, "cells")]
        catalog = {row["metric_id"]: row for row in read_rows(published, "metrics")}
        as_of = read_rows(published, "as_of")[0]["as_of"]
    for metric_id, own in groupby(cells, key=lambda cell: cell.metric_id):
        entry = catalog[metric_id]
        entry["digits"] = metric_digits(entry["unit"], entry["aggregation"], list(own))
    cells = [cell for cell in cells if is_newest(cell, as_of, catalog)]
    with connect(layout.database, read_only=True) as build:
        failures = [failure(row) for row in read_rows(build, "expectations") if row["status"] == "failed"]
    failures.sort(key=lambda one: SEVERITIES.index(one.severity) if one.severity in SEVERITIES else 2)
    found = limited(Alerts(as_of, missed(cells, catalog), changed(cells, catalog), failures), most)
    return in_json(found) if form == "json" else in_markdown(found)


def limited(found: Alerts, most: int) -> Alerts:
    kept = {kind: getattr(found, kind) for kind in KINDS}
    if most:
        kept = {kind: ones[:most] for kind, ones in kept.items()}
    return Alerts(found.as_of, **kept, more={one: len(getattr(found, one)) - len(kept[one]) for one in KINDS})


def is_newest(cell: Cell, as_of: str | None, catalog: Mapping[str, Row]) -> bool:
    """Whether the cell is of the newest month that the metric can have: of one whose data stopped coming, the last
    month is old, and was told of in its time. A day more is allowed for, since months end by the reporting
    time zone."""
    if not cell.is_latest or as_of is None:
        return False
    days = catalog[cell.metric_id]["look_ahead_days"] + 1
    settled = date.fromisoformat(as_of[:10]) - timedelta(days=days)
    return cell.period_start >= (settled.replace(day=1) - timedelta(days=1)).replace(day=1)


def missed(cells: Sequence[Cell], catalog: Mapping[str, Row]) -> list[Alert]:
    """Where the whole interval lies on the wrong side of the target. Of the company first, then of its teams, which can
    act on it, then of other parts; what the company steers by (seed headline_metrics) before other metrics; and what
    more was counted for before what is rare."""
    found = [
        cell for cell in cells if cell.is_latest and cell.target_status == "missed" and cell.target_is_clear
    ]

    def importance(cell: Cell) -> tuple[int, float, int]:
        position = catalog[cell.metric_id]["headline_position"]
        place = {"all": 0, "team": 1}.get(cell.dimension, 2)
        return place, float("inf") if position is None else position, -cell.subjects

    found.sort(key=importance)
    return [alert(cell, catalog, cell.target, None, is_worse=True) for cell in found]


def changed(cells: Sequence[Cell], catalog: Mapping[str, Row]) -> list[Alert]:
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
    cell: Cell,
    catalog: Mapping[str, Row],
    target: float | None,
    previous: float | None,
    is_worse: bool | None,
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
        entry["digits"],
        entry["direction"],
    )


def failure(row: Row) -> Failure:
    return Failure(row["gate"], row["table_name"], row["expectation"], row["severity"], row["why"])


def in_json(found: Alerts) -> str:
    return json.dumps(asdict(found), ensure_ascii=False, indent=2, default=str)


def in_markdown(found: Alerts) -> str:
    lines = [f"# Alerts\n\nMetrics count up to {found.as_of or 'no day yet'}."]
    of_misses = [line_of_miss(one) for one in found.missed]
    of_changes = [line_of_change(one) for one in found.changed]
    of_failures = [line_of_failure(one) for one in found.failed]
    lines += section("Clearly missed targets", of_misses, found.more["missed"])
    lines += section("Clear changes", of_changes, found.more["changed"])
    lines += section("Failed at the gates", of_failures, found.more["failed"])
    return "\n".join(lines)


def section(title: str, lines: Sequence[str], more: int) -> list[str]:
    if not lines:
        return [f"\n## {title}: none"]
    rest = [f"- and {more} more: `--limit 0` tells of all"] if more else []
    return [f"\n## {title}: {len(lines) + more}\n", *lines, *rest]


def line_of_miss(one: Alert) -> str:
    value, target = (quantity(figure, one.unit, one.digits) for figure in (one.value, one.target))
    bound = "≥" if one.direction == "higher_is_better" else "≤"
    return f"- {one.metric}{one.where}, {one.month:%Y-%m}: {value}{one.interval}, target {bound} {target}"


def line_of_change(one: Alert) -> str:
    unit = "points" if one.unit == "%" else one.unit
    by = signed(one.value - (one.previous_value or 0), unit, one.digits)
    word = {True: "worse", False: "better", None: "changed"}[one.is_worse]
    return f"- {one.metric}, {one.month:%Y-%m}: {quantity(one.value, one.unit, one.digits)}{one.interval}, {by}: {word}"


def line_of_failure(one: Failure) -> str:
    return f"- {one.gate}, {one.table}, {one.severity}: {one.expectation}" + (
        f". {one.why}" if one.why else ""
    )
