"""What the page Explore filters, groups and draws in the browser: the rows that a year's numbers count.

They are rows of what is published, with the columns that are published, so nobody sees more here than who reads the
marts. Each data set is a script of its own, which the page loads when it is asked for.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from customer_performance.core.sql import literal
from customer_performance.core.variables import Dimension, declared_dimensions
from customer_performance.site.drill_down import ids_by_name
from customer_performance.site.metric import Metric
from customer_performance.site.queries import Row, read_rows

# Of these the rows of a period give its value; a stock, a largest value or what stands at a period's end is more.
OF_ROWS = ("ratio", "total", "distinct", "median", "p90")
EPOCH = datetime(1970, 1, 1)
LONGEST_LIST = 0.5  # of a column's rows, up to which its different values are written once and then counted


@dataclass(frozen=True)
class Datasets:
    """Those that were written: of metrics by their ids, with the first day of which each has all rows; and of marts.
    `fell_short`: of metrics that ask yes or no of each row, the numerator of the rows that went wrong."""

    metrics: Mapping[str, date] = field(default_factory=dict)
    facts: Sequence[str] = ()
    fell_short: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Fact:
    """A mart whose rows are the subjects of metrics, with the ids of those that are counted."""

    key: str
    ids: set[str] = field(default_factory=set)


def write_datasets(
    published: duckdb.DuckDBPyConnection,
    folder: Path,
    metrics: Mapping[str, Metric],
    settings: Mapping[str, Any],
) -> Datasets:
    """`settings` are dbt's vars: `site_rows` is how many of the newest rows each data set has at most, 0 for none."""
    folder.mkdir()
    if not settings["site_rows"]:
        return Datasets()
    dimensions = declared_dimensions(settings)
    names = Names(
        read_rows(published, "teams"), dimensions, settings["reporting_timezone"], settings["site_rows"]
    )
    facts: dict[str, Fact] = {}
    written = {}
    short_of = {}
    for metric in metrics.values():
        if metric.aggregation not in OF_ROWS or metric.is_snapshot or not metric.latest:
            continue
        columns, rows = names.observations(published, metric)
        if not rows:
            continue
        meta = {name: getattr(metric, name) for name in ("aggregation", "scale", "unit", "digits")}
        if metric.fact:
            fact, key = metric.fact
            facts.setdefault(fact, Fact(key)).ids.update(row[0] for row in rows)
            meta |= {"fact": fact, "key": key}
        write_dataset(folder, metric.metric_id, columns, rows, {**meta, "label": metric.label})
        written[metric.metric_id] = first_whole_day(rows, names.most)
        if is_yes_or_no(metric, rows):
            short_of[metric.metric_id] = 0 if metric.direction == "higher_is_better" else 1
    for name, counted in facts.items():
        query = f"select * from marts.{name} where {counted.key} in (select unnest(?))"
        found = published.execute(query, [sorted(counted.ids)])
        write_dataset(folder, name, [column[0] for column in found.description], found.fetchall(), {})
    return Datasets(written, sorted(facts), short_of)


def is_yes_or_no(metric: Metric, rows: Sequence[tuple]) -> bool:
    """Whether each row either counts or does not, and one of the two is the better; numerator and denominator are a
    row's last values."""
    is_judged = metric.aggregation == "ratio" and metric.direction != "neutral"
    return is_judged and all(numerator in (0, 1) and denominator == 1 for *_, numerator, denominator in rows)


def first_whole_day(rows: Sequence[tuple], most: int) -> date:
    """From which day on no row is left out; `rows` have the newest first, and their time in the second place."""
    oldest: date = rows[-1][1].date()
    return oldest + timedelta(days=1) if len(rows) == most else oldest.replace(day=1)


@dataclass(frozen=True)
class Names:
    """The rows of a metric with its dimensions called as in metric_values."""

    teams: Sequence[Row]
    dimensions: Mapping[str, Dimension]
    timezone: str
    most: int

    def observations(
        self, published: duckdb.DuckDBPyConnection, metric: Metric
    ) -> tuple[list[str], list[tuple]]:
        """The newest rows of twelve complete months and the present one."""
        shown = [name for name in metric.dimensions.split(", ") if name in self.dimensions]
        observed = "observations.observed_at"
        if self.timezone != "UTC":
            observed = f"({observed} at time zone 'UTC' at time zone {literal(self.timezone)})"
        columns = ["observations.subject_id", f"{observed} as observed_at", "observations.account_id"]
        columns += [f"{self.column(self.dimensions[name])} as {name}" for name in shown]
        found = published.execute(
            f"""
            select {", ".join(columns)}, observations.numerator, observations.denominator
            from marts.{metric.model} as observations
            left join marts.dim_accounts as accounts on observations.account_id = accounts.account_id
            cross join marts.metric_as_of as present
            where observations.numerator is not null and observations.observed_at <= present.as_of
                and {observed} >= date_trunc('month', present.as_of) - interval '12' month
            order by observations.observed_at desc, observations.subject_id
            limit {int(self.most)}
            """
        )
        return [column[0] for column in found.description], found.fetchall()

    def column(self, dimension: Dimension) -> str:
        if dimension.name in ("team", "lead"):
            key, name = (
                ("team_id", "team_name") if dimension.name == "team" else ("lead_agent_id", "lead_name")
            )
            called = {identity: told for told, identity in ids_by_name(self.teams, key, name).items()}
            teams = {row["team_id"]: called[row[key]] for row in self.teams if row[key]}
            return chosen("observations.team_id", teams)
        if dimension.of == "account":
            return f"accounts.{dimension.column}"
        return f"observations.{dimension.column}"


def chosen(column: str, names: Mapping[str, str]) -> str:
    cases = " ".join(f"when {literal(one)} then {literal(name)}" for one, name in names.items())
    return f"case {column} {cases} else {column} end" if cases else column


def write_dataset(
    folder: Path, name: str, columns: Sequence[str], rows: Sequence[tuple], meta: Mapping[str, Any]
) -> None:
    content = {
        **meta,
        "name": name,
        "count": len(rows),
        "columns": [
            {"name": column, **packed(values)}
            for column, values in zip(columns, zip(*rows, strict=True), strict=True)
        ],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=str)
    (folder / f"{name}.js").write_text(f"window.dataset = {text};\n", encoding="utf-8")


def packed(values: Sequence[Any]) -> dict[str, Any]:
    """A column as `explore.js` reads it: times in minutes, and texts that repeat as their place in a list."""
    known = [value for value in values if value is not None]
    if known and isinstance(known[0], datetime):
        return {
            "type": "time",
            "values": [
                None if value is None else int((value - EPOCH).total_seconds() // 60) for value in values
            ],
        }
    if known and not isinstance(known[0], (str, date, bool)):
        return {"type": "number", "values": [None if value is None else short(value) for value in values]}
    texts = [
        None if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        for value in values
    ]
    different = sorted({text for text in texts if text is not None})
    if len(different) > LONGEST_LIST * len(values):
        return {"type": "text", "values": texts}
    places = {text: place for place, text in enumerate(different)}
    return {
        "type": "text",
        "words": different,
        "values": [None if text is None else places[text] for text in texts],
    }


def short(value: Any) -> float | int:
    figure = float(f"{float(value):.9g}")
    return int(figure) if figure.is_integer() else figure
