"""Land raw tables: files become tables of DuckDB, and every row of every file is accounted for.

A file is landed in one transaction, or not at all. It is first read as it is. Where anything in it is odd, it is read
again with care, and the rows that do not fit are written to `raw.rejected_rows`. `raw.landed_files` has the numbers of
rows of each file.
"""

import difflib
import os
import secrets
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from customer_performance.core.build_file import ADDED, address, columns_of, transaction
from customer_performance.core.contract import LOAD_LOG, PLAIN, Contract, LandingError, Table, load_contract
from customer_performance.core.database import BUILD_FORMAT, connect
from customer_performance.core.errors import first_line
from customer_performance.core.id_spaces import read_id_spaces
from customer_performance.core.progress import SILENT, Progress
from customer_performance.core.sql import literal, name
from customer_performance.core.variables import project_variables
from customer_performance.land.discover import SOURCE_YML, discover, folder_of
from customer_performance.land.forget import forget_again, is_to_be_rewritten, rewrite
from customer_performance.land.load_log import LandingReport
from customer_performance.land.made_columns import look_ups
from customer_performance.land.source_config import load_source_config
from customer_performance.land.source_schema import SourceConfig
from customer_performance.land.table import RawTable

KEY_VARIABLE = "CUSTOMER_PERFORMANCE_PSEUDONYM_KEY"
SHORTEST_KEY = 32
TELLS = "source_tells"


def land(
    landing: Path,
    database: Path,
    *,
    batch_id: str | None = None,
    variables: dict | None = None,
    progress: Progress = SILENT,
) -> LandingReport:
    """Land all that is new in the folder into the build file, which is made where there is none.

    `variables` override the vars of dbt_project.yml. `progress` is told of each file, and gets a line for each table,
    with rows and seconds. Raises LandingError where the run must stop: files were refused (unless var refused_files
    is continue), more rows were rejected than var max_rejected_share allows, or a source.yml has a mistake. What was
    landed until then stays. The rows of files that are gone stay as well, unless var removed_files is drop.
    """
    landing = Path(
        os.path.abspath(landing)
    )  # since ~ and s3: at the beginning of a path mean something to DuckDB
    if not landing.is_dir():
        raise LandingError(f"{landing} is not a folder.")
    known = project_variables()
    variables = known | (variables or {})
    contract = load_contract()
    check_variables(variables, known)
    spaces = read_id_spaces(variables, contract)
    kinds = tuple(known["evidence"])
    configs = {
        source: load_source_config(folder_of(landing, source) / SOURCE_YML, tables, kinds)
        for source, tables in contract.items()
        if source != LOAD_LOG
    }
    batch_id = batch_id or f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    report = LandingReport(batch_id)
    files, report.ignored = discover(landing, contract, configs)
    report.files_found = sum(map(len, files.values()))
    for ignored in report.ignored:
        progress.say(f"  ignored: {ignored}")
    if not files:
        raise LandingError(
            f"{landing} has no file for any table. One is expected as <table>.csv, .parquet or .jsonl, or as "
            f"<table>/*.csv, where <table> is one of: {', '.join(sorted(contract[PLAIN]))}."
        )

    connection = open_build_file(database)
    try:
        folder = os.path.relpath(landing.resolve(), database.resolve().parent)
        prepare_build_file(connection, contract, folder)
        write_tells(connection, configs)
        for source, config in configs.items():
            tables = contract[source]
            for table in in_order(tables, config):
                given = (report, folder, variables["removed_files"], str(variables["reporting_currency"]))
                raw = RawTable(connection, table, config.of(table), tables, *given)
                raw.land_files(files.get((source, table.name), []), progress)
        forget_again(connection, contract, spaces, progress)
        due, complaints = is_to_be_rewritten(connection), complaints_about(connection, variables, report)
    except (duckdb.Error, OSError) as error:
        raise LandingError(
            f"Landing broke off: {first_line(error)}\nRun it again; what has landed is complete."
        ) from error
    finally:
        connection.close()
    if due:
        rewrite(database)
    if complaints:
        raise LandingError("\n".join(complaints))
    return report


def in_order(tables: dict[str, Table], config: SourceConfig) -> list[Table]:
    """The tables, each behind those in which it looks something up."""
    needs = {
        name: {each.find for each in look_ups(config.of(table)).values()} for name, table in tables.items()
    }
    return [tables[name] for name in TopologicalSorter(needs).static_order()]


def check_variables(variables: dict, known: dict) -> None:
    """Raise LandingError where a var that landing reads has a wrong value, or the name of a var is misspelled, so that
    this is found before anything has landed."""
    for key in variables.keys() - known.keys():
        for meant in difflib.get_close_matches(str(key), known, n=1, cutoff=0.8):
            raise LandingError(f"var {key} is unknown; did you mean {meant}?")
    for key, words in (("refused_files", ("stop", "continue")), ("removed_files", ("keep", "drop"))):
        if variables[key] not in words:
            raise LandingError(f"var {key} must be {' or '.join(words)}, and not {variables[key]!r}.")
    share = variables["max_rejected_share"]
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise LandingError(f"var max_rejected_share must be a number from 0 to 1, and not {share!r}.")


def open_build_file(database: Path) -> duckdb.DuckDBPyConnection:
    """A connection to the build file, with the settings of landing. LandingError where it cannot be opened."""
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        connection = connect(
            database, autoinstall_known_extensions="false", storage_compatibility_version=BUILD_FORMAT
        )
    except (duckdb.Error, OSError) as error:
        raise LandingError(
            f"{database} cannot be opened; does another program have it open?\n{first_line(error)}"
        ) from None
    connection.execute("set preserve_insertion_order = false")
    connection.execute("set enable_progress_bar = false")
    # Its cache would take a changed file for the one before, where size and time are the same.
    connection.execute("set enable_external_file_cache = false")
    return connection


def prepare_build_file(connection: duckdb.DuckDBPyConnection, contract: Contract, folder: str) -> None:
    """Make the tables of the contract and of the load log and the key for pseudonyms, where they are not there.
    `folder`: the landing folder, seen from the build file."""
    there = columns_of(connection)
    with transaction(connection):
        for table in (table for tables in contract.values() for table in tables.values()):
            columns = {column.name: column.type for column in table.columns}
            columns |= {} if table.source == LOAD_LOG else ADDED
            known = there.get((table.schema, table.name))
            if known is None:
                listed = ", ".join(f"{name(column)} {kind}" for column, kind in columns.items())
                connection.execute(f"create schema if not exists {name(table.schema)}")
                connection.execute(f"create table {address(table)} ({listed})")
                continue
            known = {column.lower(): kind for column, kind in known.items()}
            # Columns that the contract does not know are text. Where the contract now knows one, the files that are
            # still there land again, with its type.
            for column, kind in (dict.fromkeys(known, "varchar") | columns).items():
                change = f"type {kind} using try_cast({name(column)} as {kind})"
                if column not in known:
                    connection.execute(f"alter table {address(table)} add column {name(column)} {kind}")
                elif known[column] != kind and "varchar" in (kind, known[column]):
                    connection.execute(f"alter table {address(table)} alter column {name(column)} {change}")
                elif known[column] != kind:
                    raise LandingError(
                        f"{table.schema}.{table.name}.{column} is {known[column]}, and not {kind} as the "
                        "contract says. Remove the build file and land again."
                    )
        if not connection.execute("select 1 from raw.pseudonym_key").fetchall():
            key = os.environ.get(KEY_VARIABLE) or secrets.token_hex(32)
            if len(key) < SHORTEST_KEY:
                raise LandingError(
                    f"{KEY_VARIABLE} is shorter than {SHORTEST_KEY} characters: whoever guesses it knows every "
                    "pseudonym. Leave it unset, and a random one is made."
                )
            connection.execute("insert into raw.pseudonym_key values (?)", [key])
    other = connection.execute(
        "select landing_folder from raw.landed_files where landing_folder <> ? limit 1", [folder]
    ).fetchone()
    if other:
        raise LandingError(
            f"The build file holds what was landed from another folder ({other[0]}, seen from it), and two "
            "companies must not mix. Choose another --out, or remove the build file."
        )


def write_tells(connection: duckdb.DuckDBPyConnection, configs: dict[str, SourceConfig]) -> None:
    """Write down for the models what each source tells of by its source.yml."""
    said = sorted(
        {
            (source, kind)
            for source, config in configs.items()
            for part in (config, *config.tables.values())
            for kind in part.tells
        }
    )
    with transaction(connection):
        connection.execute(f"delete from raw.{TELLS}")
        for pair in said:
            connection.execute(f"insert into raw.{TELLS} (source, kind) values (?, ?)", pair)


def complaints_about(
    connection: duckdb.DuckDBPyConnection, variables: dict, report: LandingReport
) -> list[str]:
    """The lines that say why the run must stop: files were refused, or too many rows rejected. They show no value."""
    complaints = []
    if report.refused and variables["refused_files"] != "continue":
        complaints.append("These files were refused; all others have landed:")
        complaints += [f"  {line}" for line in report.refused]
        complaints.append("Correct or remove them, or set var refused_files to continue.")
    complaints += [f"{line}. Correct it in source.yml; the files have landed." for line in report.unmatched]
    share = variables["max_rejected_share"]
    tables = connection.execute(
        """select source, table_name, sum(rows_rejected)::bigint, sum(rows_read)::bigint from raw.landed_files
           group by all having sum(rows_rejected) > ? * sum(rows_read) order by all""",
        [share],
    ).fetchall()
    for source, table, rejected, read in tables:
        complaints.append(
            f"{table}: {rejected:,} of {read:,} rows were rejected; {share:.0%} is the most "
            "(var max_rejected_share). Most often:"
        )
        reasons = connection.execute(
            """select coalesce(column_name || ' is ', 'the row is ') || reason, count(*)
               from raw.rejected_rows
               where source = ? and table_name = ? group by 1 order by 2 desc, 1 limit 3""",
            [source, table],
        ).fetchall()
        complaints += [f"  {count:,} × {reason}" for reason, count in reasons]
        query = f"select * from raw.rejected_rows where table_name = {literal(table)}"
        complaints.append(f"See them in the build file: {query}")
    return complaints
