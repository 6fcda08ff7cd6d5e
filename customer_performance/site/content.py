"""What the site shows: published marts, the load log and the results at the gates, without any value of the data.

File, table and column names and counts are all that is read of what landed; reasons that could quote a value
(why a file as a whole was refused) are not.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from customer_performance.core.database import connect
from customer_performance.core.paths import Layout
from customer_performance.core.variables import declared_dimensions, project_variables
from customer_performance.site import drill_down
from customer_performance.site.catalogue import read_metrics
from customer_performance.site.changes import clear_changes
from customer_performance.site.definition import DbtProject
from customer_performance.site.delivery_gap import Team, read_teams
from customer_performance.site.lineage import LineageNode
from customer_performance.site.metric import Cell, Metric, Series
from customer_performance.site.queries import Row, read_rows

# What pages show as the queries of these names give it.
OF_MARTS = ("ladder", "inputs", "losses", "feedback", "writing", "exceptions", "sentiment", "targets")
# What --exclude tag:advanced leaves out, by query and table: where there is none, there is nothing to show of it.
OF_ADVANCED = {
    "links": "cpi_kpi_links",
    "doses": "cpi_kpi_link_doses",
    "forecasts": "contact_volume_forecast",
    "records": "contact_volume_record",
    "staffing": "staffing_need",
    "risk_records": "churn_risk_record",
    "risk_bands": "churn_risk",
    "risk_reasons": "churn_risk",
    "risk_tenths": "churn_risk_calibration",
    "lifetime_records": "customer_lifetime_record",
    "lifetime_totals": "customer_lifetime_forecast_totals",
    "health": "customer_health",
    "health_validity": "customer_health_validity",
    "journey_stages": "customer_journey_stages",
    "journey_ways": "customer_journey_transitions",
    "journey_breaks": "customer_journey_experience",
    "value_curve": "time_to_value_curve",
    "survival_curve": "customer_survival_curve",
    "insights": "insight_readiness",
}
OF_BUILD = ("landed", "rejected", "expectations", "runs", "calendars", "dimension_words")


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything that the pages show, read once. Without arguments: of a company of which nothing has landed.

    `as_of`: up to which time metrics count; `first_on`: the day of the first event. `timezone`: in which days begin.

    `changes` are the months that differ from the one before by more than noise, of `compared` in all. `conditions`
    say for each dimension and dimension value which observations belong to it. `not_built`: what of OF_ADVANCED the
    build has left out. `has_column_lineage`: whether dbt-colibri is installed. `link_days`: how many before and after a
    month's end links compare.
    """

    as_of: str | None = None
    first_on: date | None = None
    currency: str = ""
    timezone: str = "UTC"
    link_days: tuple[int, int] = (30, 90)
    not_built: Collection[str] = ()
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    changes: Sequence[Cell] = ()
    compared: int = 0
    teams: Sequence[Team] = ()
    conditions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    nodes: Mapping[str, LineageNode] = field(default_factory=dict)
    has_column_lineage: bool = False
    ladder: Sequence[Row] = ()
    inputs: Sequence[Row] = ()
    losses: Sequence[Row] = ()
    feedback: Sequence[Row] = ()
    writing: Sequence[Row] = ()
    links: Sequence[Row] = ()
    doses: Sequence[Row] = ()
    health: Sequence[Row] = ()
    health_validity: Sequence[Row] = ()
    journey_stages: Sequence[Row] = ()
    journey_ways: Sequence[Row] = ()
    journey_breaks: Sequence[Row] = ()
    value_curve: Sequence[Row] = ()
    survival_curve: Sequence[Row] = ()
    forecasts: Sequence[Row] = ()
    records: Sequence[Row] = ()
    staffing: Sequence[Row] = ()
    risk_records: Sequence[Row] = ()
    risk_bands: Sequence[Row] = ()
    risk_reasons: Sequence[Row] = ()
    risk_tenths: Sequence[Row] = ()
    lifetime_records: Sequence[Row] = ()
    lifetime_totals: Sequence[Row] = ()
    insights: Sequence[Row] = ()
    exceptions: Sequence[Row] = ()
    sentiment: Sequence[Row] = ()
    targets: Sequence[Row] = ()
    landed: Sequence[Row] = ()
    rejected: Sequence[Row] = ()
    expectations: Sequence[Row] = ()
    runs: Sequence[Row] = ()
    calendars: Sequence[Row] = ()
    dimension_words: Sequence[Row] = ()

    @property
    def changed(self) -> set[str]:
        """The metrics whose newest change remains where all are looked at together."""
        return {cell.metric_id for cell in self.changes}


def read_content(layout: Layout, project: DbtProject, variables: str) -> Content:
    """`variables` are dbt's, as YAML."""
    settings = project_variables(variables)
    with connect(layout.published.resolve() / "warehouse.duckdb", read_only=True) as published:
        read = partial(read_rows, published)
        shown = {name: read(name) for name in OF_MARTS}
        tables = {row[0] for row in published.execute("select table_name from duckdb_tables()").fetchall()}
        not_built = {name for name, table in OF_ADVANCED.items() if table not in tables}
        shown |= {name: [] if name in not_built else read(name) for name in OF_ADVANCED}
        cells = [Cell(**row) for row in read("cells")]
        series = [Series(**row) for row in read("series")]
        metrics = read_metrics(published, cells, series, shown["inputs"], project, settings)
        changes, compared = clear_changes([metric.latest for metric in metrics.values() if metric.latest])
        reach = read("as_of")[0]
        return Content(
            as_of=reach["as_of"],
            first_on=reach["first_on"],
            currency=settings["reporting_currency"],
            timezone=settings["reporting_timezone"],
            link_days=(settings["link_exposure_days"], settings["outcome_days"]),
            not_built=not_built,
            metrics=metrics,
            changes=changes,
            compared=compared,
            teams=read_teams(read("delivery_gap"), metrics),
            conditions=drill_down.conditions(
                dimension_values(series), read("teams"), declared_dimensions(settings)
            ),
            nodes=project.nodes,
            has_column_lineage=project.parents is not None,
            **shown,
            **read_quality(layout),
        )


def read_quality(layout: Layout) -> dict[str, list[Row]]:
    """The load log, the results at the gates and the words of seeds, which the build file alone has."""
    with connect(layout.database, read_only=True) as build:
        return {name: read_rows(build, name) for name in OF_BUILD}


def dimension_values(series: Sequence[Series]) -> dict[str, list[str]]:
    """All dimension values by dimension, both in order."""
    found = defaultdict(set)
    for one in series:
        found[one.dimension].add(one.dimension_value)
    return {dimension: sorted(values) for dimension, values in sorted(found.items())}
