"""The query that gives the rows behind a number: the metric's observations of one period and one dimension value.

Placeholders stay in it until a page, or a test, fills in a period and a condition.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb

from customer_performance.core.sql import literal
from customer_performance.core.variables import Dimension
from customer_performance.site.queries import Row

Tree = dict[str, Any]  # a part of a query, as DuckDB parses it


def template(
    model: str, aggregation: str, is_snapshot: bool, behind: tuple[str, str] | None, timezone: str
) -> str:
    """The query with `{period}`, `{grain}`, `{next}` and `{condition}` left open. `behind` are the fact whose rows the
    subjects are, and its key."""
    fact, key = behind or (None, None)
    observed = "observations.observed_at"
    if timezone != "UTC":
        observed = f"({observed} at time zone 'UTC' at time zone {literal(timezone)})"
    period = f"cast(date_trunc('{{grain}}', {observed}) as date) = date '{{period}}'"
    if aggregation == "balance":
        period = f"{observed} < date '{{next}}'"
    present = "(select as_of from marts.metric_as_of)"
    if is_snapshot:  # of a period's own end, or of the present
        later = observed.replace("observations.observed_at", "(observations.observed_at + interval 1 second)")
        period += f"\n    and (observations.observed_at = {present}\n        or {later} >= date '{{next}}')"
    lines = [f"select observations.*{', facts.*' if fact else ''}"]
    lines += [f"from marts.{model} as observations"]
    if fact:
        lines += [f"left join marts.{fact} as facts on observations.subject_id = facts.{key}"]
    # what is unknown, and what is later than the data speak for, is in no number
    lines += [
        f"where {period}",
        "    and observations.numerator is not null",
        f"    and observations.observed_at <= {present}",
    ]
    return "\n".join(lines) + "{condition}\norder by observations.observed_at;"


def filled(query: str, grain: str, period_start: date, condition: str = "") -> str:
    """The query of one cell; without a condition, of the whole company."""
    return (
        query.replace("{grain}", grain)
        .replace("{period}", f"{period_start}")
        .replace("{next}", f"{next_period(grain, period_start)}")
        .replace("{condition}", condition)
    )


def next_period(grain: str, start: date) -> date:
    if grain in ("day", "week"):
        return date.fromordinal(start.toordinal() + (1 if grain == "day" else 7))
    months = start.year * 12 + start.month - 1 + (1 if grain == "month" else 3)
    return date(months // 12, months % 12 + 1, 1)


def views(published: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The SELECT of each view of the marts. To ask for one takes DuckDB as long as for all."""
    rows = published.execute(
        "select view_name, sql from duckdb_views() where schema_name = 'marts'"
    ).fetchall()
    return {name: sql.partition(" AS ")[2] for name, sql in rows}


def fact_behind(view: str, published: duckdb.DuckDBPyConnection) -> tuple[str, str] | None:
    """The one table whose rows the subjects are, and its key; none where a metric has several kinds of them. `view` is
    the SELECT of the metric's view."""
    found = declared_subject(view, published)
    if found is None:
        return None
    fact, key = found
    try:
        counts = published.execute(f"select count(*), count(distinct {key}) from marts.{fact}").fetchall()
    except (duckdb.BinderException, duckdb.CatalogException):
        return None
    return found if counts[0][0] == counts[0][1] else None


def declared_subject(view: str, published: duckdb.DuckDBPyConnection) -> tuple[str, str] | None:
    """The mart and its column that a metric gives as `subject_id`, unless it is an expression or there are several.

    Read off the view that was built, however the metric's file says it.
    """
    parsed = published.execute("select json_serialize_sql(?)", [view]).fetchall()[0][0]
    select: Tree = next((each["node"] for each in json.loads(parsed).get("statements", [])), {})
    for column in select.get("select_list", []):  # a union has none of its own
        if column["alias"] == "subject_id" or column.get("column_names", [])[-1:] == ["subject_id"]:
            *table, name = column.get("column_names") or [None]
            marts = [
                each["table_name"]
                for each in tables_of(select["from_table"])
                if each["schema_name"] == "marts" and table in ([], [each["alias"] or each["table_name"]])
            ]
            return (marts[0], name) if name and len(marts) == 1 else None
    return None


def tables_of(source: Tree) -> Iterator[Tree]:
    """The tables that a query joins, without those of its subqueries."""
    if source["type"] == "BASE_TABLE":
        yield source
    for side in ("left", "right"):
        if side in source:
            yield from tables_of(source[side])


def conditions(
    values: Mapping[str, Sequence[str]], teams: Sequence[Row], dimensions: Mapping[str, Dimension]
) -> dict[str, dict[str, str]]:
    """For each value of each dimension, the condition on an observation. `teams` are rows of `dim_teams`."""
    team_of, lead_of = (
        ids_by_name(teams, "team_id", "team_name"),
        ids_by_name(teams, "lead_agent_id", "lead_name"),
    )
    return {
        name: {value: condition(dimensions[name], value, team_of, lead_of) for value in found}
        for name, found in values.items()
        if name != "all"
    }


def condition(
    dimension: Dimension, value: str, team_of: Mapping[str, str], lead_of: Mapping[str, str]
) -> str:
    if dimension.name == "team":
        test = f"team_id = {literal(team_of.get(value, value))}"
    elif dimension.name == "lead":
        lead = literal(lead_of.get(value, value))
        test = f"team_id in (select team_id from marts.dim_teams where lead_agent_id = {lead})"
    elif dimension.of == "account":
        accounts = f"select account_id from marts.dim_accounts where {dimension.column} = {literal(value)}"
        test = f"account_id in ({accounts})"
    elif dimension.name == "agent":
        agents = (
            f"select agent_id from marts.dim_agents where {literal(value)} in "
            "(agent_id, agent_name, agent_name || ' (' || agent_id || ')')"
        )
        test = f"agent_id in ({agents})"
    else:
        test = f"{dimension.column} = {literal(value)}"
    return f"\n    and observations.{test}"


def ids_by_name(rows: Sequence[Row], key: str, name: str) -> dict[str, str]:
    """From what a dimension value is called to its id; namesakes carry their id, as in metric_dimension_values."""
    names = {row[key]: row[name] or row[key] for row in rows if row[key]}
    called = list(names.values())
    return {
        name if called.count(name) == 1 else f"{name} ({identity})": identity
        for identity, name in names.items()
    }
