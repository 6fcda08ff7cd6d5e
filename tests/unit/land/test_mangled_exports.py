"""Mangled files by every way in that source.yml opens: rows in = rows landed + rows rejected + rows left out."""

import io
import re
import zipfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.support.mangling import (
    HEADER,
    LandingInMemory,
    campaign,
    careless,
    csv_text,
    in_memory,
    json_text,
    mangled,
    marks,
    nothing_lost,
    rows_of,
    texts,
    words,
)
from tests.support.workbooks import write_workbook

pytestmark = pytest.mark.slow
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SHEET = "xl/worksheets/sheet1.xml"
CONTACTS = "contact_id,account_id,email\nc1,a1,open\nc2,a2, 工单\nc3,a3,it is urgent\nc4,a4,IT IS URGENT\n"
# All that a source.yml can say of rows and values, with what it is said by.
SAID = {
    "timestamp_format": [["%d/%m/%Y", "%Y-%m-%d %H:%M:%S"], ["epoch_s", "%Y-%m-%dT%H:%M:%S%z"], "%m/%d/%Y"],
    "decimal": [",", "."],
    "null_dates": [["2024-03-01"]],
    "ignore": [["is_spam"], ["subject", "mark"]],
    "where": ["subject is not null", "ticket_id <> '1' or subject = 'open'", "handling_minutes::double > 1"],
    "values": [{"is_spam": {"maybe": "true"}}],
    "set": [
        {"ticket_id": "{ticket_id}|{mark}"},
        {"channel": "email", "status": "open"},
        {"contact_id": {"find": "contacts", "by": "email", "from": "subject"}},
        {"account_id": {"find": "contacts", "by": "email", "from": "subject", "take": "account_id"}},
    ],
}
settings_of_source = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(said) for key, said in SAID.items()}
)


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> LandingInMemory:
    yield from in_memory(tmp_path_factory)


def said_of_tickets(said: dict) -> str:
    return yaml.safe_dump({"tables": {"tickets": said}}, allow_unicode=True) if said else ""


@st.composite
def workbook(draw, path: Path, rows: list[list[str]]) -> bytes:
    """A workbook, mangled in its sheet or as a whole."""
    write_workbook(path, {"tickets": [[NOT_IN_XML.sub("", text) for text in row] for row in [HEADER, *rows]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if draw(st.booleans()):
        return draw(mangled(path.read_bytes()))
    parts[SHEET] = draw(mangled(parts[SHEET]))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@campaign
@given(st.data(), rows_of(texts))
def test_a_workbook(company: LandingInMemory, tmp_path_factory, data, rows: list[list[str]]) -> None:
    path = tmp_path_factory.getbasetemp() / "good.xlsx"
    content = data.draw(workbook(path, rows))
    record = company.land("tickets.xlsx", content)
    if content == path.read_bytes():
        assert (record["status"], record["rows_read"]) == ("landed", len(rows))
        nothing_lost(record, str(rows))


@campaign
@given(st.data(), csv_text(words), json_text(), settings_of_source)
def test_what_is_said_of_a_table(company: LandingInMemory, data, csv: str, jsonl: str, said: dict) -> None:
    """It changes what lands, and neither how many rows a file has nor what reading it with care finds."""
    name, text = data.draw(st.sampled_from([("tickets.csv", csv), ("tickets.jsonl", jsonl)]))
    content = data.draw(mangled(text.encode()))
    record = careless(company, name, content, said_of_tickets(said))
    plain = company.land(name, content)
    if "landed" == record["status"] == plain["status"]:
        assert record["rows_read"] == plain["rows_read"]
        assert record["rows_left_out"] == 0 or "where" in said


@campaign
@given(st.data(), csv_text())
def test_where_leaves_out_the_rows_for_which_it_is_not_true(
    company: LandingInMemory, data, text: str
) -> None:
    content = data.draw(mangled(text.encode()))
    record = company.land("tickets.csv", content, said_of_tickets({"where": "mark not like '%3k'"}))
    plain = company.land("tickets.csv", content)
    if "landed" == record["status"] == plain["status"]:
        kept = [row["mark"] for row in plain["landed"] if row["mark"] and not row["mark"].endswith("3k")]
        assert sorted(row["mark"] for row in record["landed"]) == sorted(kept)
        assert record["rows_read"] == plain["rows_read"]
        assert record["rows_rejected"] <= plain["rows_rejected"]


@campaign
@given(st.data(), csv_text(words), settings_of_source)
def test_a_look_up_in_a_mangled_table(company: LandingInMemory, data, text: str, said: dict) -> None:
    contacts = data.draw(mangled(CONTACTS.encode()))
    content = data.draw(mangled(text.encode()))
    look_up = {"contact_id": {"find": "contacts", "by": "email", "from": "subject"}}
    records = company.land_files(
        {"contacts.csv": contacts, "tickets.csv": content}, said_of_tickets(said | {"set": look_up})
    )
    found = {row["contact_id"] for row in records["tickets.csv"]["landed"]} - {None}
    assert found <= {row["contact_id"] for row in records["contacts.csv"]["landed"]}


@campaign
@given(st.data(), st.lists(csv_text(words), min_size=2, max_size=4))
def test_files_by_pattern(company: LandingInMemory, data, files: list[str]) -> None:
    contents = {
        f"Export {n}.csv": data.draw(mangled(re.sub(r"k(\d+)k", rf"k{n}\1k", text).encode()))
        for n, text in enumerate(files, start=1)
    }
    records = company.land_files(contents, said_of_tickets({"files": ["Export *.csv"]}))
    for name, record in records.items():
        again = company.land("tickets.csv", contents[name])
        if record["status"] == "copy":
            assert sorted(contents.values()).count(contents[name]) > 1
        else:
            assert (record["status"], record["rows_read"]) == (again["status"], again["rows_read"])
            assert marks(str(record["landed"])) == marks(str(again["landed"]))
