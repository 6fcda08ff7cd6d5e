"""Files with all that files can have, bytes of them mangled at random, and a landing folder that takes them one by one.

CUSTOMER_PERFORMANCE_EXAMPLES=5000 tries so many for each test, other ones each time.
"""

import gzip
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from customer_performance.core.contract import LandingError, load_contract
from customer_performance.land.land import land
from customer_performance.land.table import RawTable

EXAMPLES = int(os.environ.get("CUSTOMER_PERFORMANCE_EXAMPLES", 0))
campaign = settings(
    max_examples=EXAMPLES or 40,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
HEADER = ["ticket_id", "created_at", "subject", "is_spam", "handling_minutes", "mark"]
VARIABLES = {"max_rejected_share": 1, "refused_files": "continue", "removed_files": "drop"}

texts = st.one_of(
    st.sampled_from(["", "open", "=cmd|' /C calc'!A0", 'say "so"', "it's; a\ttab, and", "../../etc/passwd"]),
    st.sampled_from(["two\nlines", "\r\n", "שלום", "工单", "👩‍🚒", "NULL", "'); drop table raw.tickets; --"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
words = st.sampled_from(["", "open", "it is urgent", "工单", "שלום", "👩‍🚒", "=1+1", "-- x"])
moments = st.sampled_from(["2024-03-01 10:00:00", "2024-03-01T10:00:00+02:00", "1/3/2024", "infinity", ""])
numbers = st.sampled_from(["", "1.5", "-3", "NaN", "1,234.5", "1e999", "inf"])
flags = st.sampled_from(["", "true", "no", "1", "maybe"])
ids = st.sampled_from(["1", "0042", " 7 ", "", "\u200b", "x-9"])


def rows_of(text: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    """Rows that each bear a mark that no other row has."""
    row = st.tuples(ids, moments, text, flags, numbers).map(list)
    return st.lists(row, max_size=12).map(lambda rows: [[*row, f"k{n}k"] for n, row in enumerate(rows)])


def quoted(value: str, delimiter: str) -> str:
    return '"' + value.replace('"', '""') + '"' if re.search(f'[{delimiter}"\r\n]', value) else value


@st.composite
def csv_text(draw, text: st.SearchStrategy[str] = texts) -> str:
    delimiter, end = draw(st.sampled_from([",", ";", "\t", "|"])), draw(st.sampled_from(["\n", "\r\n"]))
    rows = [HEADER, *draw(rows_of(text))]
    # One column or another gone, twice there, or in another place.
    order = draw(st.one_of(st.just(range(6)), st.lists(st.integers(0, 5), min_size=1, max_size=7)))
    lines = [delimiter.join(quoted(row[i], delimiter) for i in order) for row in rows]
    return end.join(lines) + draw(st.sampled_from(["", end]))


@st.composite
def json_text(draw) -> str:
    rows = draw(rows_of(texts))
    odd = [None, 1.5, 10**30, [1, {"a": None}], {"b": [2]}, True, "\x00", float("nan"), {}]
    lines = []
    for row in rows:
        record = dict(zip(HEADER, row, strict=True))
        record |= draw(
            st.dictionaries(st.sampled_from([*HEADER[:-1], "", "é", "É", "a.b"]), st.sampled_from(odd))
        )
        lines.append(json.dumps(record, ensure_ascii=draw(st.booleans())))
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))


TOKENS = [
    '"',
    "'",
    "\n",
    "\r",
    "\r\n",
    "\0",
    ",",
    ";",
    '""',
    '","',
    "\\",
    "{",
    "}",
    "[",
    ":",
    " ",
    "\x1a",
    "\ufeff",
]
INSERTED = [
    *(token.encode() for token in TOKENS),
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\x81",
    b"k",
    b"\x1f\x8b",
]


@st.composite
def mangled(draw, content: bytes, inserted: list[bytes] = INSERTED) -> bytes:
    """Bytes cut, flipped, doubled or put in between; lines doubled, dropped or shuffled."""
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(content)))
        to = min(len(content), at + draw(st.integers(1, 40)))
        kind = draw(st.sampled_from(["cut", "flip", "insert", "insert", "drop", "double", "line", "swap"]))
        lines = content.split(b"\n")
        line = draw(st.integers(0, len(lines) - 1))
        if kind == "cut":
            content = content[:at]
        elif kind == "flip" and at < len(content):
            content = content[:at] + bytes([content[at] ^ (1 << draw(st.integers(0, 7)))]) + content[at + 1 :]
        elif kind == "insert":
            content = content[:at] + draw(st.sampled_from(inserted)) + content[at:]
        elif kind == "drop":
            content = content[:at] + content[to:]
        elif kind == "double":
            content = content[:to] + content[at:to] + content[to:]
        elif kind == "line":
            content = b"\n".join(
                [*lines[:line], *([lines[line]] * draw(st.integers(0, 2))), *lines[line + 1 :]]
            )
        elif kind == "swap":
            lines[0], lines[line] = lines[line], lines[0]
            content = b"\n".join(lines)
    return content


def packed(content: bytes, compression: str) -> bytes:
    if compression == ".gz":
        return gzip.compress(content, mtime=0)
    if compression == ".zst":
        return pyarrow.Codec("zstd").compress(content, asbytes=True)
    return content


class LandingInMemory:
    """A landing folder, and a build file in memory that lasts over many landings."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch):
        self.landing, self.database = folder / "landing", folder / "build" / "warehouse.duckdb"
        self.database.parent.mkdir()
        contract = load_contract()
        files = {table: contract["files"][table] for table in ("tickets", "contacts")}
        small = {"files": files, "landing": contract["landing"]}
        patch.setattr("customer_performance.land.land.load_contract", lambda: small)
        patch.setattr("customer_performance.land.land.open_build_file", lambda database: self.memory.cursor())
        self.open()

    def open(self) -> None:
        self.memory = duckdb.connect()
        self.memory.execute("set preserve_insertion_order = false")
        self.memory.execute("set enable_external_file_cache = false")  # as landing does

    def clear(self) -> None:
        """Begin anew; the tables themselves go, since each odd header leaves a column behind."""
        try:
            self.memory.execute("select 1")
        except duckdb.FatalException:  # it broke on what it read before
            self.open()
        if self.memory.execute("from duckdb_tables() where table_name = 'tickets'").fetchall():
            self.memory.execute("drop table raw.tickets; drop table raw.contacts")
            self.memory.execute("delete from raw.landed_files; delete from raw.rejected_rows")

    def land(self, name: str, content: bytes, source: str = "") -> dict:
        """Land one file, in place of whatever was there; its record in the load log, and what came in."""
        return self.land_files({name: content}, source)[name]

    def land_files(self, contents: dict[str, bytes], source: str = "") -> dict[str, dict]:
        """Land files, in place of whatever was there. {name: its record in the load log, and what came in}"""
        self.clear()
        shutil.rmtree(self.landing, ignore_errors=True)
        self.landing.mkdir()
        for name, content in contents.items():
            (self.landing / name).write_bytes(content)
        if source:
            (self.landing / "source.yml").write_text(source, encoding="utf-8")
        refused = None
        try:
            refused = land(self.landing, self.database, variables=VARIABLES).refused
        except LandingError as stop:  # a mangled header does not have what source.yml names
            if "has no column" not in str(stop):
                raise
        records = {record["file"]: record for record in self.dicts("raw.landed_files")}
        assert records.keys() == contents.keys()
        if refused is not None:
            logged = [name for name, record in records.items() if record["status"] == "refused"]
            assert sorted(line.partition(":")[0] for line in refused) == sorted(logged)
        for name, record in records.items():
            self.check(name, record)
        return records

    def check(self, name: str, record: dict) -> None:
        """Add what came in from a file to its record, and see that every row of it is accounted for."""
        record["landed"] = self.dicts(f"raw.{record['table_name']} where _source_file = ?", name)
        rejected = self.dicts("raw.rejected_rows where file = ?", name)
        record["rejected"] = [(row["row_text"], row["reason"]) for row in rejected]
        counted = len(record["landed"]), len(record["rejected"])
        assert counted == (record["rows_landed"], record["rows_rejected"])
        assert record["rows_read"] == sum(counted) + record["rows_left_out"]
        assert all(reason for _, reason in record["rejected"])
        assert record["status"] in ("landed", "copy") or len(record["reason"]) > 10

    def dicts(self, rows: str, *parameters: str) -> list[dict]:
        found = self.memory.execute(f"from {rows}", parameters)
        columns = [column for column, *_ in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def in_memory(tmp_path_factory) -> Iterator[LandingInMemory]:
    """What a fixture of one for a module yields."""
    with pytest.MonkeyPatch.context() as patch:
        yield LandingInMemory(tmp_path_factory.mktemp("company"), patch)


def careless(company: LandingInMemory, *arguments) -> tuple[dict, dict]:
    """Land twice: as it comes, and with the first, hopeful reading left out. Both know the same rows."""
    record = company.land(*arguments)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RawTable, "insert_as_it_is", RawTable.insert_with_care)
        again = company.land(*arguments)
    assert known_of(record) == known_of(again), arguments
    return record


def known_of(record: dict) -> tuple:
    rows = [{**row, "_loaded_at": "", "_batch_id": ""} for row in record["landed"]]
    return record["status"], record["rows_rejected"], sorted(map(str, rows))


def marks(text: str) -> set[str]:
    return set(re.findall(r"k\d+k", text))


def nothing_lost(record: dict, text: str) -> None:
    """Each mark that is still in a text, but for its header, has landed or was rejected."""
    found = marks(str(record["landed"])) | marks(str(record["rejected"])) | marks(record["columns"] or "")
    assert record["status"] == "refused" or marks(text) <= found, text
