"""A landing folder with its build file, for tests of landing."""

import io
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet

from customer_performance.core.progress import Progress
from customer_performance.core.sql import literal
from customer_performance.land.land import land

# Two tickets as a file has them, and as they land.
HEADER = "ticket_id,created_at,status,is_spam,handling_minutes"
ROWS = ["0042,2024-03-01 10:00:00,open,false,1.5", "43,2024-03-01T12:00:00+02:00,solved,,"]
LANDED = [
    ("0042", "2024-03-01 10:00:00", "open", False, 1.5),
    ("43", "2024-03-01 10:00:00", "solved", None, None),
]
TICKETS = (
    "select ticket_id, created_at::varchar, status, is_spam, handling_minutes from raw.tickets order by 1"
)
# For tickets of which the text matters.
SUBJECT_HEADER = "ticket_id,created_at,subject"
DAY = "2024-03-01 00:00:00"


class Heard(Progress):
    """Keeps what a step says."""

    def __init__(self):
        super().__init__()
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)


class Company:
    """A landing folder and its build file."""

    def __init__(self, folder: Path):
        self.landing, self.database = folder / "landing", folder / "out" / "build" / "warehouse.duckdb"
        self.landing.mkdir()
        self.progress = Heard()

    def write(self, name: str, *lines: str | bytes, end: str = "\n") -> Path:
        path = self.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join((x if isinstance(x, bytes) else x.encode()) + end.encode() for x in lines))
        return path

    def write_parquet(self, name: str, columns: dict | list, names: list[str] | None = None) -> bytes:
        table = pyarrow.table(columns, names=names) if names else pyarrow.table(columns)
        sink = io.BytesIO()
        pyarrow.parquet.write_table(table, sink)
        self.write(name, sink.getvalue(), end="")
        return sink.getvalue()

    def land(self, **variables):
        """Land, with no share of rejected rows too large unless the test says so."""
        variables = {"max_rejected_share": 1, **variables}
        report = land(self.landing, self.database, variables=variables, progress=self.progress)
        self.balance()
        return report

    @property
    def said(self) -> list[str]:
        return self.progress.lines

    def balance(self) -> None:
        """Rows in = rows landed + rows rejected + rows left out, for every file, in the load log and in the tables."""
        for source, table, file, read, landed, rejected, left_out in self.rows(
            "select source, table_name, file, rows_read, rows_landed, rows_rejected, rows_left_out "
            "from raw.landed_files"
        ):
            schema = "raw" if source == "files" else f"raw_{source}"
            assert read == landed + rejected + left_out, file
            name = literal(file)
            assert self.count(f"{schema}.{table} where _source_file = {name}") == landed
            assert self.count(f"raw.rejected_rows where file = {name} and table_name = '{table}'") == rejected

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def count(self, relation: str) -> int:
        return self.rows(f"select count(*) from {relation}")[0][0]

    def rejected(self) -> list[tuple]:
        return self.rows(
            "select line, column_name, value, reason, row_text from raw.rejected_rows order by line"
        )

    def reasons(self, file: str) -> list[tuple]:
        return self.rows(
            f"select line, column_name, reason from raw.rejected_rows where file = '{file}' order by line"
        )

    def load_log(self) -> dict[str, tuple]:
        columns = "status, rows_read, rows_landed, rows_rejected"
        return {row[0]: row[1:] for row in self.rows(f"select file, {columns} from raw.landed_files")}
