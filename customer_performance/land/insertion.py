"""A file's rows on their way into its raw table, in one of three ways.

*As it is*: by one query, which fails at the first value that is out of the ordinary. *Checked*: by DuckDB's reader too,
with each value judged; it fails where a row does not fit. *With care*: row by row, so that the rows that do not fit are
written to raw.rejected_rows with their line.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import duckdb

from customer_performance.core.build_file import ADDED, address
from customer_performance.core.contract import Table
from customer_performance.core.database import first_row
from customer_performance.core.sql import literal, name
from customer_performance.land.casts import Field, Reading, checked, complaint_of, text_of
from customer_performance.land.currencies import without_sign
from customer_performance.land.hints import write_hints
from customer_performance.land.load_log import Record
from customer_performance.land.made_columns import can_be_tried, look_ups, shape_for_where, with_made_columns
from customer_performance.land.numbers import python_shows, shows
from customer_performance.land.readers import Relation
from customer_performance.land.refused import Refused
from customer_performance.land.source_schema import TableConfig


class Odd(ValueError):  # noqa: N818
    """The rows of a file cannot be taken in this way."""


@dataclass
class Insertion:
    """`tables`: all of the source, in which source.yml may look something up; `currency`: of amounts in rows that tell
    none."""

    connection: duckdb.DuckDBPyConnection
    table: Table
    config: TableConfig
    tables: dict[str, Table]
    record: Record
    relation: Relation
    fields: list[Field]
    currency: str = ""

    def as_it_is(self) -> None:
        """Land all rows by one query."""
        numbers = [field for field in self.fields if field.is_read_from_text]
        if (
            self.config.where
            or look_ups(self.config)
            or (self.relation.format == "jsonl" and self.config.decimal)
        ):
            raise Odd("the rows must be counted one by one")
        reading = Reading(
            self.config, self.relation.format, is_strict=True, decimals=self.shown_first(numbers)
        )
        rows = checked(self.made(self.relation.as_it_is(), self.relation), self.fields, reading)
        bad = " or ".join(f"bad{field.position}" for field in self.fields)
        batch = f"case when {bad} then error('a row does not fit') else {literal(self.record.batch_id)} end"
        self.insert(f"({rows})", batch)
        self.record.rows_read, self.record.rows_rejected = self.record.rows_landed, 0
        self.require(self.relation.rows)

    def checked(self) -> None:
        """Land all rows by DuckDB's reader, with each value judged."""
        if self.relation.format in ("parquet", "xlsx"):
            raise Odd("read with care, it is read by the same reader")
        relation = self.telling_kinds()
        nothing = "null::bigint as _line, null::varchar as _text, null::varchar as _reason"
        self.judge(f"select *, {nothing} from ({relation.as_it_is()})", relation, None)
        if first_row(self.connection, "select count(*) from checked where _problem is not null") != (0,):
            raise Odd("a row does not fit")
        self.take_judged()
        if self.has_id_twice():
            raise Odd("the order of its rows must be known")

    def with_care(self) -> None:
        """Land the rows that fit, and write the others to raw.rejected_rows."""
        relation = self.telling_kinds()
        rows, expected = relation.with_care(self.connection)
        self.judge(rows, relation, self.connection)
        self.take_judged()
        self.require(expected)

    def telling_kinds(self) -> Relation:
        """The file, and fields that know which of its values are no texts."""
        numbers = [field.position for field in self.fields if field.is_number]
        relation = self.relation.telling_kinds(numbers)
        self.fields = [
            field
            if field.position >= len(relation.columns)
            else replace(field, type=relation.types[field.position], kind=relation.kind_at(field.position))
            for field in self.fields
        ]
        return relation

    def made(self, rows: str, relation: Relation, *carried: str, is_tried: bool = False) -> str:
        return with_made_columns(rows, relation, self.table, self.config, self.tables, carried, is_tried)

    def judge(self, rows: str, relation: Relation, hinting: duckdb.DuckDBPyConnection | None) -> None:
        """Write the rows to the temporary table `checked`, with their values and what is wrong with them. `hinting`:
        the connection, where the reasons are to say which setting would read what was found."""
        where = self.config.where or ""
        is_tried = bool(where and hinting and can_be_tried(hinting, relation, where))
        rows = self.made(rows, relation, *relation.carried, is_tried=is_tried)
        reading = Reading(
            self.config,
            relation.format,
            is_strict=False,
            decimals=self.decimals(rows),
            currency=self.currency,
        )
        has_kept = bool(self.config.set or self.config.where)
        kept = ", cast(_line as bigint) as _line, _text, _reason, " + (
            "_kept" if has_kept else "true as _kept"
        )
        lost = [
            len(relation.columns) + at
            for at, each in enumerate(self.config.set)
            if each in look_ups(self.config)
        ]
        kept += "".join(f", lost{at}" for at in lost)
        untold = "null"
        if is_tried:
            kept += f", case when _kept is null then {shape_for_where(relation, where)} end as _shape"
            said = literal("one for which where of source.yml cannot be computed: ")
            untold = f"{said} || _shape"

        def first(answer: Callable[[Field], str]) -> str:
            found = [f"when bad{field.position} then {answer(field)}" for field in self.fields]
            return (
                f"case when _reason is not null or not coalesce(_kept, false) then null {' '.join(found)} end"
            )

        self.connection.execute(f"""
            create or replace temp table checked as
            select *,
                {first(lambda field: literal(field.column.name))} as _column,
                {first(lambda field: f"try(cast(t{field.position} as varchar))")} as _value,
                coalesce(_reason, {untold}, {first(complaint_of)}) as _problem
            from ({checked(rows, self.fields, reading, kept)})""")
        if hinting:
            write_hints(self.connection, self.fields, self.config, self.table)

    def take_judged(self) -> None:
        """Land the rows of `checked` that fit, write the others to raw.rejected_rows, and count all of them."""
        record = self.record
        taken = "checked where _problem is null and _kept"
        record.read_otherwise = self.read_otherwise(taken)
        self.insert(taken, literal(record.batch_id), "order by _line")
        (record.rows_rejected,) = first_row(
            self.connection,
            """insert into raw.rejected_rows
                   (source, table_name, file, line, column_name, value, reason, row_text, batch_id, loaded_at)
               select ?, ?, ?, _line, _column, _value, _problem, _text, ?, ?
               from checked where _problem is not null""",
            [record.source, record.table_name, record.file, record.batch_id, record.loaded_at],
        )
        record.rows_read, record.rows_left_out = first_row(
            self.connection,
            "select count(*), count(*) filter (where _problem is null and not _kept) from checked",
        )
        self.connection.execute("drop table checked")

    def require(self, expected: int | None) -> None:
        if expected not in (None, self.record.rows_read):
            raise Refused(f"it has {expected:,} rows, of which {self.record.rows_read:,} could be read")

    def insert(self, rows: str, batch: str, order: str = "") -> None:
        """Insert the rows of a query into the raw table. Those whose id stands twice among them get their place in the
        file. `order`: in which they stand there, where the query may not yield them so."""
        self.record.rows_landed = self.insert_rows(rows, batch, "null")
        if not self.has_id_twice():
            return
        of_file, parameters = f"{address(self.table)} where _source_file = ?", [self.record.file]
        self.connection.execute(
            f"create or replace temp table twice as select {self.hashed_key} as id from {of_file}"
            f" and {name(self.table.key or '')} is not null group by id having count(*) > 1",
            parameters,
        )
        self.connection.execute(f"delete from {of_file} and {self.hashed_key} in (from twice)", parameters)
        key = next(field.position for field in self.fields if field.column.name == self.table.key)
        numbered = f"(select *, row_number() over ({order}) as place from {rows})"
        self.insert_rows(f"{numbered} where hash(trim(v{key})) in (from twice)", batch, "place")

    def insert_rows(self, rows: str, batch: str, source_row: str) -> int:
        record = self.record
        columns = ", ".join(name(field.column.name) for field in self.fields)
        values = ", ".join(f"v{field.position}" for field in self.fields)
        query = f"""
            insert into {address(self.table)} ({columns}, {", ".join(ADDED)})
            select {values}, {literal(record.file)}, {source_row}, {literal(str(record.loaded_at))}::timestamp, {batch},
                dates_only
            from {rows}"""
        return first_row(self.connection, query)[0]

    @property
    def hashed_key(self) -> str:
        """Hashes are counted more quickly than texts; two ids with one hash are only numbered in vain."""
        return f"hash(trim({name(self.table.key or '')}))"

    def has_id_twice(self) -> bool:
        """Whether two rows of the file have the same id, where the rows of the table have one."""
        if not self.table.key:
            return False
        key = name(self.table.key)
        query = (
            f"select count({key}) > count(distinct {self.hashed_key}) filter (where {key} is not null) "
            f"from {address(self.table)} where _source_file = ?"
        )
        return first_row(self.connection, query, [self.record.file])[0]

    def shown_first(self, numbers: list[Field]) -> dict[int, str]:
        """The columns of numbers of which the first rows show that their decimals stand behind a point."""
        undecided = (
            {field.position for field in numbers}
            if not self.config.decimal and self.relation.start
            else set()
        )
        shown: dict[int, str] = {}
        for row in self.relation.first_rows() if undecided else ():
            found = {at for at in undecided if at < len(row) and python_shows(row[at], ".")}
            undecided -= found
            shown |= dict.fromkeys(found, ".")
            if not undecided:
                break
        return shown

    def decimals(self, rows: str) -> dict[int, str]:
        """The sign of decimals of each column of numbers: the declared one, or the only one that its texts show."""
        numbers = [field for field in self.fields if field.is_read_from_text]
        if self.config.decimal or not numbers:
            return {field.position: self.config.decimal for field in numbers if self.config.decimal}
        reading = Reading(self.config, self.relation.format, is_strict=False)
        asked, texts = [], []
        for field in numbers:
            text = text_of(field, reading)
            text = without_sign(text) if field.is_amount else text
            texts.append(f"{text} as t{field.position}, {field.kind} as kind{field.position}")
            asked += [
                f"coalesce(bool_or({shows(f't{field.position}', sign)} and not kind{field.position}), false)"
                for sign in ".,"
            ]
        found = first_row(
            self.connection, f"select {', '.join(asked)} from (select {', '.join(texts)} from ({rows}))"
        )
        pairs = zip(numbers, found[::2], found[1::2], strict=True)
        return {field.position: "." if point else "," for field, point, comma in pairs if point != comma}

    def read_otherwise(self, taken: str) -> str | None:
        """How many of the values that landed were read otherwise than they are written, as JSON."""
        asked = {f"{field.column.name}: {{}}": f"note{field.position}" for field in self.fields}
        listed = [
            (label.format(what), f"count(*) filter (where {note} = '{what}')")
            for label, note in asked.items()
            for what in ("rounded", "no date")
        ]
        listed += [
            (f"{column}: not found", f"count(*) filter (where lost{len(self.relation.columns) + at})")
            for at, column in enumerate(self.config.set)
            if column in look_ups(self.config)
        ]
        counts = first_row(self.connection, f"select {', '.join(query for _, query in listed)} from {taken}")
        found = {label: count for (label, _), count in zip(listed, counts, strict=True) if count}
        return json.dumps(found, ensure_ascii=False) if found else None
