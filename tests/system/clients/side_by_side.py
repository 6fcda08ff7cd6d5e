"""What views answer of two published files, as JSON: `python side_by_side.py THIS LAST FOLDER`, by the DuckDB that is
installed: opened, attached beside each other in both orders, copied into another file, exported and imported."""

import json
import sys
from pathlib import Path

import duckdb

VIEWS = (
    "marts.kpi_tickets_created",
    "marts.metric_observations",
    "marts.semantic_observations",
    "main.metric_values",
)


def counts(connection, catalog: str = "") -> list[int]:
    return [connection.execute(f"select count(*) from {catalog}{view}").fetchone()[0] for view in VIEWS]


def opened(path: Path) -> list[int]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return counts(connection)


def beside(first: Path, second: Path) -> list[list[int]]:
    with duckdb.connect(str(first), read_only=True) as connection:
        connection.execute(f"attach '{second}' as other (read_only)")
        return [counts(connection), counts(connection, "other.")]


def under_aliases(first: Path, second: Path) -> list[list[int]]:
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{first}' as one (read_only); attach '{second}' as two (read_only); use two"
        )
        return [counts(connection, "one."), counts(connection, "two.")]


def copied(path: Path, folder: Path) -> list[int]:
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{path}' as published (read_only); attach '{folder / 'copied.duckdb'}' as mine"
        )
        connection.execute("copy from database published to mine; detach published")
        return counts(connection, "mine.")


def exported(path: Path, folder: Path) -> list[int]:
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute(f"export database '{folder / 'exported'}' (format parquet)")
    with duckdb.connect(str(folder / "imported.duckdb")) as connection:
        connection.execute(f"import database '{folder / 'exported'}'")
        return counts(connection)


if __name__ == "__main__":
    this, last, folder = map(Path, sys.argv[1:])
    answers = {
        "opened": [opened(this), opened(last)],
        "beside": beside(this, last),
        "beside, the other way round": beside(last, this)[::-1],
        "under aliases": under_aliases(this, last),
        "copied": copied(last, folder),
        "exported": exported(last, folder),
        "version": duckdb.__version__,
    }
    print(json.dumps(answers))
