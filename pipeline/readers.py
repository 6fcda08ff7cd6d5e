"""Files as relations of DuckDB: columns c0, c1, … in the order of the header.

Each format can be read in two ways. *As it is*: DuckDB's own reader, strict, so anything odd is an error. *With
care*, once something is odd: one row for each row of the file, with its line, itself as it was read and what is
wrong with it, in `_line`, `_text`, `_reason`. For text that means a pass in Python that puts aside what cannot be
parsed, line by line, before DuckDB reads the rest.
"""

import codecs
import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipeline.contract import Settings

FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
DELIMITERS = ",;\t|"
LONGEST_ROW = (
    2_000_000  # characters; a quote that is never closed would otherwise take the rest of the file along
)
HEAD = 1 << 16  # bytes in which a header is expected to end
MISREAD = re.compile("[\udc00-\udcff]")

# Bytes that are not the encoding stay visible, as characters that no text has.
codecs.register_error("mark", lambda e: ("".join(chr(0xDC00 + b) for b in e.object[e.start : e.end]), e.end))
csv.field_size_limit(LONGEST_ROW * 2)


class Refused(Exception):  # noqa: N818
    """Nothing of the file is taken; the text says why."""


@dataclass(frozen=True)
class Dialect:
    """How a text file is written."""

    compression: str = "none"
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'


@dataclass(frozen=True)
class Relation:
    """A file that DuckDB can select from. `types` are DuckDB's, in lower case; texts are varchar."""

    format: str
    path: Path
    columns: list[str]
    types: list[str]
    dialect: Dialect = field(default_factory=Dialect)
    settings: Settings = field(default_factory=Settings)

    @property
    def is_plain(self) -> bool:
        """Whether DuckDB can read it as it is."""
        return codecs.lookup(self.dialect.encoding).name in ("utf-8", "utf-8-sig", "ascii")

    def as_it_is(self) -> str:
        """A query that yields c0, c1, …, or fails."""
        path = literal(glob_free(self.path))
        if self.format == "parquet":
            columns = ", ".join(f"{name(column)} as c{i}" for i, column in enumerate(self.columns))
            return f"select {columns} from read_parquet({path}, hive_partitioning = false)"
        if self.format == "jsonl":
            return f"select {self.members()} from (select {self.parsed()} as record from ({self.lines()}))"
        columns = [f"c{i}" for i in range(len(self.columns))]
        return f"select * from {self.csv(path, columns, self.dialect, skip=1)}"

    def with_care(self, scratch: Path) -> tuple[str, int | None]:
        """A query that yields c0, c1, …, _line, _text, _reason, and the rows it should have where that is known."""
        if self.format == "parquet":
            columns = ", ".join(f"{name(column)} as c{i}" for i, column in enumerate(self.columns))
            record = ", ".join(f"{literal(column)}: {name(column)}" for column in self.columns)
            rows = f"read_parquet({literal(glob_free(self.path))}, hive_partitioning = false, file_row_number = true)"
            query = f"""
                select {columns}, file_row_number + 1 as _line,
                    cast(to_json({{{record}}}) as varchar) as _text, cast(null as varchar) as _reason
                from {rows}"""
            return query, None

        with open(scratch, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            rows = 0
            for rows, (line, text, reason, values) in enumerate(self.sifted(), start=1):  # noqa: B007
                writer.writerow([line, readable(text), reason, *values])
        path = literal(glob_free(scratch))
        if self.format == "csv":
            columns = ["_line", "_text", "_reason", *(f"c{i}" for i in range(len(self.columns)))]
            return f"select * from {self.csv(path, columns, Dialect(), skip=0)}", rows
        lines = self.csv(path, ["_line", "_text", "_reason"], Dialect(), skip=0)
        query = f"""
            with lines as (
                select _line, _text, case
                    when _reason is not null then _reason
                    when not json_valid(_text) then 'not JSON'
                    when json_type(_text) <> 'OBJECT' then 'not a JSON object' end as _reason
                from {lines}
            ),
            records as (select *, case when _reason is null then {self.parsed()} end as record from lines)
            select {self.members()}, _line, _text, _reason from records"""
        return query, rows

    def csv(self, path: str, columns: list[str], dialect: Dialect, skip: int) -> str:
        types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
        nulls = ", ".join(literal(word) for word in self.settings.null_values)
        long = f", max_line_size = {LONGEST_ROW * 20}, buffer_size = {LONGEST_ROW * 40}" if skip == 0 else ""
        return f"""read_csv(
            {path}, columns = {{{types}}}, header = false, skip = {skip}, auto_detect = false, strict_mode = true,
            delim = {literal(dialect.delimiter)}, quote = {literal(dialect.quote)}, escape = {literal(dialect.quote)},
            nullstr = [{nulls}], compression = {literal(dialect.compression)}{long})"""

    def lines(self) -> str:
        return f"""
            select line as _text from read_csv(
                {literal(glob_free(self.path))}, columns = {{'line': 'VARCHAR'}}, header = false, auto_detect = false,
                delim = '\x01', quote = '', escape = '', compression = {literal(self.dialect.compression)}
            ) where trim(line) <> ''"""

    def parsed(self) -> str:
        shape = json.dumps(dict.fromkeys(self.columns, "VARCHAR"), ensure_ascii=False)
        return f"from_json(_text, {literal(shape)})"

    def members(self) -> str:
        return ", ".join(f"struct_extract(record, {literal(c)}) as c{i}" for i, c in enumerate(self.columns))

    def sifted(self) -> Iterator[tuple[int, str, str, list[str]]]:
        """(line, text, reason, values) of each row: either a reason why it cannot be parsed, or its values."""
        with opened(self.path, self.dialect) as file:
            if self.format == "jsonl":
                for line, text in enumerate(iter(lambda: line_of(file), ""), start=1):
                    if text.strip():
                        yield line, text.rstrip("\r\n"), fault(text, self.dialect), []
                return
            width = len(self.columns)
            for line, text, values in records(file, self.dialect):
                if line == 1:
                    continue  # the header
                reason = fault(text, self.dialect)
                if not reason and values is None:
                    reason = "bad quoting"
                elif not reason and len(values) != width:
                    reason = f"{len(values)} columns instead of {width}"
                yield line, text.rstrip("\r\n"), reason, [""] * width if reason else values


def records(file: io.TextIOBase, dialect: Dialect) -> Iterator[tuple[int, str, list[str] | None]]:
    """(first line, text, values) of each record of a CSV file; values are None where its quoting is broken, and the
    next line then begins a new record."""
    waiting: list[str] = []
    number = 1
    while text := waiting.pop() if waiting else line_of(file):
        lines = [text]
        values = parse(text, dialect)
        while values == "open":
            more = waiting.pop() if waiting else line_of(file)
            if not more or len(text) + len(more) > LONGEST_ROW:
                waiting += [more] if more else []
                values = None
                break
            lines.append(more)
            text += more
            if dialect.quote in more:
                values = parse(text, dialect)
        if values is None and len(lines) > 1:
            waiting += reversed(lines[1:])
            lines, text = lines[:1], lines[0]
        if values != []:
            yield number, text, values
        number += len(lines)


def line_of(file: io.TextIOBase) -> str:
    """The next line with its end; of one that is too long, so much as shows that it is."""
    line = rest = file.readline(LONGEST_ROW + 1)
    while len(rest) > LONGEST_ROW and not rest.endswith(("\n", "\r")):
        rest = file.readline(LONGEST_ROW + 1)
    return line


def parse(text: str, dialect: Dialect) -> list[str] | str | None:
    """The values of one record, "open" where a quote still is, None where the quoting is broken."""
    try:
        rows = list(csv.reader([text], delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True))
    except csv.Error as error:
        return "open" if "unexpected end of data" in str(error) else None
    return rows[0] if rows else []


def fault(text: str, dialect: Dialect) -> str:
    if len(text) > LONGEST_ROW:
        return f"longer than {LONGEST_ROW:,} characters"
    return f"not {dialect.encoding}" if MISREAD.search(text) else ""


def readable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode() if MISREAD.search(text) else text


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
    """Find out how a file is written. `known`: the headers by which its delimiter is recognised. Raises Refused."""
    kind, compression = format_of(path)
    if kind is None:
        raise Refused(f"no reader for it; known are {', '.join(FORMATS)}, text also as .gz or .zst")
    if path.stat().st_size == 0:
        raise Refused("it has no bytes")
    if kind == "parquet":
        described = connection.execute(
            f"describe select * from read_parquet({literal(glob_free(path))}, hive_partitioning = false)"
        ).fetchall()
        return Relation(kind, path, [row[0] for row in described], [row[1].lower() for row in described])

    head = raw(path, compression).read(HEAD)
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


def raw(path: Path, compression: str) -> io.BufferedIOBase:
    if compression == "gzip":
        return gzip.open(path)
    if compression == "zstd":
        import pyarrow  # takes a second, and few need it

        return io.BufferedReader(pyarrow.input_stream(str(path), compression="zstd"))
    return open(path, "rb")


def opened(path: Path, dialect: Dialect) -> io.TextIOWrapper:
    """The text of a file; bytes that are not its encoding are marked, line ends stay as they are."""
    return io.TextIOWrapper(raw(path, dialect.compression), dialect.encoding, errors="mark", newline="")


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def glob_free(path: Path) -> str:
    """The path such that DuckDB takes it for one file, whatever signs are in it."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))
