"""Text files line by line: which rows can be parsed, and what is wrong with the others.

Files in which DuckDB's reader met something odd are read here, in Python. Every row gets the number of its line, and a
quote that is never closed costs one line instead of the rest of the file.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

# In characters. Without a limit, a quote that is never closed would take the rest of the file into its row.
LONGEST_ROW = 2_000_000
MISREAD = re.compile("[\ud800-\udfff]")

csv.field_size_limit(LONGEST_ROW * 2)

BATCH = 10_000  # rows that are written to DuckDB at once
PIECE = 1 << 22  # bytes that are read at once

# The number of the first line, the text, what is wrong with it (None: nothing), the values.
Row = tuple[int, str, str | None, list[str | None]]


def mark(error: UnicodeError) -> tuple[str, int]:
    """An error handler of Python's codecs. Bytes that are not in the encoding become characters that no text has, so
    that they can be found, and shown."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in wrong), error.end


codecs.register_error("mark", mark)


@dataclass(frozen=True)
class Dialect:
    """How a text file is written; the compression is none, gzip or zstd. `header_line`: the line of the header."""

    compression: str = "none"
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    header_line: int = 1


def sift_lines(path: Path, dialect: Dialect) -> Iterator[Row]:
    """A row without values for each line that is not blank."""
    with opened(path, dialect) as file:
        for line, text in enumerate(iter(lambda: next_line(file), ""), start=1):
            if text.strip(" \t\r\n"):
                yield line, legible(text), fault_of_row(text, dialect) or None, []


def sift_csv(path: Path, dialect: Dialect, width: int, nulls: set[str]) -> Iterator[Row]:
    """A row for each record after the header, with `width` values, which are all null where the record has a fault."""
    with opened(path, dialect) as file:
        for line, text, values in csv_records(file, dialect):
            if line <= dialect.header_line:
                continue
            if values and len(values) == width + 1 and not values[-1]:
                values.pop()  # DuckDB, too, takes a delimiter at the end of a line
            fault = fault_of_row(text, dialect) or fault_of_values(values, width)
            taken: list[str | None] = [None] * width
            if values and not fault:
                taken = [None if value in nulls else value for value in values]
            yield line, legible(text), fault or None, taken


def fault_of_values(values: list[str] | None, width: int) -> str:
    """What is wrong with the values of a row, of which there should be `width`; empty where nothing is."""
    if values is None:
        return "bad quoting"
    return "" if len(values) == width else f"{len(values)} columns instead of {width}"


def csv_records(file: io.TextIOBase, dialect: Dialect) -> Iterator[tuple[int, str, list[str] | None]]:
    """The number of the first line, the text and the values of each record of a CSV file.

    The values are None where the quoting of a record is broken. Such a record is one line, and the next line begins a
    new record.
    """
    waiting: deque[str] = deque()  # lines of a broken record, to be read again
    number = 1
    # Every record so far that went on into a line up to this one was broken. So no further record is read on into these
    # lines. Otherwise each of many broken records would be read to the end of the file again.
    broken = 0
    while True:
        taken: list[str] = []

        def taken_lines(start: int, limit: int, taken: list[str]) -> Iterator[str]:
            size = 0
            while text := waiting.popleft() if waiting else next_line(file):
                size += len(text)
                if taken and (start + len(taken) <= limit or size > LONGEST_ROW):
                    waiting.appendleft(text)
                    return
                taken.append(text)
                yield text

        reader = csv.reader(
            taken_lines(number, broken, taken),
            delimiter=dialect.delimiter,
            quotechar=dialect.quote,
            strict=True,
        )
        try:
            values = next(reader, None)
        except csv.Error:
            values = None
            broken = max(broken, number + len(taken) - 1)
            waiting.extendleft(reversed(taken[1:]))
            del taken[1:]
        if not taken:
            return
        if values != []:
            yield number, "".join(taken), values
        number += len(taken)


def pour(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str], rows: Iterator[Row]) -> int:
    """Write the rows to a temporary table of this name, and return their number.

    They are handed over in batches, and not by a file, since DuckDB's reader would stumble again over line ends of
    another kind within texts. DuckDB does not read them from a stream either: its threads read ahead, go on after a
    query has failed, and crash the process when it ends meanwhile.
    """
    import pyarrow  # takes a second, and few need it

    names = ["_line", "_text", "_reason", *columns]
    schema = pyarrow.schema(
        [(name, pyarrow.int64() if name == "_line" else pyarrow.string()) for name in names]
    )

    def batches() -> Iterator[list[tuple]]:
        size, some = 0, []
        for line, text, fault, values in rows:
            some.append((line, text, fault, *values))
            size += len(text)
            if len(some) == BATCH or size > 4 * LONGEST_ROW:
                yield some
                size, some = 0, []
        if some:
            yield some

    types = ", ".join(f"{name} {'bigint' if name == '_line' else 'varchar'}" for name in names)
    connection.execute(f"create or replace temp table {table} ({types})")
    count = 0
    for some in batches():
        connection.register("batch", pyarrow.table([*zip(*some, strict=True)], schema=schema))
        connection.execute(f"insert into {table} from batch")
        connection.unregister("batch")
        count += len(some)
    return count


def next_line(file: io.TextIOBase) -> str:
    """The next line with its end. Of a line that is too long, only so much that its length shows it."""
    line = rest = file.readline(LONGEST_ROW + 1)
    while len(rest) > LONGEST_ROW and not rest.endswith(("\n", "\r")):
        rest = file.readline(LONGEST_ROW + 1)
    return line


def fault_of_row(text: str, dialect: Dialect) -> str:
    """What is wrong with the text of a row; empty where nothing is."""
    if len(text) > LONGEST_ROW:
        return f"longer than {LONGEST_ROW:,} characters"
    return f"not {dialect.encoding}" if MISREAD.search(text) else ""


def legible(text: str) -> str:
    """A text without its line end. Bytes that are not in the encoding are written out in it, as \\udcff."""
    text = text.rstrip("\r\n")
    return text.encode("utf-8", "backslashreplace").decode() if MISREAD.search(text) else text


def bytes_of(path: Path, compression: str) -> io.BufferedReader:
    """The bytes of a file, without the compression."""
    if compression == "none":
        return open(path, "rb")
    import pyarrow  # takes a second, and few need it

    return io.BufferedReader(pyarrow.input_stream(str(path), compression=compression))


def has_endless_lines(path: Path, compression: str) -> bool:
    """Whether a line may be longer than the buffer of DuckDB's reader (32 MB), which drops such a last line without an
    error. Raises what the decompression raises where the file was cut off, which DuckDB would take for its end."""
    found = False
    with bytes_of(path, compression) as file:
        while piece := file.read(PIECE):
            found |= len(piece) == PIECE and b"\n" not in piece and b"\r" not in piece
    return found


def opened(path: Path, dialect: Dialect) -> io.TextIOWrapper:
    """The text of a file. Bytes that are not in its encoding are marked, and line ends stay as they are."""
    return io.TextIOWrapper(bytes_of(path, dialect.compression), dialect.encoding, errors="mark", newline="")
