"""Ask Great Expectations, which only ever answers yes or no (`BOOLEAN_ONLY`), since its other answers carry values."""

import logging
import os
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from customer_performance.core.database import connect, first_row, memory_limit
from customer_performance.core.diagnose import advice, is_of_the_machine
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.core.progress import SILENT, Progress
from customer_performance.guard.suites import Expectation

if TYPE_CHECKING:
    import great_expectations as gx
    from great_expectations.data_context import AbstractDataContext

# Without these settings of SQLAlchemy, the connection is closed before results are fetched, and they are lost.
CONNECTION = {
    "isolation_level": "AUTOCOMMIT",
    "pool_reset_on_return": None,
    "skip_autocommit_rollback": True,
}
# The words of these errors are about the query. Those of others may quote values of the data.
HARMLESS_ERRORS = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)


def validate(
    gate: str, asked: list[Expectation], layout: Layout, docs: bool = True, progress: Progress = SILENT
) -> None:
    """Set the status of each expectation to what Great Expectations answers, and write its Data Docs beside the build
    file. Raises RunError where an expectation cannot be evaluated."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    warnings.filterwarnings("ignore", module="great_expectations")
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    options: dict[str, Any] = {  # of which its types do not know kwargs
        "connection_string": f"duckdb:///{layout.database.resolve()}",
        "create_temp_table": False,
        "kwargs": CONNECTION
        | {"connect_args": {"read_only": True, "config": {"memory_limit": memory_limit()}}},
    }
    source = context.data_sources.add_sql("warehouse", **options)
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
            raise_cause(expectation, layout.database, result.exception_info)
    if docs:
        progress.reach("writing what was found as pages", len(results), len(asked))
        write_data_docs(context, layout.build / "quality" / gate)


def translate(expectation: Expectation, position: int) -> "gx.expectations.Expectation":
    """An expectation as an object of Great Expectations. `position`: by which its result is found again."""
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    name, arguments = expectation.name, dict(expectation.arguments)
    if name == "expect_no_rows":
        name = "unexpected_rows_expectation"
        # Data Docs show the query, so it has the name of the table; Great Expectations wants {batch} in every query.
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
        raise RunError(f"{expectation.origin}: {error}") from error


def raised(exception_info: dict) -> bool:
    """Whether Great Expectations met an error instead of an answer. It tells one error, or one for each metric."""
    entries = [exception_info] if "raised_exception" in exception_info else exception_info.values()
    return any(entry["raised_exception"] for entry in entries)


def raise_cause(expectation: Expectation, database: Path, exception_info: dict) -> None:
    """Raise RunError for an expectation that cannot be evaluated, which is a mistake in its suite, unless the machine
    was short of something. Its query is run, since the words of DuckDB say best what is wrong."""
    with connect(database, read_only=True) as connection:
        count_rows(connection, expectation, expectation.query)
    said = [f"{expectation.origin} cannot be evaluated by Great Expectations.", advice(str(exception_info))]
    raise RunError("\n\n".join(filter(None, said)))


def write_data_docs(context: "AbstractDataContext", folder: Path) -> None:
    """Write pages with the expectations and the answers to a folder, in place of what is there."""
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


def count_rows(connection: duckdb.DuckDBPyConnection, expectation: Expectation, query: str) -> int:
    """The number of rows of a query. Raises RunError where it fails, without any value of the data."""
    try:
        return first_row(connection, f"select count(*) from ({query})")[0]
    except duckdb.Error as error:
        if is_of_the_machine(error):
            raise
        reason = str(error) if isinstance(error, HARMLESS_ERRORS) else type(error).__name__
        raise RunError(f"{expectation.origin} cannot be evaluated: {reason}") from None
