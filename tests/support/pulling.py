"""A database with a few tables, and a landing folder into which they are pulled."""

import os
from pathlib import Path

import duckdb

from customer_performance.core.progress import SILENT
from customer_performance.pull.pull import pull
from tests.support.landing_company import Company

VARIABLE = "CUSTOMER_PERFORMANCE_TEST_DATABASE"
# As the models choose: macros/copies.sql.
NEWEST = """
    select {columns} from raw.{table} qualify row_number() over (
        partition by {key} order by {updated_at} desc nulls last, _loaded_at desc, _source_file desc
    ) = 1 order by all"""


class Pulling(Company):
    """`server` has url(), run() and the words of its SQL."""

    def __init__(self, folder: Path, server):
        super().__init__(folder)
        self.server = server
        os.environ[VARIABLE] = server.url()

    def declare(self, *tables: str, url_from: str = VARIABLE) -> None:
        self.write("database.yml", f"url_from: {url_from}", "tables:", *[f"  {table}" for table in tables])

    def pull(self, progress=SILENT, **variables) -> str:
        return pull(self.landing, None, variables, progress)

    def files(self, table: str = "tickets") -> list[str]:
        """All that lies in the folder of a table, hidden files too."""
        folder = self.landing / table
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def sizes(self, table: str = "tickets") -> list[int]:
        """How many rows each of the files has."""
        with duckdb.connect() as connection:
            query = "select count(*) from read_parquet(?)"
            paths = [str(self.landing / table / name) for name in self.files(table)]
            return [connection.execute(query, [path]).fetchone()[0] for path in paths]

    def newest(
        self, columns: str, table: str = "tickets", key: str = "ticket_id", updated_at: str = "updated_at"
    ):
        """What has landed, as the models see it, after pulling and landing."""
        self.pull()
        self.land()
        return self.rows(NEWEST.format(columns=columns, table=table, key=key, updated_at=updated_at))
