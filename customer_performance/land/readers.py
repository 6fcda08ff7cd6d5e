"""Files as relations of DuckDB, with the columns c0, c1, … in the order of the header.

Each format can be read in two ways. *As it is*: by DuckDB's own reader, for which anything odd is an error.
*With care*, where something is odd: each row of the file is one row, and has its line, its text and what is wrong with
it in the columns `_line`, `_text` and `_reason`. Text files are read by Python for that (text.py).
"""

import codecs
import io
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import duckdb

from customer_performance.core.database import first_row
from customer_performance.core.sql import folded, is_writable, literal, name
from customer_performance.land.excel import Sheet, open_sheet, rows_of_sheet
from customer_performance.land.refused import Refused
from customer_performance.land.source_schema import TableConfig
from customer_performance.land.text import (
    MISREAD,
    Dialect,
    bytes_of,
    csv_records,
    has_endless_lines,
    next_line,
    opened,
    pour,
    sift_csv,
    sift_lines,
)

TEXTS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
FORMATS = TEXTS | {".parquet": "parquet", ".xlsx": "xlsx"}
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # begins as that of UTF-16 does
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
DELIMITERS = ",;\t|"
SIFTED = "sifted"  # the temporary table with the rows that Python has read
SEPARATOR = re.compile("sep=([^\\w\r\n])[\r\n]*", re.IGNORECASE)  # what Excel may write before the header
HEAD = 1 << 16  # bytes within which a header must end


@dataclass(frozen=True)
class Relation:
    """A file that DuckDB can select from. `types` are those of DuckDB in lower case; columns of text files are
    varchar, and those of JSON whose values are told apart from texts are json."""

    format: str
    path: Path
    columns: list[str]
    types: list[str]
    dialect: Dialect = field(default_factory=Dialect)
    config: TableConfig = field(default_factory=TableConfig)
    rows: int | None = None  # the number of rows that a Parquet file says it has
    has_doubles: bool = False  # whether a record of JSON has a key twice
    is_endless: bool = False  # whether a line may be too long for the buffer of DuckDB's reader
    start: str = ""  # the first characters of a CSV file, without what comes before the header
    sheet: Sheet | None = None  # of an Excel workbook

    def as_it_is(self) -> str:
        """A query that yields c0, c1, …, and fails at the first row that is odd. ValueError where DuckDB's reader would
        not notice it."""
        if self.format == "parquet":
            return f"select {self.numbered()} from {self.parquet()}"
        if self.format == "xlsx":
            raise ValueError("DuckDB does not read it")
        if self.is_endless:
            raise ValueError("DuckDB may drop its last line")
        if codecs.lookup(self.dialect.encoding).name not in ("utf-8", "utf-8-sig", "ascii"):
            raise ValueError(f"DuckDB does not read {self.dialect.encoding}")
        if self.format == "jsonl":
            if self.has_doubles:
                raise ValueError("DuckDB takes one of two values")
            return f"select {self.members()} from (select {self.from_json()} as record from ({self.lines()}))"
        signs = {*"\r\n", self.dialect.delimiter, self.dialect.quote}
        if any(signs & set(word) for word in self.config.null_values):
            raise ValueError("DuckDB takes no delimiter, quote or line end in its words for null")
        return f"select * from {self.csv()}"

    def with_care(self, connection: duckdb.DuckDBPyConnection) -> tuple[str, int]:
        """A query that yields c0, c1, …, _line, _text and _reason, and the number of rows that it must yield."""
        if self.format == "parquet":
            members = ", ".join(
                # A timestamp may be so early that DuckDB cannot write it as text.
                f"{literal(column)}: "
                + (f"try(cast({name(column)} as varchar))" if type.startswith("timestamp") else name(column))
                for column, type in zip(self.columns, self.types, strict=True)
            )
            # The file may itself have a column called as the one that the reader would add.
            is_taken = "file_row_number" in [folded(column) for column in self.columns]
            line, option = ("null", "") if is_taken else ("file_row_number + 1", ", file_row_number = true")
            query = f"""
                select {self.numbered()}, {line} as _line,
                    cast(to_json({{{members}}}) as varchar) as _text, cast(null as varchar) as _reason
                from {self.parquet(option)}"""
            return query, self.rows or 0

        if self.sheet:
            count = pour(connection, SIFTED, [*self.positions, "_kinds"], rows_of_sheet(self.sheet))
            return f"select * from {SIFTED}", count
        if self.format == "csv":
            rows = sift_csv(self.path, self.dialect, len(self.columns), set(self.config.null_values))
            return f"select * from {SIFTED}", pour(connection, SIFTED, self.positions, rows)
        query = f"""
            with lines as (
                select _line, _text, case
                    when _reason is not null then _reason
                    when not json_valid(_text) then 'not JSON'
                    when json_type(_text) <> 'OBJECT' then 'not a JSON object'
                    when list_unique(json_keys(_text)) <> len(json_keys(_text)) then 'a key twice' end as _reason
                from {SIFTED}
            ),
            records as (select *, case when _reason is null then {self.from_json()} end as record from lines)
            select {self.members()}, _line, _text, _reason from records"""
        return query, pour(connection, SIFTED, [], sift_lines(self.path, self.dialect))

    def kind_at(self, position: int) -> str:
        """An SQL condition: the value of a column is no text in the file."""
        if self.sheet:
            return f"substr(_kinds, {position + 1}, 1) <> 't'"
        if self.types[position] == "json":
            return f"coalesce(json_type(c{position}) <> 'VARCHAR', false)"
        return "false" if self.types[position] == "varchar" else "true"

    def telling_kinds(self, positions: Iterable[int]) -> "Relation":
        """The same file, with JSON's numbers told apart from its texts in some columns."""
        if self.format != "jsonl":
            return self
        types = ["json" if at in set(positions) else kind for at, kind in enumerate(self.types)]
        return replace(self, types=types)

    def first_rows(self) -> Iterator[list[str]]:
        """Rows at the beginning of a CSV file."""
        for line, _, values in csv_records(io.StringIO(self.start, newline=""), self.dialect):
            if line > 1 and values and len(values) == len(self.columns):
                yield values

    @property
    def carried(self) -> list[str]:
        """The columns beside c0, c1, … that a careful reading yields."""
        return ["_line", "_text", "_reason", *(["_kinds"] if self.sheet else [])]

    @property
    def positions(self) -> list[str]:
        return [f"c{i}" for i in range(len(self.columns))]

    def numbered(self) -> str:
        return ", ".join(f"{name(column)} as c{i}" for i, column in enumerate(self.columns))

    def parquet(self, options: str = "") -> str:
        return f"read_parquet({location(self.path)}, hive_partitioning = false{options})"

    def csv(self) -> str:
        types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in self.positions)
        nulls = ", ".join(literal(word) for word in self.config.null_values)
        delimiter, quote = literal(self.dialect.delimiter), literal(self.dialect.quote)
        # DuckDB 1.5 breaks on a byte that is not UTF-8 where fewer columns are asked for than stand before it: all are.
        return f"""
            (from read_csv(
                {location(self.path)}, columns = {{{types}}}, header = false, auto_detect = false,
                skip = {self.dialect.header_line}, hive_partitioning = false, strict_mode = true,
                delim = {delimiter}, quote = {quote}, escape = {quote}, nullstr = [{nulls}],
                compression = {literal(self.dialect.compression)}
            ) as whole where whole is not null)"""

    def lines(self) -> str:
        return f"""
            select line as _text
            from read_csv(
                {location(self.path)}, columns = {{'line': 'VARCHAR'}}, header = false, auto_detect = false,
                hive_partitioning = false, delim = '\x01', quote = '', escape = '',
                compression = {literal(self.dialect.compression)}
            )
            where trim(line) <> ''"""

    def from_json(self) -> str:
        types = ["JSON" if kind == "json" else "VARCHAR" for kind in self.types]
        shape = json.dumps(dict(zip(self.columns, types, strict=True)), ensure_ascii=False)
        return f"from_json(_text, {literal(shape)})"

    def members(self) -> str:
        # By position, since a key may be an empty text.
        return ", ".join(f"struct_extract_at(record, {i + 1}) as c{i}" for i in range(len(self.columns)))


def format_of(path: Path) -> tuple[str | None, str]:
    """The format and the compression of a file by its name. The format is None where none is known."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compression = (
        COMPRESSIONS.get(suffixes.pop(), "none") if suffixes and suffixes[-1] in COMPRESSIONS else "none"
    )
    kind = FORMATS.get(suffixes[-1]) if suffixes else None
    return (None if kind == "parquet" and compression != "none" else kind), compression


def relation_of(
    connection: duckdb.DuckDBPyConnection, path: Path, known: set[str], config: TableConfig, table: str
) -> Relation:
    """Find out how a file is written. The delimiter and quote of a CSV file are those with which most of its headers
    are `known`; the sheet of a workbook is that of the `table`. Raises Refused where the file cannot be read at all."""
    kind, compression = format_of(path)
    if kind is None:
        raise Refused(
            f"there is no reader for it; those known are {', '.join(FORMATS)}, text also as .gz or .zst"
        )
    if not os.path.isfile(path):
        raise Refused("it is no file that can be read; does it link to nowhere?")
    if path.stat().st_size == 0:
        raise Refused("it has no bytes")
    if kind == "parquet":
        return parquet_file(connection, path, config)
    if kind == "xlsx":
        sheet = open_sheet(path, config.sheet, table)
        types = ["varchar"] * len(sheet.header)
        return Relation(kind, path, sheet.header, types, config=config, sheet=sheet)

    is_endless = has_endless_lines(path, compression)
    with bytes_of(path, compression) as file:
        head = file.read(HEAD)
    marked = next((encoding for mark, encoding in MARKS.items() if head.startswith(mark)), None)
    dialect = Dialect(compression, marked or config.encoding or "utf-8")
    with opened(path, dialect) as file:
        start = file.read(HEAD)
    first = next_line(io.StringIO(start, newline=""))
    if "\0" in first:
        raise Refused(f"it is not text in {dialect.encoding}; name the encoding in source.yml")
    if kind == "jsonl":
        columns, has_doubles = keys(connection, Relation(kind, path, [], [], dialect))
        types = ["varchar"] * len(columns)
        return Relation(
            kind, path, columns, types, dialect, config, has_doubles=has_doubles, is_endless=is_endless
        )
    if len(first) == HEAD:
        raise Refused(f"its header is longer than {HEAD:,} characters")
    if MISREAD.search(first):
        raise Refused(f"its header is not {dialect.encoding}; name the encoding in source.yml")
    declared = SEPARATOR.fullmatch(first)
    if declared:
        dialect = replace(dialect, header_line=2)
        start = start.removeprefix(first)
        first = next_line(io.StringIO(start, newline=""))
        config = config.model_copy(update={"delimiter": config.delimiter or declared[1]})
    if not first.strip("\r\n"):
        raise Refused("it begins with a blank line instead of a header")
    dialect, columns = header_of(start, dialect, known, config)
    if not config.quote and dialect.quote != '"' and any(column.startswith('"') for column in columns):
        raise Refused(
            "its header has a quote that is not closed in its line; a name may not go on in the next"
        )
    types = ["varchar"] * len(columns)
    return Relation(kind, path, columns, types, dialect, config, is_endless=is_endless, start=start)


def header_of(
    start: str, dialect: Dialect, known: set[str], config: TableConfig
) -> tuple[Dialect, list[str]]:
    """The dialect with the delimiter and the quote by which most columns of a header are known, and these columns."""
    best: tuple[tuple[int, int], Dialect, list[str]] = ((-1, 0), dialect, [])
    for quote in config.quote or "\"'":
        for delimiter in (config.delimiter or DELIMITERS).replace(quote, ""):
            candidate = replace(dialect, delimiter=delimiter, quote=quote)
            _, text, header = next(csv_records(io.StringIO(start, newline=""), candidate))
            if re.search("[\r\n]", text.rstrip("\r\n")):
                header = None
            columns = [column.strip() for column in header or []]
            found = len({folded(column) for column in columns} & known)
            score = (found, 0 if found else len(columns))  # of unknown headers, that of most columns
            best = max(best, (score, candidate, columns), key=lambda found: found[0])
    return best[1], best[2]


def parquet_file(connection: duckdb.DuckDBPyConnection, path: Path, config: TableConfig) -> Relation:
    """A Parquet file as its footer describes it. Raises Refused where its name or its header cannot be used."""
    if not is_writable(str(path)):
        raise Refused("its name is not text in UTF-8, which the reader of Parquet needs; rename it")
    described = connection.execute(f"describe select * from {Relation('parquet', path, [], []).parquet()}")
    columns, types = zip(*((row[0], row[1].lower()) for row in described.fetchall()), strict=True)
    (rows,) = first_row(connection, f"select num_rows from parquet_file_metadata({location(path)})")
    # The footer is asked, since DuckDB renames a column whose name is there twice.
    pending, names = 0, set()
    for header, children in connection.execute(
        f"select name, coalesce(num_children, 0) from parquet_schema({location(path)}) offset 1"
    ).fetchall():
        if not pending and folded(header) in names:
            raise Refused(f"it has the column {header} twice")
        names |= set() if pending else {folded(header)}
        pending += children - bool(pending)
    return Relation("parquet", path, list(columns), list(types), config=config, rows=rows)


def keys(connection: duckdb.DuckDBPyConnection, relation: Relation) -> tuple[list[str], bool]:
    """The keys of all records of a JSON Lines file, in alphabetical order, and whether a record has a key twice."""

    def keys_in(lines: str, *parameters: list[str]) -> list[tuple[str, bool]]:
        return connection.execute(
            f"""select distinct unnest(keys), list_unique(keys) <> len(keys) from (
                    select distinct json_keys(_text) as keys from ({lines}) where json_valid(_text))""",
            parameters,
        ).fetchall()

    try:
        found = set(keys_in(relation.lines()))
    except (duckdb.Error, ValueError):  # the file is not UTF-8
        found = set()
        with opened(relation.path, relation.dialect) as file:
            texts = (text for text in iter(lambda: next_line(file), "") if not MISREAD.search(text))
            while some := list(islice(texts, 10_000)):
                found |= set(keys_in("select unnest(?) as _text", some))
    return sorted({key for key, _ in found}), any(doubled for _, doubled in found)


def location(path: Path) -> str:
    """A path as an SQL literal that DuckDB takes for one file, also where characters such as * are in it."""
    return literal(re.sub(r"([*?\[])", r"[\1]", str(path)))
