"""Text files line by line: what can be parsed, and what not and why.

A pass in Python, for files in which DuckDB's reader has met something odd. It gives every row its line, and a
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

# Characters; a quote that is never closed would otherwise take the rest of the file along.
LONGEST_ROW = 2_000_000
MISREAD = re.compile("[\ud800-\udfff]")

csv.field_size_limit(LONGEST_ROW * 2)

BATCH = 10_000  # rows
PIECE = 1 << 22  # bytes

Row = tuple[int, str, str | None, list[str | None]]  # line, text, what is wrong with it, values


def mark(error: UnicodeError) -> tuple[str, int]:
    """Let bytes that are not in the encoding stay visible, as characters that no text has."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in wrong), error.end


codecs.register_error("mark", mark)


@dataclass(frozen=True)
class Dialect:
    """How a text file is written."""

    compression: str = "none"
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'


def sift_lines(path: Path, dialect: Dialect) -> Iterator[Row]:
    """Each line that is not blank, without values."""
    with opened(path, dialect) as file:
        for line, text in enumerate(iter(lambda: line_of(file), ""), start=1):
            if text.strip(" \t\r\n"):
                yield line, legible(text), fault_of_row(text, dialect) or None, []


def sift_csv(path: Path, dialect: Dialect, width: int, nulls: set[str]) -> Iterator[Row]:
    """Each record after the header; `width` values, null where something is wrong with it."""
    with opened(path, dialect) as file:
        for line, text, values in csv_records(file, dialect):
            if line == 1:
                continue  # the header
            if values and len(values) == width + 1 and not values[-1]:
                values.pop()  # DuckDB, too, takes a delimiter at the end of a line
            fault = fault_of_row(text, dialect) or fault_of_values(values, width)
            taken: list[str | None] = [None] * width
            if values and not fault:
                taken = [None if value in nulls else value for value in values]
            yield line, legible(text), fault or None, taken


def fault_of_values(values: list[str] | None, width: int) -> str:
    if values is None:
        return "bad quoting"
    return "" if len(values) == width else f"{len(values)} columns instead of {width}"


def csv_records(file: io.TextIOBase, dialect: Dialect) -> Iterator[tuple[int, str, list[str] | None]]:
    """(first line, text, values) of each record of a CSV file. Where its quoting is broken, values are None,
    and the next line begins a new record."""
    waiting: deque[str] = deque()  # lines of a broken record, to be read again
    number = 1
    # So far, whatever enters a line within quotes was seen to go wrong. Knowing it keeps time linear.
    broken = 0
    while True:
        taken: list[str] = []

        def taken_lines(start: int, limit: int, taken: list[str]) -> Iterator[str]:
            size = 0
            while text := waiting.popleft() if waiting else line_of(file):
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
    """Write the rows to a temporary table of this name; returns how many they are. No file in between: a text with
    line ends of another kind would make DuckDB's reader stumble once more. And no stream that DuckDB would read
    from: its threads read ahead, and go on after a query has failed, even into the end of the process, which then
    crashes."""
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


def line_of(file: io.TextIOBase) -> str:
    """The next line with its end; of one that is too long, so much as shows that it is."""
    line = rest = file.readline(LONGEST_ROW + 1)
    while len(rest) > LONGEST_ROW and not rest.endswith(("\n", "\r")):
        rest = file.readline(LONGEST_ROW + 1)
    return line


def fault_of_row(text: str, dialect: Dialect) -> str:
    if len(text) > LONGEST_ROW:
        return f"longer than {LONGEST_ROW:,} characters"
    return f"not {dialect.encoding}" if MISREAD.search(text) else ""


def legible(text: str) -> str:
    """A text without its line end, in which bytes that are no text are written out."""
    text = text.rstrip("\r\n")
    return text.encode("utf-8", "backslashreplace").decode() if MISREAD.search(text) else text


def bytes_of(path: Path, compression: str) -> io.BufferedReader:
    if compression == "none":
        return open(path, "rb")
    import pyarrow  # takes a second, and few need it

    return io.BufferedReader(pyarrow.input_stream(str(path), compression=compression))


def has_endless_lines(path: Path, compression: str) -> bool:
    """Whether a line may be longer than the buffer of DuckDB's reader (32 MB), which drops such a last line and says
    nothing. Fails where a compressed file has been cut off; DuckDB would take that for its end."""
    found = False
    with bytes_of(path, compression) as file:
        while piece := file.read(PIECE):
            found |= len(piece) == PIECE and b"\n" not in piece and b"\r" not in piece
    return found


def opened(path: Path, dialect: Dialect) -> io.TextIOWrapper:
    """The text of a file; bytes that are not its encoding are marked, line ends stay as they are."""
    return io.TextIOWrapper(bytes_of(path, dialect.compression), dialect.encoding, errors="mark", newline="")
