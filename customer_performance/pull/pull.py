"""Pull the tables of databases into a landing folder, as Parquet: `customer-performance pull`.

All tables of a database are read in one transaction, so they go together. Of a table with a mark, those rows are read
that changed since the newest change that the files know, less a lag: a transaction that began before a run and is
committed after it leaves rows that are older than what the run has seen. What is known already is not written again.
"""

import os
import re
from pathlib import Path
from typing import Any

import duckdb

from customer_performance.core.contract import LOAD_LOG, PLAIN, Contract, LandingError, Table, load_contract
from customer_performance.core.errors import RunError, first_line
from customer_performance.core.lock import hold
from customer_performance.core.paths import private_files
from customer_performance.core.progress import SILENT, Progress
from customer_performance.core.pulled import DATABASE_YML
from customer_performance.core.variables import project_variables
from customer_performance.pull.config import DatabaseConfig, load_database_config
from customer_performance.pull.folder import Folder, put_in_place
from customer_performance.pull.mysql import mysql
from customer_performance.pull.postgres import postgres
from customer_performance.pull.server import Server
from customer_performance.pull.table import TableRun

SERVERS: dict[str, Any] = {"postgresql": postgres, "postgres": postgres, "mysql": mysql, "mariadb": mysql}
SHARE = "max_vanished_share"


def pull(
    landing: Path,
    source: str | None = None,
    variables: dict | None = None,
    progress: Progress = SILENT,
) -> str:
    """Read what is new in the databases that the landing folder names in its files `database.yml`, or only in that of
    one source; return what was read. Raises RunError; then no file of that source has changed."""
    contract = load_contract()
    share = (project_variables() | (variables or {}))[SHARE]
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise LandingError(f"var {SHARE} must be a number from 0 to 1, and not {share!r}.")
    configs = {
        name: load_database_config(path, contract[name])
        for name, path in declared(landing, contract, source).items()
    }
    rows = 0
    with private_files():
        (landing / ".pull").mkdir(exist_ok=True)
        with hold(landing / ".pull" / "lock", "pull", "Wait until it ends."):
            for name, config in configs.items():
                folder = folder_of(landing, name)
                rows += pull_source(folder, config, contract[name], float(share), progress)
    tables = sum(len(config.tables) for config in configs.values())
    return f"{rows:,} new rows of {tables:,} tables in {landing}."


def folder_of(landing: Path, source: str) -> Path:
    return landing if source == PLAIN else landing / source


def declared(landing: Path, contract: Contract, source: str | None) -> dict[str, Path]:
    """{source: its database.yml} of those that the landing folder has."""
    sources = [name for name in contract if name != LOAD_LOG]
    if source and source not in sources:
        raise LandingError(f"--source {source} is unknown. Known: {', '.join(sorted(sources))}.")
    wanted = [source] if source else sources
    found = {name: folder_of(landing, name) / DATABASE_YML for name in wanted}
    found = {name: path for name, path in found.items() if path.exists()}
    if not found:
        where = folder_of(landing, source) if source else landing
        raise LandingError(
            f"{where / DATABASE_YML} is not there. It says which tables are pulled from where; "
            "docs/how-to/pull-from-a-database.md shows one."
        )
    return found


def server_of(variable: str) -> Any:
    """The server of the URL in a variable of the environment, as a context."""
    url = os.environ.get(variable)
    if not url:
        raise RunError(
            f"The variable {variable} of the environment is empty; it must hold the URL of a database."
        )
    match = re.match(r"([a-z]+)://", url)
    if not match or match[1] not in SERVERS:
        known = ", ".join(f"{scheme}://" for scheme in SERVERS)
        raise RunError(f"{variable} must hold a URL that begins with one of {known}.")
    return SERVERS[match[1]](url)


def pull_source(
    folder: Path, config: DatabaseConfig, tables: dict[str, Table], share: float, progress: Progress
) -> int:
    """Returns the number of rows that were written."""
    for table in config.tables:
        Folder(folder / table).clean()
    runs: list[TableRun] = []
    try:
        with server_of(config.url_from) as server:
            runs = read_tables(server, folder, config, tables, share, progress)
        put_in_place([run.finished for run in runs if run.finished])
    except (duckdb.Error, OSError) as error:
        raise RunError(
            f"Pulling broke off: {first_line(error)}\nRun it again; what is there is whole."
        ) from error
    finally:
        for table in config.tables:
            Folder(folder / table).clean()
    for run in runs:
        progress.say(f"  {run.table.name}: {run.summary}")
    return sum(run.news for run in runs)


def read_tables(
    server: Server,
    folder: Path,
    config: DatabaseConfig,
    tables: dict[str, Table],
    share: float,
    progress: Progress,
) -> list[TableRun]:
    now = server.now()
    runs = []
    for table, reading in progress.each(list(config.tables.items()), lambda item: item[0]):
        run = TableRun(tables[table], Folder(folder / table), reading, server, now, share, progress)
        run.read()
        runs.append(run)
    return runs
