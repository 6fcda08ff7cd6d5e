"""Files as relations of DuckDB: columns c0, c1, … in the order of the header.

Each format can be read in two ways. *As it is*: DuckDB's own reader, strict, so anything odd is an error.
*With care*, once something is odd: one row for each row of the file, with its line, itself as it was read and
what is wrong with it, in `_line`, `_text`, `_reason`; for text, DuckDB then reads what a pass in Python has
sifted.
"""

import codecs
import csv
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.contract import Settings
from pipeline.sift import (
    LONGEST_ROW,
    Dialect,
    line_of,
    opened,
    raw,
    read_through,
    records,
    sift_csv,
    sift_lines,
)

TEXTS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
FORMATS = TEXTS | {".parquet": "parquet"}
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
DELIMITERS = ",;\t|"
HEAD = 1 << 16  # bytes in which a header is expected to end


class Refused(Exception):  # noqa: N818
    """Nothing of the file is taken; the text says why."""


@dataclass(frozen=True)
class Relation:
    """A file that DuckDB can select from. `types` are DuckDB's, in lower case; texts are varchar."""

    format: str
    path: Path
    columns: list[str]
    types: list[str]
    dialect: Dialect = field(default_factory=Dialect)
    settings: Settings = field(default_factory=Settings)

    def as_it_is(self) -> str:
        """A query that yields c0, c1, …, or fails."""
        if self.format == "parquet":
            return f"select {self.numbered()} from {self.parquet()}"
        if codecs.lookup(self.dialect.encoding).name not in ("utf-8", "utf-8-sig", "ascii"):
            raise ValueError(f"DuckDB does not read {self.dialect.encoding}")
        if self.format == "jsonl":
            return f"select {self.members()} from (select {self.parsed()} as record from ({self.lines()}))"
        return f"select * from {self.csv(self.path, self.positions, self.dialect, 'skip = 1')}"

    def with_care(self, scratch: Path) -> tuple[str, int | None]:
        """A query that yields c0, c1, …, _line, _text, _reason, and the number of its rows where known."""
        if self.format == "parquet":
            members = ", ".join(f"{literal(column)}: {name(column)}" for column in self.columns)
            query = f"""
                select {self.numbered()}, file_row_number + 1 as _line,
                    cast(to_json({{{members}}}) as varchar) as _text, cast(null as varchar) as _reason
                from {self.parquet(", file_row_number = true")}"""
            return query, None

        is_csv = self.format == "csv"
        width = len(self.columns)
        sifted = sift_csv(self.path, self.dialect, width) if is_csv else sift_lines(self.path, self.dialect)
        count = 0
        with open(scratch, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            for line, text, fault, values in sifted:
                writer.writerow([line, text, fault, *values])
                count += 1
        columns = ["_line", "_text", "_reason", *(self.positions if is_csv else [])]
        # A row is written twice, whole and in parts, and its quotes are doubled.
        longest = f"max_line_size = {20 * LONGEST_ROW}, buffer_size = {40 * LONGEST_ROW}"
        rows = self.csv(scratch, columns, Dialect(), longest)
        if is_csv:
            return f"select * from {rows}", count
        query = f"""
            with lines as (
                select _line, _text, case
                    when _reason is not null then _reason
                    when not json_valid(_text) then 'not JSON'
                    when json_type(_text) <> 'OBJECT' then 'not a JSON object' end as _reason
                from {rows}
            ),
            records as (select *, case when _reason is null then {self.parsed()} end as record from lines)
            select {self.members()}, _line, _text, _reason from records"""
        return query, count

    @property
    def positions(self) -> list[str]:
        return [f"c{i}" for i in range(len(self.columns))]

    def numbered(self) -> str:
        return ", ".join(f"{name(column)} as c{i}" for i, column in enumerate(self.columns))

    def parquet(self, options: str = "") -> str:
        return f"read_parquet({location(self.path)}, hive_partitioning = false{options})"

    def csv(self, path: Path, columns: list[str], dialect: Dialect, options: str) -> str:
        types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
        nulls = ", ".join(literal(word) for word in self.settings.null_values)
        return f"""
            read_csv(
                {location(path)}, columns = {{{types}}}, header = false, auto_detect = false,
                strict_mode = true, delim = {literal(dialect.delimiter)}, quote = {literal(dialect.quote)},
                escape = {literal(dialect.quote)}, nullstr = [{nulls}],
                compression = {literal(dialect.compression)}, {options}
            )"""

    def lines(self) -> str:
        return f"""
            select line as _text
            from read_csv(
                {location(self.path)}, columns = {{'line': 'VARCHAR'}}, header = false, auto_detect = false,
                delim = '\x01', quote = '', escape = '', compression = {literal(self.dialect.compression)}
            )
            where trim(line) <> ''"""

    def parsed(self) -> str:
        shape = json.dumps(dict.fromkeys(self.columns, "VARCHAR"), ensure_ascii=False)
        return f"from_json(_text, {literal(shape)})"

    def members(self) -> str:
        return ", ".join(f"struct_extract(record, {literal(c)}) as c{i}" for i, c in enumerate(self.columns))


def format_of(path: Path) -> tuple[str | None, str]:
    """(format, compression) that the name of a file says; no format where landing has no reader for it."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    compression = (
        COMPRESSIONS.get(suffixes.pop(), "none") if suffixes and suffixes[-1] in COMPRESSIONS else "none"
    )
    kind = FORMATS.get(suffixes[-1]) if suffixes else None
    return (None if kind == "parquet" and compression != "none" else kind), compression


def relation_of(
    connection: duckdb.DuckDBPyConnection, path: Path, known: set[str], settings: Settings
) -> Relation:
    """Find out how a file is written; its delimiter, by the headers that are `known`. Raises Refused."""
    kind, compression = format_of(path)
    if kind is None:
        raise Refused(f"no reader for it; known are {', '.join(FORMATS)}, text also as .gz or .zst")
    if path.stat().st_size == 0:
        raise Refused("it has no bytes")
    if kind == "parquet":
        described = connection.execute(
            f"describe select * from {Relation(kind, path, [], []).parquet()}"
        ).fetchall()
        types = [row[1].lower() for row in described]
        return Relation(kind, path, [row[0] for row in described], types, settings=settings)

    if compression != "none":
        read_through(path, compression)
    with raw(path, compression) as file:
        head = file.read(HEAD)
    marked = next((encoding for mark, encoding in MARKS.items() if head.startswith(mark)), None)
    encoding = marked or settings.encoding or "utf-8"
    dialect = Dialect(compression, encoding)
    with opened(path, dialect) as file:
        start = file.read(HEAD)
    if "\0" in start:
        raise Refused(f"it is not text in {encoding}; name the encoding in source.yml")
    if kind == "jsonl":
        columns = keys(connection, Relation(kind, path, [], [], dialect))
        return Relation(kind, path, columns, ["varchar"] * len(columns), dialect, settings)

    best: tuple[int, Dialect, list[str]] = (-1, dialect, [])
    for quote in settings.quote or "\"'":
        for delimiter in settings.delimiter or DELIMITERS:
            candidate = Dialect(compression, encoding, delimiter, quote)
            line, text, header = next(records(io.StringIO(start, newline=""), candidate), (1, "", None))
            if line > 1:
                raise Refused("it begins with a blank line instead of a header")
            if "\n" in text.rstrip("\r\n"):
                header = None
            columns = [column.strip() for column in header or []]
            score = len({column.lower() for column in columns} & known)
            best = max(best, (score, candidate, columns), key=lambda found: found[0])
    return Relation(kind, path, best[2], ["varchar"] * len(best[2]), best[1], settings)


def keys(connection: duckdb.DuckDBPyConnection, relation: Relation) -> list[str]:
    """All the keys of a JSON Lines file, in alphabetical order."""
    try:
        found = connection.execute(
            f"select distinct unnest(json_keys(_text)) from ({relation.lines()}) where json_valid(_text)"
        ).fetchall()
        return sorted(key for (key,) in found)
    except duckdb.Error:  # another encoding, or bytes that are none
        with opened(relation.path, relation.dialect) as file:
            return sorted({key for text in iter(lambda: line_of(file), "") for key in keys_of(text)})


def keys_of(text: str) -> list[str]:
    try:
        record = json.loads(text)
    except ValueError:
        return []
    return list(record) if isinstance(record, dict) else []


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def location(path: Path) -> str:
    """The path as a literal that DuckDB takes for one file, whatever signs are in it."""
    return literal(re.sub(r"([*?\[])", r"[\1]", str(path)))
