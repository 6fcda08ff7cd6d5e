"""Roll up any observations by the models of the project, in a separate build file."""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml

from customer_performance.core.database import connect
from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.core.variables import declared_dimensions, project_variables

DECLARED = declared_dimensions(project_variables()).values()
OBSERVATION = {
    column["name"]: column["data_type"]
    for column in yaml.safe_load(
        (PROJECT / "models" / "marts" / "metrics" / "metric_observations.yml").read_text("utf-8")
    )["models"][0]["columns"]
}
METRIC = {
    "metric_id": ("varchar", None),
    "model": ("varchar", None),
    "aggregation": ("varchar", "ratio"),
    "scale": ("double", 1),
    "is_binary": ("boolean", False),
    "is_snapshot": ("boolean", False),
    "range_low": ("double", None),
    "range_high": ("double", None),
    "look_ahead_days": ("integer", 0),
    "grains": ("varchar", "day, week, month, quarter"),
    "dimensions": ("varchar", ", ".join(["all", *(dimension.name for dimension in DECLARED)])),
    "direction": ("varchar", "higher_is_better"),
}
DIMENSIONS = {
    "dim_accounts": [
        "account_id",
        *(dimension.column for dimension in DECLARED if dimension.of == "account"),
    ],
    "dim_teams": ["team_id", "team_name", "lead_agent_id", "lead_name"],
    "dim_agents": ["agent_id", "agent_name"],
}
TARGET = {
    "metric_id": "varchar",
    "grain": "varchar",
    "dimension": "varchar",
    "dimension_value": "varchar",
    "target": "double",
    "valid_from": "date",
}


class RollUp:
    """A build file with what the roll-up reads and, after `run`, what it writes.

    `metrics`: rows of `metric_catalog`, without the columns that have their default in METRIC. `as_of` and
    `first_event_at`: days in ISO format, between which lie the dates of `dim_dates`.
    """

    def __init__(
        self, out: Path, metrics: list[dict[str, Any]], as_of: str, first_event_at: str = "2024-01-01"
    ):
        self.layout = Layout(out)
        self.layout.make()
        with self.connect() as build:
            for schema in ("marts", "intermediate"):
                build.execute(f"create schema if not exists {schema}")
            build.execute(
                "create table intermediate.int_as_of as select cast(? as timestamp) as as_of", [as_of]
            )
            build.execute("create table marts.metric_observations (" + columns(OBSERVATION) + ")")
            build.execute("create table intermediate.int_metric_targets (" + columns(TARGET) + ")")
            for name, keys in DIMENSIONS.items():
                build.execute(f"create table marts.{name} ({columns(dict.fromkeys(keys, 'varchar'))})")
            build.execute(
                """create table marts.dim_dates as
                select
                    cast(day as date) as date_on,
                    cast(date_trunc('week', day) as date) as week_start_on,
                    cast(date_trunc('month', day) as date) as month_start_on,
                    cast(date_trunc('quarter', day) as date) as quarter_start_on
                from generate_series(cast(? as timestamp), cast(? as timestamp), interval 1 day) as days (day)""",
                [first_event_at, as_of],
            )
            build.execute(
                f"create table marts.metric_catalog ({columns({k: t for k, (t, _) in METRIC.items()})})"
            )
            rows = [
                {"model": metric["metric_id"]}
                | {k: d for k, (_, d) in METRIC.items() if k != "model"}
                | metric
                for metric in metrics
            ]
            self.fill(build, "marts.metric_catalog", pd.DataFrame(rows, columns=list(METRIC)))

    def connect(self) -> duckdb.DuckDBPyConnection:
        connection = connect(self.layout.database, threads=2)
        connection.execute("set enable_progress_bar = false")
        return connection

    @staticmethod
    def fill(build: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
        """Add rows to a table, by the names of their columns; the others are null."""
        build.register("rows", rows)
        build.execute(f"insert into {table} by name select * from rows")
        build.unregister("rows")

    def run(self, variables: str | None = None) -> None:
        """Run the models of the roll-up. `variables`: dbt's vars, as YAML."""
        selection = ["path:models/marts/metrics/rollup", "metric_values"]
        run_dbt(self.layout, "run", "--select", *selection, variables=variables)

    def values(self) -> pd.DataFrame:
        """All rows of `metric_values`."""
        with self.connect() as build:
            return build.execute("select * from marts.metric_values").df()


def columns(types: dict[str, str]) -> str:
    """The column definitions of a table, in SQL."""
    return ", ".join(f"{name} {kind}" for name, kind in types.items())
