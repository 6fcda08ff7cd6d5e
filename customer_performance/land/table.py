"""One raw table of the build file: which of its files are new, and how each of them is landed."""

import hashlib
import json
import os
import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from customer_performance.core.build_file import ADDED, address, columns_of, transaction
from customer_performance.core.contract import Column, Table
from customer_performance.core.database import first_row
from customer_performance.core.diagnose import is_about_the_run
from customer_performance.core.errors import first_line
from customer_performance.core.progress import Progress
from customer_performance.core.sql import folded, literal, name
from customer_performance.land.casts import Field, checked, complaint_of
from customer_performance.land.discover import File, written_out
from customer_performance.land.load_log import LandingReport, LoadLog, Record, is_twin
from customer_performance.land.readers import Refused, Relation, format_of, relation_of
from customer_performance.land.source_config import SourceConfig
from customer_performance.land.source_values import is_writable

# The errors that reading a file can raise, besides Refused.
UNREADABLE = (duckdb.Error, OSError, EOFError, ValueError, RuntimeError, MemoryError, zlib.error)


@dataclass
class RawTable:
    """A table during one run. `folder`: the landing folder as the load log names it, seen from the build file;
    `removed_files`: the var of that name."""

    connection: duckdb.DuckDBPyConnection
    table: Table
    config: SourceConfig
    report: LandingReport
    folder: str
    removed_files: str = "keep"

    @property
    def load_log(self) -> LoadLog:
        return LoadLog(self.connection, self.table)

    def land_files(self, files: list[File], progress: Progress) -> None:
        """Land every file that is new or changed, and enter those that are gone into the load log. Says a line."""
        started = time.monotonic()
        logged = self.load_log.records()
        if not files and not logged:
            return
        before = asdict(self.report)
        self.connection.execute(f"set TimeZone = {literal(self.config.timezone)}")
        stamps = {file.name: size_and_time(file.path) for file in files}
        records = {file.name: self.record_of(file) for file in files}
        self.miss([known for known in logged.values() if known.file not in records])
        logged = self.load_log.records()
        for file in files:
            progress.reach(written_out(file.name), self.report.files_done, self.report.files_found)
            record, known = records[file.name], logged.get(file.name)
            twin = next((other for other in logged.values() if is_twin(other, record, records)), None)
            if known and known.content_hash == record.content_hash and known.status in ("landed", "missing"):
                self.load_log.enter(known, status="landed")
                self.report.files_unchanged += 1
            elif twin:
                with transaction(self.connection):
                    self.load_log.remove_file(known)
                    self.load_log.enter(record, status="copy", reason=f"the same as {twin.file}")
                self.report.files_unchanged += 1
            else:
                self.take(file, record, known, stamps[file.name])
            logged = self.load_log.records()
        self.give_way(logged)
        self.tell(before, records, time.monotonic() - started, progress)

    def miss(self, gone: list[Record]) -> None:
        """Keep the rows of files that are no longer there, or drop them where var removed_files says so."""
        for known in gone:
            if not known.rows_read or self.removed_files == "drop":
                with transaction(self.connection):
                    self.load_log.remove_file(known)
                self.report.dropped += [known.file] if known.rows_read else []
            elif known.status != "missing":
                self.load_log.enter(known, status="missing")
                self.report.missing.append(known.file)

    def tell(self, before: dict, records: dict[str, Record], seconds: float, progress: Progress) -> None:
        """Say what became of the files. `before`: the report as it was before this table."""
        (total,) = first_row(self.connection, f"select count(*) from {address(self.table)}")
        new = {
            count: getattr(self.report, count) - before[count] for count in ("rows_landed", "rows_rejected")
        }
        said = f"  {self.table.name}: {new['rows_landed']:,} rows in {seconds:.1f} s, {total:,} in all"
        said += f", {new['rows_rejected']:,} rejected" if new["rows_rejected"] else ""
        for kind in ("refused", "missing", "dropped"):
            for line in getattr(self.report, kind)[len(before[kind]) :]:
                said += f"\n    {kind}: {line}"
        taken = [record for record in records.values() if record.columns_extra and record.status == "landed"]
        for kind, what in (
            ("columns_extra", "columns beside the contract, kept as text"),
            ("columns_lacking", "optional columns not there, so null"),
        ):
            found = Counter(column for record in taken for column in json.loads(getattr(record, kind)))
            named = [
                column if count == len(taken) else f"{column} (in {count} of {len(taken)} files)"
                for column, count in found.items()
            ]
            said += f"\n    {what}: {written_out(', '.join(named))}" if named else ""
        progress.say(said)

    def take(self, file: File, record: Record, known: Record | None, stamped: tuple | None) -> None:
        """Land one file in place of what was landed from it before; or refuse it, and keep what was landed before.
        `stamped`: its size and time from before it was read."""

        def replace_rows(insert: Callable[[Record, Relation, list[Field]], None]) -> None:
            with transaction(self.connection):
                self.load_log.remove_file(known)
                insert(record, relation, fields)
                if size_and_time(file.path) != stamped:
                    raise Refused("it changed while it was read; is it still being written?")
                self.load_log.enter(record)

        try:
            relation = relation_of(self.connection, file.path, self.known_headers(), self.config)
            fields = self.fields_of(relation)
            self.log_columns(record, relation, fields)
            self.add_columns(fields)
            try:
                replace_rows(self.insert_as_it_is)
            except UNREADABLE:
                replace_rows(self.insert_with_care)
        except Refused as refusal:
            self.refuse_file(record, known, str(refusal))
        except UNREADABLE as error:
            if is_about_the_run(error):
                raise
            self.refuse_file(record, known, f"it cannot be read: {first_line(error)[:200]}")
        else:
            self.report.files_landed += 1
            self.report.rows_landed += record.rows_landed
            self.report.rows_rejected += record.rows_rejected

    def refuse_file(self, record: Record, known: Record | None, reason: str) -> None:
        """Enter into the load log why a file was not landed."""
        if known and known.rows_read:
            reason += "; the rows of its previous copy are kept"
            record = known
        else:
            record.content_hash = ""
        reason = written_out(reason)
        record.status, record.reason = "refused", reason
        self.load_log.enter(record)
        self.report.refused.append(f"{record.file}: {reason}")

    def give_way(self, logged: dict[str, Record]) -> None:
        """Remove the rows that a refused file has kept of its previous copy, where another file now holds the same."""
        held = {record.content_hash for record in logged.values() if record.status in ("landed", "missing")}
        for known in logged.values():
            if known.status == "refused" and known.content_hash in held:
                with transaction(self.connection):
                    self.load_log.remove_file(known)
                    self.load_log.enter(known, rows_read=0, rows_landed=0, rows_rejected=0, content_hash="")

    def insert_as_it_is(self, record: Record, relation: Relation, fields: list[Field]) -> None:
        """Land all rows of a file by one query, which fails at the first row that does not fit."""
        bad = " or ".join(f"bad{field.position}" for field in fields)
        batch = f"case when {bad} then error('a row does not fit') else {literal(record.batch_id)} end"
        self.insert(record, fields, f"({checked(relation.as_it_is(), fields, relation)})", batch)
        record.rows_read, record.rows_rejected = record.rows_landed, 0
        if relation.rows not in (None, record.rows_read):
            raise Refused(f"it has {relation.rows:,} rows, of which {record.rows_read:,} could be read")

    def insert_with_care(self, record: Record, relation: Relation, fields: list[Field]) -> None:
        """Land the rows that fit, and write the others to raw.rejected_rows."""
        rows, expected = relation.with_care(self.connection)
        kept = ", cast(_line as bigint) as _line, _text, _reason"

        def first(answer: Callable[[Field], str]) -> str:
            found = [f"when bad{field.position} then {answer(field)}" for field in fields]
            return f"case when _reason is not null then null {' '.join(found)} end"

        self.connection.execute(f"""
            create or replace temp table checked as
            select *,
                {first(lambda field: literal(field.column.name))} as _column,
                {first(lambda field: f"try(cast(t{field.position} as varchar))")} as _value,
                coalesce(_reason, {first(complaint_of)}) as _problem
            from ({checked(rows, fields, relation, kept)})""")
        rows = "checked where _problem is null"
        self.insert(record, fields, rows, literal(record.batch_id), "order by _line")
        (record.rows_rejected,) = first_row(
            self.connection,
            """insert into raw.rejected_rows
                   (source, table_name, file, line, column_name, value, reason, row_text, batch_id, loaded_at)
               select ?, ?, ?, _line, _column, _value, _problem, _text, ?, ?
               from checked where _problem is not null""",
            [record.source, record.table_name, record.file, record.batch_id, record.loaded_at],
        )
        (record.rows_read,) = first_row(self.connection, "select count(*) from checked")
        self.connection.execute("drop table checked")
        if expected != record.rows_read:
            raise Refused(f"it has {expected:,} rows, of which {record.rows_read:,} could be read")

    def insert(self, record: Record, fields: list[Field], rows: str, batch: str, order: str = "") -> None:
        """Insert the rows of a query into the raw table; counted, where an id stands twice among them. `order`: in
        which they stand in the file, where the query may not yield them so."""
        self.insert_rows(record, fields, rows, batch, "null")
        if self.has_id_twice(record):
            self.connection.execute(
                f"delete from {address(self.table)} where _source_file = ?", [record.file]
            )
            self.insert_rows(record, fields, rows, batch, f"row_number() over ({order})")

    def insert_rows(
        self, record: Record, fields: list[Field], rows: str, batch: str, source_row: str
    ) -> None:
        columns = ", ".join(name(field.column.name) for field in fields)
        values = ", ".join(f"v{field.position}" for field in fields)
        query = f"""
            insert into {address(self.table)} ({columns}, {", ".join(ADDED)})
            select {values}, {literal(record.file)}, {source_row}, {literal(str(record.loaded_at))}::timestamp, {batch}
            from {rows}"""
        (record.rows_landed,) = first_row(self.connection, query)

    def has_id_twice(self, record: Record) -> bool:
        """Whether two rows of a file have the same id, where the rows of the table have one."""
        if not self.table.key:
            return False
        key = f"trim({name(self.table.key)})"
        query = (
            f"select count({key}) > count(distinct {key}) from {address(self.table)} where _source_file = ?"
        )
        return first_row(self.connection, query, [record.file])[0]

    def known_headers(self) -> set[str]:
        """The names that a column may have in a file: those of the contract, and those that source.yml maps to them."""
        headers = {column.name for column in self.table.columns} | self.mapping.keys()
        return {folded(header) for header in headers}

    @property
    def mapping(self) -> dict[str, str]:
        return self.config.columns.get(self.table.name, {})

    def fields_of(self, relation: Relation) -> list[Field]:
        """The column of the raw table for each column of the file. Those that the contract does not know are text.
        Raises Refused where two columns have the same name, or a required column is missing."""
        names = self.known_headers()
        # Without a known name, the header may be a row of data, which must not be shown.
        if not any(folded(header) in names for header in relation.columns):
            hint = "Is each line a JSON object?" if relation.format == "jsonl" else "Has it a header?"
            required = ", ".join(self.table.required)
            raise Refused(
                f"it lacks {required}; none of its {len(relation.columns)} columns is known. {hint}"
            )
        ours = {column.name: column for column in self.table.columns}
        found: dict[str, Field] = {}
        for position, header in enumerate(relation.columns):
            if not is_writable(header):
                raise Refused(f"its column {header} has a character that no name can have")
            target = self.mapping.get(header, header) or f"column{position + 1}"
            column = ours.get(folded(target)) or Column(target, "varchar")
            key = folded(column.name)
            if key in ADDED:
                raise Refused(f"its column {header} has a name that landing uses itself; rename it")
            if key in found:
                both = f"as {relation.columns[found[key].position]} and as {header}"
                raise Refused(f"it has the column {column.name} twice, {both}")
            found[key] = Field(position, relation.types[position], column)
        lacking = [
            column.name for column in self.table.columns if column.is_required and column.name not in found
        ]
        if lacking:
            has = ", ".join(relation.columns)[:500] or "no columns"
            raise Refused(f"it lacks {', '.join(lacking)}; it has {has}")
        return list(found.values())

    def log_columns(self, record: Record, relation: Relation, fields: list[Field]) -> None:
        """Put into the record which columns the file has, and how they differ from those of the contract."""
        there = [field.column.name for field in fields]
        ours = [column.name for column in self.table.columns]
        record.set_columns(
            columns=relation.columns,
            columns_lacking=[column for column in ours if column not in there],
            columns_extra=[column for column in there if column not in ours],
        )

    def add_columns(self, fields: list[Field]) -> None:
        """Add columns to the raw table that the file has and the contract does not know."""
        there = {folded(column) for column in columns_of(self.connection)[self.table.schema, self.table.name]}
        new = [field.column.name for field in fields if folded(field.column.name) not in there]
        with transaction(self.connection):
            for column in new:
                self.connection.execute(
                    f"alter table {address(self.table)} add column {name(column)} varchar"
                )

    def record_of(self, file: File) -> Record:
        """A record of a file of which nothing has landed. Its hash is that of the bytes, and of what decides how they
        are read: the format, source.yml and the columns of the contract."""
        try:
            with open(file.path if os.path.isfile(file.path) else os.devnull, "rb") as stream:
                digest = hashlib.file_digest(stream, "sha256")
        except OSError as error:  # a hash that no file has, so that landing the file says what is wrong
            digest = hashlib.sha256(str(error).encode("utf-8", "backslashreplace"))
        reading = [
            format_of(file.path),
            self.config.model_dump(),
            [asdict(column) for column in self.table.columns],
        ]
        digest.update(json.dumps(reading).encode())
        return Record(
            source=self.table.source,
            table_name=self.table.name,
            file=file.name,
            format=format_of(file.path)[0],
            bytes=(size_and_time(file.path) or (0,))[0],
            content_hash=digest.hexdigest(),
            batch_id=self.report.batch_id,
            loaded_at=self.report.loaded_at,
            landing_folder=self.folder,
        )


def size_and_time(path: Path) -> tuple[int, int] | None:
    """The size of a file and the time of its last change, by which a file that is still written is noticed. None where
    the file is gone."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns
