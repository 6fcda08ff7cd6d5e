"""Land raw tables: files become tables of DuckDB, and every row of every file is accounted for.

A file is taken in one transaction, or not at all. It is first read as it is; where anything in it is odd, it
is read again with care, and the rows that do not fit go to `raw.rejected_rows`. `raw.landed_files` has the sum
of each file.
"""

import difflib
import hashlib
import json
import os
import secrets
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import yaml

from pipeline.contract import (
    BOOKS,
    PLAIN,
    Column,
    Contract,
    LandingError,
    Settings,
    Table,
    load_contract,
    load_settings,
)
from pipeline.layout import PROJECT
from pipeline.readers import Refused, Relation, format_of, literal, name, relation_of

ADDED = {"_source_file": "varchar", "_loaded_at": "timestamp", "_batch_id": "varchar"}
KEY_VARIABLE = "CUSTOMER_PERFORMANCE_PSEUDONYM_KEY"
# What reading a file can fail with, besides Refused.
UNREADABLE = (duckdb.Error, OSError, EOFError, ValueError, zlib.error)
WORDS = {
    "timestamp": "a timestamp",
    "date": "a date",
    "time": "a time of day",
    "boolean": "true or false",
    "integer": "a whole number",
    "bigint": "a whole number",
    "double": "a number",
}


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


def say_on_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def land(
    landing: Path,
    database: Path,
    *,
    batch_id: str | None = None,
    variables: dict | None = None,
    say: Callable[[str], None] = say_on_stderr,
) -> LandingReport:
    """Land all that is new in the folder into the build file, which is made where there is none.

    `variables` override the vars of dbt_project.yml. `say` is told a line for each table, with rows and
    seconds. Raises LandingError where the run must stop: refused files (unless var refused_files is continue),
    more rows rejected than var max_rejected_share allows, a source.yml that cannot be. What was landed until
    then stays.
    """
    landing = Path(landing)
    if not landing.is_dir():
        raise LandingError(f"{landing} is not a folder.")
    settings = load_variables() | (variables or {})
    contract = load_contract()
    sources = {
        source: load_settings(folder_of(landing, source) / "source.yml", tables)
        for source, tables in contract.items()
        if source != BOOKS
    }
    batch_id = batch_id or f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    report = LandingReport(batch_id)
    files, report.ignored = discover(landing, contract)
    for ignored in report.ignored:
        say(f"  ignored: {ignored}")
    if not files:
        raise LandingError(
            f"{landing} has no file for any table. One is expected as <table>.csv, .parquet or .jsonl, or as "
            f"<table>/*.csv, where <table> is one of: {', '.join(sorted(contract[PLAIN]))}."
        )

    connection = connect(database)
    try:
        folder = os.path.relpath(landing.resolve(), database.resolve().parent)
        prepare(connection, contract, folder)
        with TemporaryDirectory(dir=database.parent, prefix="landing-") as scratch:
            for source, tables in contract.items():
                for table in tables.values() if source != BOOKS else ():
                    job = Job(connection, table, sources[source], report, folder, Path(scratch) / "rows.csv")
                    job.land(files.get((source, table.name), []), say)
        stop_where_due(connection, settings, report)
    finally:
        connection.close()
    return report


def load_variables() -> dict:
    return yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]


def folder_of(landing: Path, source: str) -> Path:
    return landing if source == PLAIN else landing / source


def discover(landing: Path, contract: Contract) -> tuple[dict[tuple[str, str], list[File]], list[str]]:
    """The files of each (source, table), and a line for each entry that belongs to none."""
    found: dict[tuple[str, str], list[File]] = {}
    ignored: list[str] = []
    for source, tables in contract.items():
        folder = folder_of(landing, source)
        if source == BOOKS or not folder.is_dir():
            continue
        for entry in sorted(folder.iterdir()):
            if is_hidden(entry) or entry.name == "source.yml" or (source == PLAIN and entry.name in contract):
                continue
            table = (entry.name if entry.is_dir() else entry.name.split(".")[0]).lower()
            if table not in tables:
                close = difflib.get_close_matches(table, tables, n=1)
                hint = f"; did you mean {close[0]}?" if close else ""
                ignored.append(f"{entry.relative_to(landing)} is named after no table{hint}")
                continue
            paths = sorted(entry.rglob("*")) if entry.is_dir() else [entry]
            found.setdefault((source, table), []).extend(
                File(path, path.relative_to(landing).as_posix())
                for path in paths
                if path.is_file()
                and not any(is_hidden(part) for part in (path, *path.relative_to(entry).parents))
            )
    return {key: files for key, files in found.items() if files}, ignored


def is_hidden(path: Path) -> bool:
    """Files such as .DS_Store and _SUCCESS are no data."""
    return path.name.startswith((".", "_"))


def connect(database: Path) -> duckdb.DuckDBPyConnection:
    database.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(str(database), config={"autoinstall_known_extensions": "false"})
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise LandingError(
            f"{database} cannot be opened; does another program have it open?\n{first}"
        ) from None
    connection.execute("set preserve_insertion_order = false")
    connection.execute("set enable_progress_bar = false")
    return connection


def prepare(connection: duckdb.DuckDBPyConnection, contract: Contract, folder: str) -> None:
    """Make every table of the contract, landing's own books and the key for pseudonyms, once."""
    there = columns_of(connection)
    connection.begin()
    for table in (table for tables in contract.values() for table in tables.values()):
        columns = {column.name: column.type for column in table.columns}
        columns |= {} if table.source == BOOKS else ADDED
        known = there.get((table.schema, table.name))
        if known is None:
            listed = ", ".join(f"{name(column)} {kind}" for column, kind in columns.items())
            connection.execute(f"create schema if not exists {name(table.schema)}")
            connection.execute(f"create table {address(table)} ({listed})")
            continue
        for column, kind in columns.items():
            if column not in known:
                connection.execute(f"alter table {address(table)} add column {name(column)} {kind}")
            elif known[column] != kind:
                raise LandingError(
                    f"{table.schema}.{table.name}.{column} is {known[column]}, but the contract says {kind}. "
                    "Remove the build file and land again."
                )
    if not connection.execute("select count(*) from raw.pseudonym_key").fetchone()[0]:
        key = os.environ.get(KEY_VARIABLE) or secrets.token_hex(32)
        connection.execute("insert into raw.pseudonym_key values (?)", [key])
    connection.commit()
    other = connection.execute(
        "select landing_folder from raw.landed_files where landing_folder <> ? limit 1", [folder]
    ).fetchone()
    if other:
        raise LandingError(
            f"The build file holds what was landed from another folder ({other[0]}, seen from it), and two "
            "companies must not mix. Choose another --out, or remove the build file."
        )


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


@dataclass
class Job:
    """Landing of one table."""

    connection: duckdb.DuckDBPyConnection
    table: Table
    settings: Settings
    report: LandingReport
    folder: str
    scratch: Path

    def land(self, files: list[File], say: Callable[[str], None]) -> None:
        started = time.monotonic()
        books = self.books()
        if not files and not books:
            return
        self.connection.execute(f"set TimeZone = {literal(self.settings.timezone)}")
        before = asdict(self.report)
        hashes = {file.name: self.content_hash(file) for file in files}
        for file in files:
            known, digest = books.get(file.name), hashes[file.name]
            twin = self.twin(file, digest, books, hashes)
            if known and known.content_hash == digest and known.status in ("landed", "missing"):
                if known.status == "missing":
                    self.note(known, status="landed")
                self.report.files_unchanged += 1
            elif twin:
                self.replace(
                    Record(**self.identity(file, digest), status="copy", reason=f"the same as {twin}")
                )
                self.report.files_unchanged += 1
            else:
                self.take(file, digest, known)
            books = self.books()
        for gone in books.keys() - hashes.keys():
            if books[gone].status == "missing":
                continue
            if books[gone].rows_read:
                self.note(books[gone], status="missing")
                self.report.missing.append(gone)
            else:
                self.forget(gone)
        self.progress(before, time.monotonic() - started, say)

    def progress(self, before: dict, seconds: float, say: Callable[[str], None]) -> None:
        total = self.connection.execute(f"select count(*) from {address(self.table)}").fetchone()[0]
        new = {
            key: value - before[key] for key, value in asdict(self.report).items() if isinstance(value, int)
        }
        said = f"  {self.table.name}: {new['rows_landed']:,} rows in {seconds:.1f} s, {total:,} in all"
        said += f", {new['rows_rejected']:,} rejected" if new["rows_rejected"] else ""
        said += f", {new['files_unchanged']:,} files unchanged" if new["files_unchanged"] else ""
        for kind in ("refused", "missing"):
            for line in getattr(self.report, kind)[len(before[kind]) :]:
                said += f"\n    {kind}: {line}"
        say(said)

    def books(self) -> dict[str, Record]:
        """The records of the table's files, by file."""
        columns = ", ".join(Record.__dataclass_fields__)
        rows = self.connection.execute(
            f"select {columns} from raw.landed_files where source = ? and table_name = ?",
            [self.table.source, self.table.name],
        ).fetchall()
        return {record.file: record for record in (Record(*row) for row in rows)}

    def content_hash(self, file: File) -> str:
        """Of the bytes, and of all that decides how they are read."""
        try:
            with open(file.path, "rb") as stream:
                digest = hashlib.file_digest(stream, "sha256")
        except OSError:
            return ""
        digest.update(json.dumps([asdict(self.settings), [asdict(c) for c in self.table.columns]]).encode())
        return digest.hexdigest()

    def twin(self, file: File, digest: str, books: dict[str, Record], hashes: dict[str, str]) -> str | None:
        """Another file of the table that holds the same and has landed already."""
        return next(
            (
                other.file
                for other in books.values()
                if other.file != file.name
                and other.content_hash == digest
                and other.status in ("landed", "missing")
                and hashes.get(other.file, digest) == digest
            ),
            None,
        )

    def identity(self, file: File, digest: str) -> dict:
        return {
            "source": self.table.source,
            "table_name": self.table.name,
            "file": file.name,
            "format": format_of(file.path)[0],
            "bytes": file.path.stat().st_size,
            "content_hash": digest,
            "batch_id": self.report.batch_id,
            "loaded_at": datetime.now(UTC).replace(tzinfo=None),
            "landing_folder": self.folder,
        }

    def take(self, file: File, digest: str, known: Record | None) -> None:
        """Land one file in place of what was landed from it before, or refuse it and keep that."""
        try:
            identity = self.identity(file, digest)
            stamp = file.path.stat()
            relation = relation_of(self.connection, file.path, self.known_headers(), self.settings)
            targets = self.targets(relation)
            self.add_columns(targets)
            record = Record(**identity, columns=json.dumps(relation.columns, ensure_ascii=False))
            taken = relation.is_plain and self.attempt(
                self.insert_as_it_is, record, relation, targets, stamp, file
            )
            if not taken:
                self.attempt(self.insert_with_care, record, relation, targets, stamp, file, is_last=True)
        except Refused as refusal:
            self.refuse(file, digest, known, str(refusal))
        except UNREADABLE as error:
            self.refuse(file, digest, known, f"it cannot be read: {str(error).splitlines()[0][:200]}")
        else:
            self.report.files_landed += 1
            self.report.rows_landed += record.rows_landed
            self.report.rows_rejected += record.rows_rejected

    def attempt(
        self, insert, record: Record, relation: Relation, targets, stamp, file, is_last=False
    ) -> bool:
        """Replace the file's rows in one transaction. False where reading it this way fails."""
        self.connection.begin()
        try:
            self.forget(file.name)
            insert(record, relation, targets)
            if changed(stamp, file.path):
                raise Refused("it changed while it was read; is it still being written?")
            self.note(record)
            self.connection.commit()
        except BaseException as error:
            self.connection.rollback()
            if isinstance(error, UNREADABLE) and not is_last:
                return False
            raise
        return True

    def refuse(self, file: File, digest: str, known: Record | None, reason: str) -> None:
        if known and known.rows_read:
            reason += "; the rows of its previous copy are kept"
            self.note(known, status="refused", reason=reason, content_hash=digest)
        else:
            try:
                identity = self.identity(file, digest)
            except OSError:  # gone since it was found
                return
            self.replace(Record(**identity, status="refused", reason=reason))
        self.report.refused.append(f"{file.name}: {reason}")

    def known_headers(self) -> set[str]:
        ours = {column.name for column in self.table.columns}
        return {header.lower() for header in ours | self.settings.columns.get(self.table.name, {}).keys()}

    def targets(self, relation: Relation) -> list[tuple[int, Column]]:
        """(position, column of ours) for each column of the file. Raises Refused where they cannot be told
        apart, or where one is missing that no row may lack."""
        mapping = self.settings.columns.get(self.table.name, {})
        ours = {column.name: column for column in self.table.columns}
        targets: list[tuple[int, Column]] = []
        for position, header in enumerate(relation.columns):
            target = mapping.get(header, header) or f"column{position + 1}"
            target = target.lower() if target.lower() in ours.keys() | ADDED.keys() else target
            if target in ADDED:
                raise Refused(
                    f"its column {target} has a name that landing uses itself; map it in source.yml"
                )
            targets.append((position, ours.get(target) or Column(target, "varchar")))
        names = [column.name.lower() for _, column in targets]
        for twice in {column for column in names if names.count(column) > 1}:
            raise Refused(f"it has the column {twice} twice")
        lacking = [column for column in self.table.required if column not in names]
        if lacking:
            raise Refused(
                f"it lacks {', '.join(lacking)}; it has {', '.join(relation.columns)[:500] or 'no columns'}"
            )
        return targets

    def add_columns(self, targets: list[tuple[int, Column]]) -> None:
        """Columns that the contract does not know are kept, as text."""
        there = {column.lower() for column in columns_of(self.connection)[self.table.schema, self.table.name]}
        for _, column in targets:
            if column.name.lower() not in there:
                self.connection.execute(
                    f"alter table {address(self.table)} add column {name(column.name)} varchar"
                )

    def checked(
        self, rows: str, relation: Relation, targets: list[tuple[int, Column]], further: str = ""
    ) -> str:
        """A query of the file's rows with, for column i, its text t<i>, its value v<i> and its fault bad<i>."""
        texts, values, faults = [], [], []
        for i, column in targets:
            kind = relation.types[i]
            is_native = kind != "varchar" and kind_fits(kind, column.type)
            text = f"c{i}" if is_native else text_of(i, kind, column, relation, self.settings)
            value = (
                native(f"t{i}", kind, column.type)
                if is_native
                else value_of(f"t{i}", column.type, self.settings)
            )
            texts.append(f"{text} as t{i}")
            values.append(f"{value} as v{i}")
            blank = f"t{i} is null" if is_native else f"coalesce(trim(t{i}), '') = ''"
            if column.is_required:
                faults.append(f"(v{i} is null or {blank}) as bad{i}")
            elif column.type != "varchar":
                faults.append(f"case when v{i} is not null then false else not ({blank}) end as bad{i}")
        return f"""
            with read as ({rows}),
            texts as (select {", ".join(texts)} {further} from read),
            valued as (select *, {", ".join(values)} from texts)
            select *, {", ".join(faults)} from valued"""

    def insert_as_it_is(self, record: Record, relation: Relation, targets: list[tuple[int, Column]]) -> None:
        """One scan, that fails at the first row that does not fit."""
        bad = " or ".join(f"bad{i}" for i, column in targets if is_checked(column))
        batch = f"case when {bad} then error('a row does not fit') else {literal(record.batch_id)} end"
        self.insert(record, targets, f"({self.checked(relation.as_it_is(), relation, targets)})", batch)
        record.rows_read = record.rows_landed

    def insert_with_care(self, record: Record, relation: Relation, targets: list[tuple[int, Column]]) -> None:
        rows, expected = relation.with_care(self.scratch)
        checks = [(i, column) for i, column in targets if is_checked(column)]

        def first(result: Callable[[int, Column], str]) -> str:
            found = " ".join(f"when bad{i} then {result(i, column)}" for i, column in checks)
            return f"case when _reason is not null then null {found} end"

        def complaint(i: int, column: Column) -> str:
            words = literal(f"not {WORDS.get(column.type, 'an amount')}")
            return f"case when coalesce(trim(cast(t{i} as varchar)), '') = '' then 'missing' else {words} end"

        self.connection.execute(f"""
            create or replace temp table checked as
            select *,
                {first(lambda i, column: literal(column.name))} as _column,
                {first(lambda i, column: f"cast(t{i} as varchar)")} as _value,
                coalesce(_reason, {first(complaint)}) as _problem
            from ({self.checked(rows, relation, targets, ", cast(_line as bigint) as _line, _text, _reason")})""")
        self.insert(record, targets, "checked where _problem is null", literal(record.batch_id))
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
            raise Refused(f"{expected:,} rows were found in it and {record.rows_read:,} read")

    def insert(self, record: Record, targets: list[tuple[int, Column]], rows: str, batch: str) -> None:
        columns = ", ".join(name(column.name) for _, column in targets)
        values = ", ".join(f"v{i}" for i, _ in targets)
        record.rows_landed = self.connection.execute(
            f"""insert into {address(self.table)} ({columns}, _source_file, _loaded_at, _batch_id)
                select {values}, {literal(record.file)}, {literal(str(record.loaded_at))}::timestamp, {batch}
                from {rows}"""
        ).fetchone()[0]

    def forget(self, file: str) -> None:
        """Remove all that is there from a file."""
        self.connection.execute(f"delete from {address(self.table)} where _source_file = ?", [file])
        for book in ("landed_files", "rejected_rows"):
            self.connection.execute(
                f"delete from raw.{book} where source = ? and table_name = ? and file = ?",
                [self.table.source, self.table.name, file],
            )

    def replace(self, record: Record) -> None:
        self.connection.begin()
        self.forget(record.file)
        self.note(record)
        self.connection.commit()

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


def changed(before: os.stat_result, path: Path) -> bool:
    now = path.stat()
    return (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns)


def is_checked(column: Column) -> bool:
    return column.is_required or column.type != "varchar"


def kind_fits(kind: str, wanted: str) -> bool:
    """Whether a type of Parquet is taken as it is; the others go through their text."""
    return kind == wanted or (wanted == "timestamp" and kind.startswith("timestamp"))


def native(text: str, kind: str, wanted: str) -> str:
    """A value that came with its type. Timestamps without an offset are read in the source's zone, which is
    the session's."""
    if wanted == "timestamp":
        zoned = text if kind == "timestamp with time zone" else f"cast({text} as timestamptz)"
        text = f"{zoned} at time zone 'UTC'"
    return (
        f"case when isfinite({text}) then {text} end" if wanted in ("timestamp", "date", "double") else text
    )


def text_of(i: int, kind: str, column: Column, relation: Relation, settings: Settings) -> str:
    """The text of column i, with the source's nulls as null and its words as ours."""
    text = f"c{i}" if kind == "varchar" else f"cast(c{i} as varchar)"
    if relation.format != "csv":
        nulls = ", ".join(literal(word) for word in settings.null_values)
        text = f"case when {text} in ({nulls}) then null else {text} end"
    words = settings.values.get(column.name)
    if words:
        pairs = " ".join(f"when {literal(theirs)} then {literal(ours)}" for theirs, ours in words.items())
        text = f"case trim({text}) {pairs} else {text} end"
    return text


def value_of(text: str, wanted: str, settings: Settings) -> str:
    """A text as a value of the type, null where it is none."""
    if wanted == "varchar":
        return text
    text = f"trim({text})"
    if wanted == "timestamp":
        moment = moment_of(text, settings)
        return f"case when isfinite({moment}) then {moment} end"
    if wanted in ("integer", "bigint"):  # a cast would round 1.5
        return f"case when try_cast({text} as {wanted}) = try_cast({text} as double) then try_cast({text} as {wanted}) end"
    value = f"try_cast({text} as {wanted})"
    if wanted == "date" and settings.timestamp_format:
        value = f"coalesce({value}, cast(try_strptime({text}, {literal(settings.timestamp_format)}) as date))"
    return f"case when isfinite({value}) then {value} end" if wanted in ("date", "double") else value


def moment_of(text: str, settings: Settings) -> str:
    """A text as a UTC timestamp; the session's zone is the source's. A cast to timestamp would drop an offset."""
    if settings.timestamp_format:
        moment = f"try_strptime({text}, {literal(settings.timestamp_format)})"
        if "%z" not in settings.timestamp_format and settings.timezone == "UTC":
            return moment
        return f"cast({moment} as timestamptz) at time zone 'UTC'"
    zoned = f"try_cast({text} as timestamptz) at time zone 'UTC'"
    if settings.timezone != "UTC":
        return zoned
    # Zone arithmetic takes several times as long, and most exports are in UTC.
    has_offset = f"(contains({text}, '+') or contains(substr({text}, 11), '-'))"
    return f"case when {has_offset} then {zoned} else coalesce(try_cast({text} as timestamp), {zoned}) end"


def stop_where_due(connection: duckdb.DuckDBPyConnection, variables: dict, report: LandingReport) -> None:
    """Raise LandingError where files were refused or too many rows rejected. It shows no value of any row."""
    complaints = []
    if report.refused and variables["refused_files"] != "continue":
        complaints.append("These files were refused; all others have landed:")
        complaints += [f"  {line}" for line in report.refused]
        complaints.append("Correct or remove them, or set var refused_files to continue.")
    share = float(variables["max_rejected_share"])
    tables = connection.execute(
        """select source, table_name, sum(rows_rejected)::bigint, sum(rows_read)::bigint from raw.landed_files
           group by all having sum(rows_rejected) > ? * sum(rows_read) order by all""",
        [share],
    ).fetchall()
    for source, table, rejected, read in tables:
        complaints.append(
            f"{table}: {rejected:,} of {read:,} rows were rejected; {share:.0%} is the most (var "
        )
        complaints[-1] += "max_rejected_share). Most often:"
        reasons = connection.execute(
            """select coalesce(column_name || ' is ', 'the row is ') || reason, count(*) from raw.rejected_rows
               where source = ? and table_name = ? group by 1 order by 2 desc, 1 limit 3""",
            [source, table],
        ).fetchall()
        complaints += [f"  {count:,} × {reason}" for reason, count in reasons]
        query = f"select * from raw.rejected_rows where table_name = {literal(table)}"
        complaints.append(f"See them in the build file: {query}")
    if complaints:
        raise LandingError("\n".join(complaints))
