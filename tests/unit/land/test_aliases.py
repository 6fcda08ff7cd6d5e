"""Names that other loaders have for tables and columns: `also` in the contract."""

import json
from dataclasses import replace

import pyarrow
import pytest

from customer_performance.core.contract import LandingError, load_contract
from customer_performance.core.errors import RunError
from customer_performance.land import land as landing
from tests.support.landing_company import Company
from tests.unit.core.test_contract import vendor

ROWS = "select ticket_id, channel from raw.tickets order by 1"


@pytest.fixture
def company(tmp_path, monkeypatch) -> Company:
    """Its table tickets may be called incidents, ticket_id id, and channel by the names of three loaders."""
    contract = load_contract()
    tickets = contract["files"]["tickets"]
    names = {"ticket_id": ("id",), "channel": ("via_channel", "via.source.channel", "via__channel")}
    columns = tuple(replace(each, also=names.get(each.name, ())) for each in tickets.columns)
    contract["files"]["tickets"] = replace(tickets, also=("incidents",), columns=columns)
    monkeypatch.setattr(landing, "load_contract", lambda: contract)
    return Company(tmp_path)


def lacking(company: Company) -> set[str]:
    (found,) = company.rows("select columns_lacking from raw.landed_files")
    return set(json.loads(found[0]))


@pytest.mark.parametrize("header", ["via_channel", "VIA__Channel", "via.source.channel", "channel"])
def test_a_column_lands_by_any_of_its_names(company: Company, header: str) -> None:
    company.write("incidents.csv", f"id,created_at,{header}", "1,2024-03-01,web")
    company.land()
    assert company.rows(ROWS) == [("1", "web")]
    assert "channel" not in lacking(company)


def test_the_contract_and_the_first_alias_come_first(company: Company) -> None:
    company.write("tickets.csv", "id,created_at,via__channel,via_channel", "1,2024-03-01,late,early")
    company.write("incidents.csv", "id,created_at,via_channel,channel", "2,2024-03-01,theirs,ours")
    company.land()
    assert company.rows(ROWS) == [("1", "early"), ("2", "ours")]
    assert company.rows("select via_channel from raw.tickets where ticket_id = '2'") == [("theirs",)]


def test_of_several_names_in_one_file_each_row_has_the_first_that_is_filled(company: Company) -> None:
    company.write(
        "tickets.csv",
        "ticket_id,id,created_at,via__channel,channel,via_channel",
        "1,,2024-03-01,late,ours,early",
        ",2,2024-03-01,late, ,early",
        "3,9,2024-03-01,late,,",
        "4,,2024-03-01,,,",
    )
    company.land()
    assert company.rows(ROWS) == [("1", "ours"), ("2", "early"), ("3", "late"), ("4", None)]
    assert lacking(company).isdisjoint({"channel", "ticket_id"})


def test_several_names_of_a_column_of_parquet_keep_its_type(company: Company) -> None:
    both = {
        "id": ["1", "2"],
        "ticket_id": pyarrow.array([None, None], pyarrow.string()),
        "created_at": pyarrow.array([1709287200000000] * 2, pyarrow.timestamp("us", "UTC")),
        "channel": ["web", None],
        "via_channel": ["fax", "chat"],
    }
    company.write_parquet("tickets.parquet", both)
    company.land()
    assert company.rows(ROWS) == [("1", "web"), ("2", "chat")]


def test_source_yml_comes_before_several_names(company: Company) -> None:
    company.write("source.yml", "tables: {tickets: {columns: {way: channel}, ignore: [id]}}")
    company.write(
        "tickets.csv", "ticket_id,id,created_at,way,via_channel,via__channel", "1,7,2024-03-01,,a,b"
    )
    company.land()
    assert company.rows(ROWS) == [("1", None)]


def test_a_path_reads_json_and_structures(company: Company) -> None:
    lines = [
        {"id": 1, "created_at": "2024-03-01", "via": {"source": {"channel": "web"}}},
        {"id": 2, "created_at": "2024-03-01", "via": {"source": {}}},
        {"id": 3, "created_at": "2024-03-01", "via": "no structure"},
        {"id": 4, "created_at": "2024-03-01"},
    ]
    company.write("incidents.jsonl", *map(json.dumps, lines))
    company.write(
        "tickets.csv", "id;created_at;via", '5;2024-03-01;{"source": {"channel": "fax"}}', "6;2024-03-01;{"
    )
    via = pyarrow.array([{"source": {"channel": "chat"}}, None])
    company.write_parquet("tickets.parquet", {"id": ["7", "8"], "created_at": ["2024-03-01"] * 2, "via": via})
    company.land()
    found = [(str(number), None) for number in range(1, 9)]
    found[0], found[4], found[6] = ("1", "web"), ("5", "fax"), ("7", "chat")
    assert company.rows(ROWS) == found


def test_a_column_that_no_alias_finds_is_null_and_named(company: Company) -> None:
    company.write("incidents.csv", "id,created_at,chan", "1,2024-03-01,web")
    company.land()
    assert company.rows(ROWS) == [("1", None)]
    assert "channel" in lacking(company)


def test_a_required_column_that_no_alias_finds_refuses_the_file(company: Company) -> None:
    company.write("incidents.csv", "created_at,via_channel", "2024-03-01,web")
    with pytest.raises(RunError, match=r"incidents\.csv: it lacks ticket_id"):
        company.land()


def test_source_yml_wins_over_an_alias(company: Company) -> None:
    (company.landing / "source.yml").write_text(
        "tables: {tickets: {columns: {number: ticket_id, via_channel: topic}, ignore: [via__channel]}}"
    )
    company.write("incidents.csv", "id,number,created_at,via_channel,via__channel", "1,9,2024-03-01,web,late")
    company.land()
    assert company.rows("select ticket_id, topic, channel, id from raw.tickets") == [("9", "web", None, "1")]


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ({"table": {"also": "comment"}}, "comments is marked also: comment, which is no list of names"),
        ({"table": {"also": ["comments"]}}, "but comments is a name of its own there"),
        ({"body": {"also": [1]}}, r"comments.body is marked also: \[1\], which is no list of names"),
        ({"body": {"also": ["text", "id"]}, "id": {}}, "but id is a name of its own there"),
    ],
)
def test_names_that_cannot_be_others_are_refused(tmp_path, marks, said) -> None:
    with pytest.raises(LandingError, match=said):
        vendor(tmp_path, **marks)
