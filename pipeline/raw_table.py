"""One raw table of the build file: which of its files are new, how each is taken, and the books about it."""

import hashlib
import json
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipeline.casts import Field, checked, complaint_of
from pipeline.contract import Column, Settings, Table
from pipeline.readers import Refused, Relation, format_of, literal, name, relation_of

ADDED = {"_source_file": "varchar", "_loaded_at": "timestamp", "_batch_id": "varchar"}
# What reading a file can fail with, besides Refused.
UNREADABLE = (duckdb.Error, OSError, EOFError, ValueError, zlib.error)


@dataclass(frozen=True)
class File:
    """A file for a table; `name` is its path within the landing folder."""

    path: Path
    name: str


@dataclass
class Record:
    """A row of raw.landed_files."""

    source: str
    table_name: str
    file: str
    format: str | None
    bytes: int
    content_hash: str
    rows_read: int = 0
    rows_landed: int = 0
    rows_rejected: int = 0
    status: str = "landed"
    reason: str | None = None
    columns: str | None = None
    batch_id: str = ""
    loaded_at: datetime | None = None
    landing_folder: str = ""


RECORDED = [column.name for column in fields(Record)]


@dataclass
class LandingReport:
    """What a run of landing did; rows are those of the files taken in this run."""

    batch_id: str
    rows_landed: int = 0
    rows_rejected: int = 0
    files_landed: int = 0
    files_unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = f"{self.rows_landed:,} rows from {self.files_landed:,} files"
        for count, what in (
            (self.files_unchanged, "files unchanged"),
            (self.rows_rejected, "rows rejected"),
            (len(self.refused), "files refused"),
            (len(self.missing), "files gone, their rows kept"),
        ):
            said += f", {count:,} {what}" if count else ""
        return said


@dataclass
class RawTable:
    """A table during one run. `folder`: the landing folder in the books' words; `scratch`: a file to use."""

    connection: duckdb.DuckDBPyConnection
    table: Table
    settings: Settings
    report: LandingReport
    folder: str
    scratch: Path

    def land(self, files: list[File], say: Callable[[str], None]) -> None:
        """Take every file that is new or changed, and write down which are gone. Says a line at the end."""
        started = time.monotonic()
        books = self.books()
        if not files and not books:
            return
        before = asdict(self.report)
        self.connection.execute(f"set TimeZone = {literal(self.settings.timezone)}")
        stamps = {file.name: stamp(file.path) for file in files}
        records = {file.name: self.record_of(file) for file in files}
        for file in files:
            record, known = records[file.name], books.get(file.name)
            twin = next((other for other in books.values() if is_twin(other, record, records)), None)
            if known and known.content_hash == record.content_hash and known.status in ("landed", "missing"):
                self.note(known, status="landed")
                self.report.files_unchanged += 1
            elif twin:
                with transaction(self.connection):
                    self.forget(known)
                    self.note(record, status="copy", reason=f"the same as {twin.file}")
                self.report.files_unchanged += 1
            else:
                self.take(file, record, known, stamps[file.name])
            books = self.books()
        for gone in [known for known in books.values() if known.file not in records]:
            if not gone.rows_read:
                self.forget(gone)
            elif gone.status != "missing":
                self.note(gone, status="missing")
                self.report.missing.append(gone.file)
        self.tell(before, time.monotonic() - started, say)

    def tell(self, before: dict, seconds: float, say: Callable[[str], None]) -> None:
        total = self.connection.execute(f"select count(*) from {address(self.table)}").fetchone()[0]
        new = {
            count: getattr(self.report, count) - before[count] for count in ("rows_landed", "rows_rejected")
        }
        said = f"  {self.table.name}: {new['rows_landed']:,} rows in {seconds:.1f} s, {total:,} in all"
        said += f", {new['rows_rejected']:,} rejected" if new["rows_rejected"] else ""
        for kind in ("refused", "missing"):
            for line in getattr(self.report, kind)[len(before[kind]) :]:
                said += f"\n    {kind}: {line}"
        say(said)

    def take(self, file: File, record: Record, known: Record | None, stamped: tuple[int, int]) -> None:
        """Land one file in place of what was landed from it before, or refuse it and keep that."""

        def replace(insert: Callable[[Record, Relation, list[Field]], None]) -> None:
            with transaction(self.connection):
                self.forget(known)
                insert(record, relation, fields)
                if stamp(file.path) != stamped:
                    raise Refused("it changed while it was read; is it still being written?")
                self.note(record)

        try:
            relation = relation_of(self.connection, file.path, self.known_headers(), self.settings)
            record.columns = json.dumps(relation.columns, ensure_ascii=False)
            fields = self.fields_of(relation)
            self.add_columns(fields)
            try:
                replace(self.insert_as_it_is)
            except UNREADABLE:
                replace(self.insert_with_care)
        except Refused as refusal:
            self.refuse(record, known, str(refusal))
        except UNREADABLE as error:
            self.refuse(record, known, f"it cannot be read: {str(error).splitlines()[0][:200]}")
        else:
            self.report.files_landed += 1
            self.report.rows_landed += record.rows_landed
            self.report.rows_rejected += record.rows_rejected

    def refuse(self, record: Record, known: Record | None, reason: str) -> None:
        if known and known.rows_read:
            reason += "; the rows of its previous copy are kept"
            record = known
        record.status, record.reason, record.content_hash = "refused", reason, ""
        self.note(record)
        self.report.refused.append(f"{record.file}: {reason}")

    def insert_as_it_is(self, record: Record, relation: Relation, fields: list[Field]) -> None:
        """One scan, which fails at the first row that does not fit."""
        bad = " or ".join(f"bad{field.position}" for field in fields if field.is_checked)
        batch = f"case when {bad} then error('a row does not fit') else {literal(record.batch_id)} end"
        self.insert(record, fields, f"({checked(relation.as_it_is(), fields, relation)})", batch)
        record.rows_read, record.rows_rejected = record.rows_landed, 0

    def insert_with_care(self, record: Record, relation: Relation, fields: list[Field]) -> None:
        """The rows that fit go to the table, the others to raw.rejected_rows."""
        rows, expected = relation.with_care(self.scratch)
        kept = ", cast(_line as bigint) as _line, _text, _reason"

        def first(answer: Callable[[Field], str]) -> str:
            found = [f"when bad{field.position} then {answer(field)}" for field in fields if field.is_checked]
            return f"case when _reason is not null then null {' '.join(found)} end"

        self.connection.execute(f"""
            create or replace temp table checked as
            select *,
                {first(lambda field: literal(field.column.name))} as _column,
                {first(lambda field: f"cast(t{field.position} as varchar)")} as _value,
                coalesce(_reason, {first(complaint_of)}) as _problem
            from ({checked(rows, fields, relation, kept)})""")
        self.insert(record, fields, "checked where _problem is null", literal(record.batch_id))
        record.rows_rejected = self.connection.execute(
            """insert into raw.rejected_rows
                   (source, table_name, file, line, column_name, value, reason, row_text, batch_id, loaded_at)
               select ?, ?, ?, _line, _column, _value, _problem, _text, ?, ?
               from checked where _problem is not null""",
            [record.source, record.table_name, record.file, record.batch_id, record.loaded_at],
        ).fetchone()[0]
        record.rows_read = self.connection.execute("select count(*) from checked").fetchone()[0]
        self.connection.execute("drop table checked")
        if expected is not None and expected != record.rows_read:
            raise Refused(f"it has {expected:,} rows, of which {record.rows_read:,} could be read")

    def insert(self, record: Record, fields: list[Field], rows: str, batch: str) -> None:
        columns = ", ".join(name(field.column.name) for field in fields)
        values = ", ".join(f"v{field.position}" for field in fields)
        record.rows_landed = self.connection.execute(f"""
            insert into {address(self.table)} ({columns}, {", ".join(ADDED)})
            select {values}, {literal(record.file)}, {literal(str(record.loaded_at))}::timestamp, {batch}
            from {rows}""").fetchone()[0]

    def known_headers(self) -> set[str]:
        """In lower case: the contract's names, and those that source.yml maps to them."""
        headers = {column.name for column in self.table.columns} | self.mapping.keys()
        return {header.lower() for header in headers}

    @property
    def mapping(self) -> dict[str, str]:
        return self.settings.columns.get(self.table.name, {})

    def fields_of(self, relation: Relation) -> list[Field]:
        """The column of ours for each column of the file; those that the contract does not know are text.
        Raises Refused where two are called the same, or one is missing that no row may lack."""
        ours = {column.name: column for column in self.table.columns}
        found: dict[str, Field] = {}
        for position, header in enumerate(relation.columns):
            target = self.mapping.get(header, header) or f"column{position + 1}"
            column = ours.get(target.lower()) or Column(target, "varchar")
            key = column.name.lower()
            if key in ADDED:
                raise Refused(
                    f"its column {header} has a name that landing uses itself; map it in source.yml"
                )
            if key in found:
                raise Refused(f"it has the column {column.name} twice")
            found[key] = Field(position, relation.types[position], column)
        lacking = [
            column.name for column in self.table.columns if column.is_required and column.name not in found
        ]
        if lacking:
            has = ", ".join(relation.columns)[:500] or "no columns"
            raise Refused(f"it lacks {', '.join(lacking)}; it has {has}")
        return list(found.values())

    def add_columns(self, fields: list[Field]) -> None:
        there = {column.lower() for column in columns_of(self.connection)[self.table.schema, self.table.name]}
        for field_ in fields:
            if field_.column.name.lower() not in there:
                column = name(field_.column.name)
                self.connection.execute(f"alter table {address(self.table)} add column {column} varchar")

    def books(self) -> dict[str, Record]:
        """The records of the table's files, by file."""
        rows = self.connection.execute(
            f"select {', '.join(RECORDED)} from raw.landed_files where source = ? and table_name = ?",
            [self.table.source, self.table.name],
        ).fetchall()
        return {record.file: record for record in (Record(*row) for row in rows)}

    def record_of(self, file: File) -> Record:
        """A record of nothing landed yet. Its hash is of the bytes, and of what decides how to read it."""
        try:
            with open(file.path, "rb") as stream:
                digest = hashlib.file_digest(stream, "sha256")
        except OSError as error:  # a hash that no file has, so that taking it says what is wrong
            digest = hashlib.sha256(str(error).encode())
        reading = [asdict(self.settings), [asdict(column) for column in self.table.columns]]
        digest.update(json.dumps(reading).encode())
        return Record(
            source=self.table.source,
            table_name=self.table.name,
            file=file.name,
            format=format_of(file.path)[0],
            bytes=file.path.stat().st_size,
            content_hash=digest.hexdigest(),
            batch_id=self.report.batch_id,
            loaded_at=datetime.now(UTC).replace(tzinfo=None),
            landing_folder=self.folder,
        )

    def forget(self, known: Record | None) -> None:
        """Remove all that is there from a file."""
        if known is None:
            return
        self.connection.execute(f"delete from {address(self.table)} where _source_file = ?", [known.file])
        for book in ("landed_files", "rejected_rows"):
            self.connection.execute(
                f"delete from raw.{book} where source = ? and table_name = ? and file = ?",
                [known.source, known.table_name, known.file],
            )

    def note(self, record: Record, **changes: str) -> None:
        """Write a record into the books, in place of the one that its file has."""
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
    """Whether another file has landed that holds the same, and still does unless it is gone."""
    return (
        other.file != record.file
        and other.content_hash == record.content_hash
        and other.status in ("landed", "missing")
        and records.get(other.file, other).content_hash == other.content_hash
    )


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def stamp(path: Path) -> tuple[int, int]:
    """Size and time of the last change, by which a file that is being written is noticed."""
    state = path.stat()
    return state.st_size, state.st_mtime_ns


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    """{(schema, table): {column: type in lower case}} of the build file."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, kind in connection.execute(
        "select schema_name, table_name, column_name, lower(data_type) from duckdb_columns()"
    ).fetchall():
        found.setdefault((schema, table), {})[column] = kind
    return found


def address(table: Table) -> str:
    return f"{name(table.schema)}.{name(table.name)}"
