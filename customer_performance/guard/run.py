"""Great Expectations at the gates: before dbt (raw) and before publishing (marts).

Great Expectations only ever answers yes or no (`BOOLEAN_ONLY`), since its other answers carry values.
Which rows are behind a no is counted here, and shown as a query for whoever may read the build file.
"""

import logging
import os
import shutil
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from customer_performance.core.build_file import columns_of
from customer_performance.core.database import connect, first_row, memory_limit
from customer_performance.core.errors import PipelineError
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.core.progress import SILENT, Progress
from customer_performance.guard import drift
from customer_performance.guard.suites import Expectation, read_suites

if TYPE_CHECKING:
    import great_expectations as gx
    from great_expectations.data_context import AbstractDataContext

# Without these, results vanish: the connection would be closed before they are fetched.
CONNECTION = {
    "isolation_level": "AUTOCOMMIT",
    "pool_reset_on_return": None,
    "skip_autocommit_rollback": True,
}
# What went wrong with a query may quote values of the data; what is wrong with the query itself may not.
HARMLESS_ERRORS = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
ACCEPTING = """
If a change since the last landing is as it should be (a purge, a new system, another unit), accept it, once:
  customer-performance build --accept-changes    (or: guard raw --accept-changes)"""
# The columns of quality.run_results after run_at and gate, as attributes of an expectation.
RESULT_COLUMNS = (
    "suite",
    "table",
    "label",
    "why",
    "severity",
    "status",
    "unexpected_rows",
    "table_rows",
    "query",
)


def guard(
    gate: str,
    layout: Layout,
    quality: Path = PROJECT / "quality",
    accept_changes: bool = False,
    progress: Progress = SILENT,
) -> str:
    """Check all tables of a gate; a critical failure stops the run, unless it is a change that is accepted."""
    if not layout.database.exists():
        raise PipelineError(f"{layout.database} does not exist: land first.")
    expectations = read_suites(quality, gate)
    with connect(layout.database) as connection:
        drift.make_tables(connection)
        if gate == "raw":
            progress.reach("measuring what has landed")
            drift.compare(connection)
    asked = leave_out_empty_tables(expectations, layout.database)
    if asked:
        progress.reach("loading Great Expectations", 0, len(asked))
        validate(gate, asked, layout, progress=progress)
    count_unexpected(asked, layout.database)
    append_results(gate, expectations, layout.database)

    failed = [expectation for expectation in asked if expectation.status == "failed"]
    critical = [
        expectation
        for expectation in failed
        if expectation.severity == "critical" and not (accept_changes and expectation.table == drift.CHANGES)
    ]
    with connect(layout.database) as connection:
        if critical:
            drift.drop_landing(connection)
        elif gate == "raw":
            drift.accept(connection, accept_changes)
    if critical:
        failures = "\n\n".join(failure_text(expectation, layout.database) for expectation in critical)
        changes = any(expectation.table == drift.CHANGES for expectation in critical)
        raise PipelineError(
            f"{failures}\n\n{len(critical)} critical of {len(failed)} failed expectations."
            f"\nThe queries are for the build file: duckdb -readonly {layout.database}"
            + (ACCEPTING if changes else "")
        )
    for expectation in failed:
        progress.say(failure_text(expectation, layout.database) + "\n")
    tables = len({expectation.table for expectation in asked})
    unheard = any(each.table == drift.CHANGES and each.status == "empty" for each in expectations)
    return f"{len(asked)} expectations on {tables} tables, {len(failed)} warnings" + (
        "; no history yet to compare with" if unheard else ""
    )


def leave_out_empty_tables(expectations: list[Expectation], database: Path) -> list[Expectation]:
    with connect(database, read_only=True) as connection:
        has_rows = {}
        for table in {expectation.table for expectation in expectations}:
            try:
                has_rows[table] = bool(connection.execute(f"select 1 from {table} limit 1").fetchall())
            except duckdb.CatalogException as error:
                raise PipelineError(f"{table} has expectations but does not exist in {database}.") from error
    for expectation in expectations:
        if not (has_rows[expectation.table] or expectation.even_if_empty):
            expectation.status = "empty"
    return [expectation for expectation in expectations if expectation.status != "empty"]


def validate(
    gate: str, asked: list[Expectation], layout: Layout, docs: bool = True, progress: Progress = SILENT
) -> None:
    """Ask Great Expectations, set each status, and write Data Docs beside the build file."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    warnings.filterwarnings("ignore", module="great_expectations")
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    settings: dict[str, Any] = {
        "connection_string": f"duckdb:///{layout.database.resolve()}",
        "create_temp_table": False,
        "kwargs": CONNECTION
        | {"connect_args": {"read_only": True, "config": {"memory_limit": memory_limit()}}},
    }
    source = context.data_sources.add_sql("warehouse", **settings)
    definitions = {}
    for table in dict.fromkeys(expectation.table for expectation in asked):
        schema, name = table.split(".")
        asset = source.add_table_asset(table, table_name=name, schema_name=schema)
        suite = gx.ExpectationSuite(name=table)
        for position, expectation in enumerate(asked):
            if expectation.table == table:
                suite.add_expectation(translate(expectation, position))
        definitions[table] = context.validation_definitions.add(
            gx.ValidationDefinition(
                name=table,
                data=asset.add_batch_definition_whole_table("all rows"),
                suite=context.suites.add(suite),
            )
        )
    run = gx.RunIdentifier(run_name=gate)
    results: list = []
    for table, definition in definitions.items():
        progress.reach(table, len(results), len(asked))
        results += definition.run(result_format="BOOLEAN_ONLY", run_id=run).results
    source.get_execution_engine().close()
    source.get_engine().dispose()
    for result in results:
        expectation = asked[result.expectation_config.meta["position"]]
        expectation.status = "passed" if result.success else "failed"
        if raised(result.exception_info):
            raise_cause(expectation, layout.database)
    if docs:
        progress.reach("writing what was found as pages", len(results), len(asked))
        write_data_docs(context, layout.build / "quality" / gate)


def translate(expectation: Expectation, position: int) -> "gx.expectations.Expectation":
    """The expectation as Great Expectations' own object."""
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    name, arguments = expectation.name, dict(expectation.arguments)
    if name == "expect_no_rows":
        name = "unexpected_rows_expectation"
        # The query as people are shown it, with the table's name; Great Expectations insists on {batch}.
        query = expectation.query.replace("{", "{{").replace("}", "}}") + " /* {batch} */"
        arguments = {
            "unexpected_rows_query": query,
            "description": f"No rows. Rows would mean: {expectation.why}",
        }
    try:
        return ExpectationConfiguration(
            type=name,
            kwargs=arguments,
            severity=FailureSeverity(expectation.severity),
            meta={"position": position},
            notes=expectation.why,
        ).to_domain_obj()
    except Exception as error:
        raise PipelineError(f"{expectation.origin}: {error}") from error


def raised(exception_info: dict) -> bool:
    entries = [exception_info] if "raised_exception" in exception_info else exception_info.values()
    return any(entry["raised_exception"] for entry in entries)


def raise_cause(expectation: Expectation, database: Path) -> None:
    """An expectation that cannot be evaluated is a mistake in the suite; DuckDB says it best."""
    with connect(database, read_only=True) as connection:
        count_rows(connection, expectation, expectation.query)
    raise PipelineError(f"{expectation.origin} cannot be evaluated by Great Expectations.")


def write_data_docs(context: "AbstractDataContext", folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    context.add_data_docs_site(
        site_name="quality",
        site_config={
            "class_name": "SiteBuilder",
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(folder.resolve()),
            },
        },
    )
    context.build_data_docs(site_names=["quality"])


def count_unexpected(asked: list[Expectation], database: Path) -> None:
    """How many rows are behind each failure, counted without looking at them."""
    with connect(database, read_only=True) as connection:
        for expectation in asked:
            if expectation.status == "failed":
                expectation.unexpected_rows = count_rows(connection, expectation, expectation.query)
                expectation.table_rows = count_rows(connection, expectation, f"from {expectation.table}")


def count_rows(connection: duckdb.DuckDBPyConnection, expectation: Expectation, query: str) -> int:
    try:
        return first_row(connection, f"select count(*) from ({query})")[0]
    except duckdb.Error as error:
        reason = str(error) if isinstance(error, HARMLESS_ERRORS) else type(error).__name__
        raise PipelineError(f"{expectation.origin} cannot be evaluated: {reason}") from None


def append_results(gate: str, expectations: list[Expectation], database: Path) -> None:
    """Append to the history in the build file, where it outlives rebuilds."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with connect(database) as connection:
        connection.execute("create schema if not exists quality")
        connection.execute(
            """
            create table if not exists quality.run_results (
                run_at timestamp, gate varchar, suite varchar, table_name varchar, expectation varchar,
                why varchar, severity varchar, status varchar, unexpected_rows bigint, table_rows bigint,
                query varchar
            )
            """
        )
        if "door" in columns_of(connection)["quality", "run_results"]:  # as versions before called it
            connection.execute("alter table quality.run_results rename column door to gate")
        connection.executemany(
            f"insert into quality.run_results values ({', '.join('?' * 11)})",
            [
                (now, gate, *(getattr(expectation, name) for name in RESULT_COLUMNS))
                for expectation in expectations
            ],
        )


def failure_text(expectation: Expectation, database: Path) -> str:
    rows = f"{expectation.unexpected_rows:,} of {expectation.table_rows:,} rows"
    if expectation.name == "expect_no_rows":
        rows = f"the query should give no rows, and gives {expectation.unexpected_rows:,}"
    allowed = expectation.arguments.get("mostly")
    if allowed is not None:
        rows += f"; up to {1 - allowed:.2%} are accepted"
    if expectation.table in drift.AGGREGATES:
        rows += "".join(f"\n    {line}" for line in first_rows(expectation, database))
    return (
        f"{expectation.severity.upper()} {expectation.table}: {expectation.label}\n"
        f"  {rows}\n"
        f"  why: {expectation.why}\n"
        f"  see: {expectation.query}"
    )


def first_rows(expectation: Expectation, database: Path) -> list[str]:
    """The first rows behind a failure, of tables that hold aggregates alone."""
    with connect(database, read_only=True) as connection:
        found = connection.execute(f"from ({expectation.query}) limit 5")
        names = [column[0] for column in found.description]
        return [
            ", ".join(
                f"{name} {shown_value(value)}" for name, value in zip(names, row, strict=True) if value != ""
            )
            for row in found.fetchall()
        ]


def shown_value(value: object) -> str:
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
