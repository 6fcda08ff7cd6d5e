"""Good files, mangled at random: landing loses no row, and says by name what it cannot read."""

import io
import re

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.mangling import (
    HEADER,
    INSERTED,
    LandingInMemory,
    campaign,
    careless,
    csv_text,
    in_memory,
    json_text,
    mangled,
    nothing_lost,
    packed,
    rows_of,
    texts,
    words,
)

pytestmark = pytest.mark.slow
# DuckDB's reader takes blanks off around a quoted value, the careful one turns the line away or keeps them.
BLANKS_AT_QUOTES = re.compile("""(^|[,;|\t\r\n]) +["']|["'] +([,;|\t\r\n]|$)""")


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> LandingInMemory:
    yield from in_memory(tmp_path_factory)


compressions = st.sampled_from(["", "", ".gz", ".zst"])
encodings = st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "gb18030", "latin-1", "shift-jis"])


@campaign
@given(st.data(), csv_text(), encodings, compressions)
def test_csv(company: LandingInMemory, data, text: str, encoding: str, compression: str) -> None:
    content = data.draw(mangled(text.encode(encoding, "replace")))
    source = f"encoding: {encoding}" if encoding not in ("utf-8", "utf-8-sig", "utf-16") else ""
    read = content.decode(encoding, "replace")
    reading = LandingInMemory.land if BLANKS_AT_QUOTES.search(read) else careless
    record = reading(company, f"tickets.csv{compression}", packed(content, compression), source)
    nothing_lost(record, "".join(re.split("(\r\n|\r|\n)", read)[1:]))


@campaign
@given(st.data(), csv_text(words), compressions)
def test_csv_without_quotes_has_as_many_rows_as_lines(
    company: LandingInMemory, data, text: str, compression: str
) -> None:
    content = data.draw(
        mangled(text.encode(), [token for token in INSERTED if b'"' not in token and b"'" not in token])
    )
    if b'"' in content or b"'" in content:
        return
    record = company.land(f"tickets.csv{compression}", packed(content, compression))
    if record["status"] == "landed":
        assert record["rows_read"] == len([line for line in re.split(b"\r\n|\r|\n", content)[1:] if line])


@campaign
@given(st.data(), json_text(), encodings, compressions)
def test_json_lines_are_as_many_rows(
    company: LandingInMemory, data, text: str, encoding: str, compression: str
) -> None:
    content = data.draw(mangled(text.encode(encoding, "replace")))
    source = f"encoding: {encoding}" if encoding not in ("utf-8", "utf-8-sig", "utf-16") else ""
    record = careless(company, f"tickets.jsonl{compression}", packed(content, compression), source)
    if record["status"] == "landed":
        read = content.decode(encoding, "replace").removeprefix("\ufeff")
        assert record["rows_read"] == len(
            [line for line in re.split("\r\n|\r|\n", read) if line.strip(" \t")]
        )
        nothing_lost(record, read)


@campaign
@given(st.data(), rows_of(texts))
def test_parquet(company: LandingInMemory, data, rows: list[list[str]]) -> None:
    order = data.draw(st.permutations(range(6)))
    buffer = io.BytesIO()
    table = pyarrow.table({HEADER[i]: [row[i] for row in rows] for i in order})
    pyarrow.parquet.write_table(
        table, buffer, row_group_size=5, compression=data.draw(st.sampled_from(["none", "zstd"]))
    )
    content = data.draw(mangled(buffer.getvalue()))
    record = company.land("tickets.parquet", content)
    if content == buffer.getvalue():
        assert (record["status"], record["rows_read"]) == ("landed", len(rows))
        nothing_lost(record, str(rows))


@campaign
@given(
    st.data(), csv_text(), st.sampled_from([".csv.gz", ".csv.zst", ".jsonl.gz", ".csv", ".jsonl", ".parquet"])
)
def test_compressed_bytes_and_wrong_names(company: LandingInMemory, data, text: str, suffix: str) -> None:
    content = packed(text.encode(), data.draw(st.sampled_from(["", ".gz", ".zst"])))
    company.land(f"tickets{suffix}", data.draw(mangled(content)))
