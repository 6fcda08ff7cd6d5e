"""Text files line by line: what can be parsed, and what not and why.

A pass in Python, for files in which DuckDB's reader has met something odd. It gives every row its line, and a
quote that is never closed costs one line instead of the rest of the file.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Characters; a quote that is never closed would otherwise take the rest of the file along.
LONGEST_ROW = 2_000_000
MISREAD = re.compile("[\udc00-\udcff]")

# Bytes that are not the encoding stay visible, as characters that no text has.
codecs.register_error("mark", lambda e: ("".join(chr(0xDC00 + b) for b in e.object[e.start : e.end]), e.end))
csv.field_size_limit(LONGEST_ROW * 2)

Row = tuple[int, str, str, list[str]]  # line, text, what is wrong with it, values


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
            if text.strip():
                yield line, readable(text), fault_of(text, dialect), []


def sift_csv(path: Path, dialect: Dialect, width: int) -> Iterator[Row]:
    """Each record after the header; `width` values, empty where something is wrong with it."""
    with opened(path, dialect) as file:
        for line, text, values in records(file, dialect):
            if line == 1:
                continue  # the header
            fault = fault_of(text, dialect)
            if not fault and values is None:
                fault = "bad quoting"
            elif not fault and len(values) != width:
                fault = f"{len(values)} columns instead of {width}"
            yield line, readable(text), fault, [""] * width if fault else values


def records(file: io.TextIOBase, dialect: Dialect) -> Iterator[tuple[int, str, list[str] | None]]:
    """(first line, text, values) of each record of a CSV file. Where its quoting is broken, values are None,
    and the next line begins a new record."""
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


def fault_of(text: str, dialect: Dialect) -> str:
    if len(text) > LONGEST_ROW:
        return f"longer than {LONGEST_ROW:,} characters"
    return f"not {dialect.encoding}" if MISREAD.search(text) else ""


def readable(text: str) -> str:
    """A text without its line end, in which bytes that are no text are written out."""
    text = text.rstrip("\r\n")
    return text.encode("utf-8", "backslashreplace").decode() if MISREAD.search(text) else text


def raw(path: Path, compression: str) -> io.BufferedIOBase:
    if compression == "none":
        return open(path, "rb")
    import pyarrow  # takes a second, and few need it

    return io.BufferedReader(pyarrow.input_stream(str(path), compression=compression))


def read_through(path: Path, compression: str) -> None:
    """Fail where a compressed file has been cut off; DuckDB would take that for its end."""
    with raw(path, compression) as file:
        while file.read(1 << 20):
            pass


def opened(path: Path, dialect: Dialect) -> io.TextIOWrapper:
    """The text of a file; bytes that are not its encoding are marked, line ends stay as they are."""
    return io.TextIOWrapper(raw(path, dialect.compression), dialect.encoding, errors="mark", newline="")
