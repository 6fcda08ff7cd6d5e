"""One raw table of the build file: which of its files are new, and how each of them is landed."""

import hashlib
import json
import os
import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from customer_performance.core.build_file import address, columns_of, transaction
from customer_performance.core.contract import LandingError, Table
from customer_performance.core.database import first_row
from customer_performance.core.diagnose import is_about_the_run
from customer_performance.core.errors import first_line
from customer_performance.core.progress import Progress
from customer_performance.core.pulled import were_replaced
from customer_performance.core.sql import folded, literal, name
from customer_performance.core.suggest import meant
from customer_performance.land.aliases import with_aliases
from customer_performance.land.casts import Field
from customer_performance.land.discover import File, written_out
from customer_performance.land.fields import fields_of, known_headers, unmatched
from customer_performance.land.insertion import Insertion
from customer_performance.land.load_log import LandingReport, LoadLog, Record, is_twin
from customer_performance.land.made_columns import check_where, look_ups
from customer_performance.land.readers import Relation, format_of, relation_of
from customer_performance.land.refused import Refused
from customer_performance.land.source_schema import TableConfig

NO_ROWS = {"rows_read": 0, "rows_landed": 0, "rows_rejected": 0, "rows_left_out": 0}
# The errors that reading a file can raise, besides Refused.
UNREADABLE = (duckdb.Error, OSError, EOFError, ValueError, RuntimeError, MemoryError, zlib.error)

NO_ACCOUNT = (
    "no account_id: where contacts does not tell the account of who bought, the person counts as the customer, and "
    "these orders have no segment, plan or region of an account; docs/how-to/land-your-tables.md, under Orders without "
    "an account, says how source.yml gives them one"
)


@dataclass
class RawTable:
    """A table during one run. `tables`: all of its source; `folder`: the landing folder as the load log names it, seen
    from the build file; `removed_files`: the var of that name; `currency`: of amounts in rows that tell none;
    `headers`: those of the files that were read."""

    connection: duckdb.DuckDBPyConnection
    table: Table
    config: TableConfig
    tables: dict[str, Table]
    report: LandingReport
    folder: str
    removed_files: str = "keep"
    currency: str = ""
    headers: dict[str, None] = field(default_factory=dict)

    @property
    def load_log(self) -> LoadLog:
        return LoadLog(self.connection, self.table)

    def land_files(self, files: list[File], progress: Progress) -> None:
        """Land every file that is new or changed, and enter those that are gone into the load log. Says a line."""
        started = time.monotonic()
        logged = self.load_log.records()
        if not files and not logged:
            if self.config.files:
                patterns = " or ".join(self.config.files)
                self.report.unmatched.append(f"{self.table.name}: files: no file is called {patterns}")
            return
        before = asdict(self.report)
        self.connection.execute(f"set TimeZone = {literal(self.config.timezone)}")
        stamps = {file.name: size_and_time(file.path) for file in files}
        records = {file.name: self.record_of(file) for file in files}
        gone = [known for known in logged.values() if known.file not in records]
        self.miss(gone, were_replaced({known.file for known in gone}, set(records)))
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
        self.match_headers(logged)
        self.tell(before, records, time.monotonic() - started, progress)

    def match_headers(self, logged: dict[str, Record]) -> None:
        """Report each header that source.yml maps, or leaves out, and no file has. A file that was refused says so
        itself."""
        landed = [json.loads(record.columns) for record in logged.values() if record.columns]
        columns = list(self.headers | dict.fromkeys(column for each in landed for column in each))
        for header in unmatched((*self.config.columns, *self.config.ignore), columns) if columns else ():
            self.report.unmatched.append(
                f"source.yml: {self.table.name} has no column {header!r}{meant(header, columns)}"
            )

    def miss(self, gone: list[Record], replaced: set[str]) -> None:
        """Keep the rows of files that are no longer there, or drop them where var removed_files says so, or where other
        files were written in their place."""
        for known in gone:
            if not known.rows_read or self.removed_files == "drop" or known.file in replaced:
                with transaction(self.connection):
                    self.load_log.remove_file(known)
                self.report.dropped += [known.file] if known.rows_read and known.file not in replaced else []
            elif known.status != "missing":
                self.load_log.enter(known, status="missing")
                self.report.missing.append(known.file)

    def tell(self, before: dict, records: dict[str, Record], seconds: float, progress: Progress) -> None:
        """Say what became of the files. `before`: the report as it was before this table."""
        (total,) = first_row(self.connection, f"select count(*) from {address(self.table)}")
        new = {
            count: getattr(self.report, count) - before[count]
            for count in ("rows_landed", "rows_rejected", "rows_left_out")
        }
        said = f"  {self.table.name}: {new['rows_landed']:,} rows in {seconds:.1f} s, {total:,} in all"
        said += f", {new['rows_rejected']:,} rejected" if new["rows_rejected"] else ""
        said += f", {new['rows_left_out']:,} left out" if new["rows_left_out"] else ""
        for kind in ("refused", "missing", "dropped"):
            for line in getattr(self.report, kind)[len(before[kind]) :]:
                said += f"\n    {kind}: {line}"
        otherwise = Counter[str]()
        for record in records.values():
            otherwise.update(json.loads(record.read_otherwise or "{}"))
        listed = ", ".join(f"{what} ({count:,})" for what, count in otherwise.items())
        said += f"\n    read otherwise than written: {listed}" if listed else ""
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
        if taken and self.table.name == "orders" and found["account_id"] == len(taken):
            said += f"\n    {NO_ACCOUNT}"
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
            known_here = known_headers(self.table, self.config)
            relation = relation_of(self.connection, file.path, known_here, self.config, self.table.name)
            self.headers |= dict.fromkeys(relation.columns)
            fields = fields_of(relation, self.table, self.config_of(relation))
            self.log_columns(record, relation, fields)
            self.add_columns(fields)
            if self.config.where:
                check_where(self.connection, relation, self.config.where)
            try:
                replace_rows(self.insert_as_it_is)
            except UNREADABLE:
                try:
                    replace_rows(self.insert_checked)
                except UNREADABLE:
                    replace_rows(self.insert_with_care)
        except Refused as refusal:
            self.refuse_file(record, known, str(refusal))
        except UNREADABLE as error:
            if is_about_the_run(error):
                raise
            if isinstance(error, duckdb.FatalException):
                raise LandingError(
                    f"{record.file}: the database broke on reading it, which is a fault of the database. Take the file "
                    "away, or write it anew by another program, and run this again; what has landed is complete."
                ) from error
            self.refuse_file(record, known, f"it cannot be read: {first_line(error)[:200]}")
        else:
            self.report.files_landed += 1
            self.report.rows_landed += record.rows_landed
            self.report.rows_rejected += record.rows_rejected
            self.report.rows_left_out += record.rows_left_out

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
                    self.load_log.enter(known, content_hash="", **NO_ROWS)

    def insert_as_it_is(self, record: Record, relation: Relation, fields: list[Field]) -> None:
        self.inserting(record, relation, fields).as_it_is()

    def insert_checked(self, record: Record, relation: Relation, fields: list[Field]) -> None:
        self.inserting(record, relation, fields).checked()

    def insert_with_care(self, record: Record, relation: Relation, fields: list[Field]) -> None:
        self.inserting(record, relation, fields).with_care()

    def inserting(self, record: Record, relation: Relation, fields: list[Field]) -> Insertion:
        config = self.config_of(relation)
        given = (self.table, config, self.tables, record, relation, fields, self.currency)
        return Insertion(self.connection, *given)

    def config_of(self, relation: Relation) -> TableConfig:
        """What holds for one file: source.yml, and the names of other loaders that the file has."""
        return with_aliases(self.config, self.table, relation.columns)

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
        are read: the format, source.yml, the columns of the contract, and the tables in which it looks something up."""
        try:
            with open(file.path if os.path.isfile(file.path) else os.devnull, "rb") as stream:
                digest = hashlib.file_digest(stream, "sha256")
        except OSError as error:  # a hash that no file has, so that landing the file says what is wrong
            digest = hashlib.sha256(str(error).encode("utf-8", "backslashreplace"))
        reading = [
            format_of(file.path),
            self.config.model_dump(),
            [asdict(column) for column in self.table.columns],
            [self.load_log.hashes_of(self.tables[each.find]) for each in look_ups(self.config).values()],
            self.currency if any(column.type.startswith("decimal") for column in self.table.columns) else "",
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
