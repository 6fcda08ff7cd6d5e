"""The load log: what was taken from which file, in tables of the build file; and the report of a run of landing."""

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime

import duckdb

from customer_performance.core.build_file import address
from customer_performance.core.contract import Table


@dataclass
class Record:
    """A row of raw.landed_files, which is what is known of one file."""

    source: str
    table_name: str
    file: str
    format: str | None
    bytes: int
    content_hash: str
    rows_read: int = 0
    rows_landed: int = 0
    rows_rejected: int = 0
    rows_left_out: int = 0
    status: str = "landed"
    reason: str | None = None
    columns: str | None = None
    columns_lacking: str | None = None
    columns_extra: str | None = None
    read_otherwise: str | None = None
    batch_id: str = ""
    loaded_at: datetime | None = None
    landing_folder: str = ""

    def set_columns(self, **columns: list[str]) -> None:
        """Set columns, columns_lacking and columns_extra, each from a list of names."""
        for kind, names in columns.items():
            setattr(self, kind, json.dumps(names, ensure_ascii=False))


RECORDED = [column.name for column in fields(Record)]


@dataclass
class LandingReport:
    """What a run of landing did. Rows are those of the files that were taken in this run, all at one time."""

    batch_id: str
    loaded_at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(tzinfo=None))
    rows_landed: int = 0
    rows_rejected: int = 0
    rows_left_out: int = 0
    files_found: int = 0
    files_landed: int = 0
    files_unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def files_done(self) -> int:
        return self.files_landed + self.files_unchanged + len(self.refused)

    def __str__(self) -> str:
        said = f"{self.rows_landed:,} rows from {self.files_landed:,} files"
        for count, what in (
            (self.files_unchanged, "files unchanged"),
            (self.rows_rejected, "rows rejected"),
            (self.rows_left_out, "rows left out"),
            (len(self.refused), "files refused"),
            (len(self.missing), "files gone, their rows kept"),
            (len(self.dropped), "files gone, and their rows with them"),
        ):
            said += f", {count:,} {what}" if count else ""
        return said


@dataclass(frozen=True)
class LoadLog:
    """The part of the load log that is about one raw table."""

    connection: duckdb.DuckDBPyConnection
    table: Table

    def records(self) -> dict[str, Record]:
        """{file: record}"""
        rows = self.connection.execute(
            f"select {', '.join(RECORDED)} from raw.landed_files where source = ? and table_name = ?",
            [self.table.source, self.table.name],
        ).fetchall()
        return {record.file: record for record in (Record(*row) for row in rows)}

    def hashes_of(self, table: Table) -> list[str]:
        """The hashes of what has landed in another table, by which a change of it is noticed."""
        rows = self.connection.execute(
            "select content_hash from raw.landed_files where source = ? and table_name = ? order by all",
            [table.source, table.name],
        ).fetchall()
        return [row[0] for row in rows]

    def remove_file(self, known: Record | None) -> None:
        """Remove every row that came from a file, and the file itself from the load log."""
        if known is None:
            return
        self.connection.execute(f"delete from {address(self.table)} where _source_file = ?", [known.file])
        for log in ("landed_files", "rejected_rows"):
            self.connection.execute(
                f"delete from raw.{log} where source = ? and table_name = ? and file = ?",
                [known.source, known.table_name, known.file],
            )

    def enter(self, record: Record, **changes: str | int) -> None:
        """Write a record, with some changes, in place of the record that its file has."""
        values = asdict(record) | changes
        self.connection.execute(
            "delete from raw.landed_files where source = ? and table_name = ? and file = ?",
            [record.source, record.table_name, record.file],
        )
        listed, marks = ", ".join(values), ", ".join("?" * len(values))
        self.connection.execute(
            f"insert into raw.landed_files ({listed}) values ({marks})", list(values.values())
        )


def is_twin(other: Record, record: Record, records: dict[str, Record]) -> bool:
    """Whether another file landed with the same content as this one, and has this content still or is gone.
    `records`: what the files of the landing folder hold now."""
    return (
        other.file != record.file
        and other.content_hash == record.content_hash
        and other.status in ("landed", "missing")
        and records.get(other.file, other).content_hash == other.content_hash
    )
