"""One table during one run: which of its rows are read, and what becomes of its files."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from customer_performance.core.contract import Table
from customer_performance.core.errors import RunError
from customer_performance.core.progress import SILENT, Progress
from customer_performance.core.pulled import Mark, Pulled
from customer_performance.core.sql import literal, name
from customer_performance.core.suggest import meant
from customer_performance.pull.config import COMPARE, NONE, Reading
from customer_performance.pull.folder import Finished, Folder
from customer_performance.pull.server import TIMES, Column, Server, relation
from customer_performance.pull.versions import KEY, Versions, keep_news, opened

MOST_FILES = 50
AHEAD = timedelta(days=1)  # what a clock in another zone may be ahead of UTC, and more
DELETED = "deleted_at"


@dataclass
class TableRun:
    """`now`: the server's clock, in UTC; `share`: the largest share of the rows that may have vanished at once.
    After `read`: `finished` is the file that is to take its place, and `news` the number of rows that are new."""

    table: Table
    folder: Folder
    reading: Reading
    server: Server
    now: datetime
    share: float
    progress: Progress = SILENT
    finished: Finished | None = None
    news: int = 0
    vanished: int = 0
    mark: Mark | None = None
    columns: list[Column] = field(default_factory=list)

    @property
    def source(self) -> str:
        return relation(self.server, self.reading.source or self.table.name)

    @property
    def summary(self) -> str:
        gone = f", {self.vanished:,} no longer in the database" if self.vanished else ""
        return f"{self.news:,} new rows{gone}"

    def read(self) -> None:
        self.columns = self.server.columns(self.source)
        self.check_columns()
        if self.reading.updated_at:
            self.read_changes()
        else:
            self.read_whole()

    def check_columns(self) -> None:
        """Raise RunError where a column that database.yml names is not there, or is no time where it must be one."""
        kinds = {column.name: column.kind for column in self.columns}
        deleted = self.reading.deletes if self.reading.deletes not in (COMPARE, NONE) else None
        times = list(filter(None, (self.reading.updated_at, deleted)))
        for column in (*self.reading.key, *times):
            if column not in kinds:
                raise RunError(
                    f"{self.table.name}: the database has no column {column!r} there{meant(column, kinds)}. Known: "
                    f"{', '.join(kinds)}."
                )
        for column in times:
            if kinds[column] not in TIMES:
                raise RunError(
                    f"{self.table.name}: {column} is {kinds[column]} in the database, and no time. Let `from` be a "
                    "query that makes a time of it."
                )

    def read_whole(self) -> None:
        """Read the table as one file, which takes the place of the one before."""
        order = ", ".join(map(self.server.name, self.reading.key))
        written = self.folder.hidden("rows")
        self.news = self.write("", written, order)
        before = [self.folder.path / each.name for each in self.folder.files]
        if self.news or before or self.folder.whole.exists():
            self.finished = Finished(written, self.folder.whole, before)

    def read_changes(self) -> None:
        """Read what changed since the mark, and write what of it is news; then look for rows that have vanished."""
        known = self.folder.files
        since = self.folder.mark
        column = next(each for each in self.columns if each.name == self.reading.updated_at)
        if since and since.has_zone != TIMES[column.kind]:
            since = None  # the column has become one of another kind, and the two cannot be compared
        self.mark = since
        new = self.folder.hidden("rows")
        paths = [self.folder.path / each.name for each in known]
        self.news = self.write(self.changed_since(since), new)
        if not known:
            if self.news:
                replaced = [self.folder.whole] if self.folder.whole.exists() else []
                self.finish(new, Pulled(1, 1, self.mark), replaced)
            return
        number = known[-1].last + 1
        with opened() as connection:
            before = Versions(connection, paths, self.reading.key)
            news = self.folder.hidden("news")
            if self.reading.deletes == COMPARE and since and self.are_unread(before, new):
                self.news = self.write("", new)
            self.news = keep_news(before, new, news, self.revived)
            vanished = self.find_vanished(before, news)
            if not (self.news or self.vanished or self.folder.has_gap):
                return
            every = Versions(connection, [*paths, news], self.reading.key)
            is_due = len(known) >= MOST_FILES or self.folder.has_gap
            if not (is_due or vanished or self.misleads(before, news)):
                self.finish(news, Pulled(number, number, self.mark), [])
                return
            compact = self.folder.hidden("compact")
            rows = f"select {every.listed()} from {every.current()}"
            every.write(f"{rows} where {vanished}" if vanished else rows, compact)
        one = Pulled(1, number, self.mark)
        self.finish(compact, one, self.folder.replaced_by(one))

    def finish(self, written: Path, as_file: Pulled, replaced: list[Path]) -> None:
        self.finished = Finished(written, self.folder.path / as_file.name, replaced)

    def changed_since(self, since: Mark | None) -> str:
        if since is None:
            return ""
        at = self.server.at(Mark(since.time - self.reading.lag, since.has_zone))
        updated = self.server.name(self.reading.updated_at or "")
        where = f"where {updated} >= {at} or {updated} is null"
        if self.reading.deletes not in (
            COMPARE,
            NONE,
        ):  # programs that delete often leave the time of change as it was
            where += f" or {self.server.name(self.reading.deletes)} >= {at}"
        return where

    def write(self, where: str, path: Path, order: str = "", columns: list[Column] | None = None) -> int:
        """Write the rows of a condition; return how many. Moves the mark to the newest change among them."""
        listed = ", ".join(column.read for column in columns or self.columns)
        ordered = f"order by {order}" if order else ""
        count = 0
        with (
            self.server.read(f"select {listed} from {self.source} {where} {ordered}") as (schema, batches),
            parquet.ParquetWriter(path, schema, compression="zstd") as writer,
        ):
            for batch in batches:
                writer.write_batch(batch)
                count += batch.num_rows
                if columns is None and self.reading.updated_at:
                    self.move_mark(batch.column(schema.names.index(self.reading.updated_at)))
                self.progress.reach(f"{self.table.name}: {count:,} rows")
        return count

    def move_mark(self, times: pyarrow.Array) -> None:
        """A time far ahead of the clock is a mistake in one row. It must not hide the changes of all other rows."""
        has_zone = getattr(times.type, "tz", None) is not None
        times = compute.cast(times, pyarrow.timestamp("us"))
        limit = pyarrow.scalar(self.now.replace(tzinfo=None) + AHEAD, pyarrow.timestamp("us"))
        newest = compute.max(compute.filter(times, compute.less_equal(times, limit))).as_py()
        if newest and (self.mark is None or newest > self.mark.time):
            self.mark = Mark(newest, has_zone)

    def keys(self) -> Path:
        """A file with the keys of all rows that the database has now. They are written once for a run."""
        path = self.folder.hidden("keys")
        if not path.exists():
            columns = [column for column in self.columns if column.name in self.reading.key]
            self.write("", path, columns=columns)
        return path

    @property
    def marks_deleted(self) -> bool:
        """Whether a row that has vanished is kept with the time of its deletion, which the database does not tell."""
        ours = [column.name for column in self.table.columns]
        return DELETED in ours and DELETED not in [column.name for column in self.columns]

    @property
    def revived(self) -> str | None:
        """The column that only a row has which had vanished; a row that the database has is alive again."""
        return DELETED if self.reading.deletes == COMPARE and self.marks_deleted else None

    def are_unread(self, before: Versions, new: Path) -> bool:
        """Whether the database has rows that neither the files nor this run have: of transactions that took longer than
        the lag, or rows that had vanished and are there again."""
        there = Versions(before.connection, [self.keys()], self.reading.key)
        fresh = Versions(before.connection, [new], self.reading.key)
        alive = f"{name(DELETED)} is null" if self.marks_deleted and DELETED in before.columns else "true"
        return bool(
            before.count(
                f"{there.rows} where {KEY} not in (select {KEY} from {before.current()} where {alive})"
                f" and {KEY} not in (select {KEY} from {fresh.rows})"
            )
        )

    def find_vanished(self, before: Versions, news: Path) -> str:
        """Add the rows that have vanished to the news, with the time of their deletion; or, where the table has no
        place for that, return a condition that only the others hold. Raises RunError where too many have vanished."""
        if self.reading.deletes != COMPARE:
            return ""
        there = Versions(before.connection, [self.keys()], self.reading.key)
        remain = f"{KEY} in (select {KEY} from {there.rows})"
        alive = f"{name(DELETED)} is null" if self.marks_deleted and DELETED in before.columns else "true"
        gone = f"{before.current()} where {alive} and not ({remain})"
        self.vanished = before.count(gone)
        every = before.count(f"{before.current()} where {alive}")
        if self.vanished > self.share * every:
            raise RunError(
                f"{self.table.name}: {self.vanished:,} of {every:,} rows are no longer in the database; "
                f"{self.share:.0%} is the most (var max_vanished_share). Nothing was pulled. Does `from` leave "
                "rows out?"
            )
        if not self.vanished:
            return ""
        if not self.marks_deleted:
            return remain
        kept = ", ".join(name(column) for column in before.columns if column != DELETED)
        deleted = f"select {kept}, timestamptz {literal(f'{self.now}+00')} as {name(DELETED)} from {gone}"
        both = self.folder.hidden("both")
        before.write(f"select * from read_parquet({literal(str(news))}) union all by name ({deleted})", both)
        both.replace(news)
        return ""

    def misleads(self, before: Versions, news: Path) -> bool:
        """Whether landing would take an earlier row for the newest one of its key: a row is now less new than it was,
        or the contract knows no key of the table, so that all rows count."""
        now = Versions(before.connection, [news], self.reading.key)
        updated = name(self.reading.updated_at or "")
        is_older = (
            f"now.{updated} is null or cast(now.{updated} as varchar) < cast(known.{updated} as varchar)"
        )
        known = before.current(f"{KEY} in (select {KEY} from {now.rows})")
        any_older = "true" if self.table.key is None else f"known.{updated} is not null and ({is_older})"
        return bool(before.count(f"{now.rows} as now join {known} as known using ({KEY}) where {any_older}"))
