"""What a landing folder holds is said by the names of its tables and columns alone."""

import re
from contextlib import contextmanager
from pathlib import Path

import pyarrow
import pytest
import yaml

from customer_performance.core.contract import LOAD_LOG, PLAIN, load_contract
from customer_performance.core.errors import RunError
from customer_performance.core.variables import project_variables
from customer_performance.pull import pull
from customer_performance.sources.feeds import feeds_of, first_tables, needs_of_metrics
from customer_performance.sources.report import sources_in_database, sources_in_folder

TICKETS = "id,requester_id,status,created_at,updated_at,{}"


def write(folder: Path, **tables: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, header in tables.items():
        (folder / f"{name}.csv").write_text(f"{header}\n", encoding="utf-8")
    return folder


def had(said: str) -> set[str]:
    return set(re.search(r"metrics may be had of them: (.*)", said)[1].split(", "))


@pytest.mark.parametrize(
    ("mark", "loader"),
    [("_fivetran_synced", "Fivetran"), ("_airbyte_extracted_at", "Airbyte"), ("_dlt_load_id", "dlt")],
)
def test_the_loader_is_known_by_its_columns(tmp_path, mark, loader):
    write(tmp_path / "zendesk", tickets=TICKETS.format(mark))
    assert f"tables of zendesk, as {loader} lands them\n" in sources_in_folder(tmp_path)


def test_tables_that_a_tool_exported_are_of_no_loader(tmp_path):
    write(tmp_path, tickets="ticket_id,created_at,status")
    said = sources_in_folder(tmp_path)
    assert f"1 of the {len(load_contract()[PLAIN])} tables of files\n" in said
    assert "kpi_tickets_created" in had(said)
    assert "kpi_customer_churn_rate" not in had(said)


def test_a_folder_that_is_called_otherwise_is_told_by_its_tables(tmp_path):
    write(tmp_path / "our desk", tickets=TICKETS.format("via"), users="id,role,email")
    said = sources_in_folder(tmp_path)
    assert "our desk/: 2 of the" in said
    assert "rename the folder to zendesk/" in said


def test_a_column_within_json_is_there(tmp_path):
    write(tmp_path / "zendesk", tickets=TICKETS.format("via"))
    (absent,) = re.findall(r"  ticket, without (.*)", sources_in_folder(tmp_path))
    assert "via_channel" not in absent.split(", ")
    assert "group_id" in absent.split(", ")


def test_a_table_without_its_key_does_not_count(tmp_path):
    write(tmp_path / "zendesk", ticket=TICKETS.format("tags"), organization="name,created_at")
    assert "organization lacks id, without which no row of it lands" in sources_in_folder(tmp_path)


def test_what_lacks_says_which_table_would_give_it(tmp_path):
    write(tmp_path / "zendesk", ticket=TICKETS.format("tags"))
    said = sources_in_folder(tmp_path)
    (line,) = [line for line in said.splitlines() if line.endswith("kpi_service_level, kpi_speed_of_answer")]
    assert line.startswith("  with calls.queued_at and calls.answered_at (zendesk call_metric): ")


def test_a_table_that_would_not_give_it_is_not_named(tmp_path):
    write(tmp_path / "salesforce", quote="id,created_date,status")
    (line,) = re.findall("  with quotes.decided_at.*", sources_in_folder(tmp_path))
    assert "salesforce" not in line


def test_a_table_that_lacks_a_column_promises_nothing_of_it(tmp_path):
    write(tmp_path / "stripe", subscription_history="id,customer_id,status,start_date")
    said = sources_in_folder(tmp_path)
    assert had(said) == {"kpi_new_customers"}
    (line,) = re.findall("  with subscriptions.mrr .*", said)
    assert " stripe price.recurring_interval, " in line
    assert "stripe subscription_history.ended_at or " not in line
    write(
        tmp_path / "stripe",
        subscription_history="id,customer_id,status,start_date,item_list,ended_at",
        price="id,unit_amount,interval",
    )
    assert {"kpi_customer_churn_rate", "kpi_expansion_rate"} < had(sources_in_folder(tmp_path))
    assert "kpi_renewal_rate" not in had(sources_in_folder(tmp_path))


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    write(tmp_path, accounts="account_id,name")
    (tmp_path / "junk").mkdir()
    (tmp_path / "junk" / "empty.csv").write_text("")
    said = sources_in_folder(tmp_path)
    assert "junk/: no table that is known" in said
    assert "cannot be read: junk/empty.csv: it has no bytes" in said


def test_what_lands_as_one_table_is_one(tmp_path):
    write(tmp_path / "stripe", customer="id,created", customers="id,livemode", price="nickname", prices="id")
    said = sources_in_folder(tmp_path)
    (absent,) = re.findall(r"  customer \(2 files\), without (.*)", said)
    assert not {"id", "created", "livemode"} & set(absent.split(", "))
    assert "  price, without" in said
    assert "  not read: price\n" in said


def test_several_loaders_are_all_named(tmp_path):
    write(tmp_path / "stripe", customer="id,_fivetran_synced", price="id,_airbyte_raw_id")
    assert ", as Airbyte and Fivetran land them\n" in sources_in_folder(tmp_path)


def test_what_source_yml_makes_is_not_promised_to_be_told(tmp_path):
    write(tmp_path, tickets="nr,created_at")
    assert "source.yml" not in sources_in_folder(tmp_path)
    (tmp_path / "source.yml").write_text("tables: {tickets: {columns: {nr: ticket_id}}}\n")
    assert "its source.yml is not read here" in sources_in_folder(tmp_path)


def test_nothing_that_can_be_read_is_an_error(tmp_path):
    (tmp_path / "tickets.csv").write_text("")
    with pytest.raises(RunError, match=r"(?s)tickets.csv: it has no bytes.*None of the files can be read"):
        sources_in_folder(tmp_path)


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(RunError, match="has no file"):
        sources_in_folder(tmp_path)


def test_no_value_is_shown(tmp_path):
    (tmp_path / "accounts.csv").write_text("account_id,name,remarks\nsecret-1,secret-2,secret-3\n")
    assert "secret" not in sources_in_folder(tmp_path)


class MadeUpServer:
    def __init__(self, rows):
        self.rows = rows

    @contextmanager
    def read(self, query):
        columns = [list(column) for column in zip(*self.rows, strict=True)] or [[], [], []]
        yield None, [pyarrow.record_batch(list(map(pyarrow.array, columns)), names=["s", "t", "c"])]

    def name(self, identifier):
        return f'"{identifier}"'


@pytest.fixture
def server(monkeypatch):
    def serve(rows):
        @contextmanager
        def connect(url):
            yield MadeUpServer(rows)

        monkeypatch.setitem(pull.SERVERS, "postgresql", connect)
        monkeypatch.setenv("DESK_URL", "postgresql://reader@db/desk")

    return serve


def test_a_schema_becomes_a_first_database_yml(server):
    names = ["id", "requester_id", "status", "created_at", "updated_at", "_fivetran_synced"]
    rows = [("zendesk", "ticket", name) for name in names] + [("zendesk", "group", "id")]
    server([*rows, ("public", "spatial_ref_sys", "srid")])
    said = sources_in_database("DESK_URL")
    text = said.partition("to be checked line by line:\n")[2].partition("\n\n")[0]
    assert yaml.safe_load(text) == {
        "url_from": "DESK_URL",
        "tables": {
            "group": {"from": "zendesk.group"},
            "ticket": {"from": "zendesk.ticket", "key": "id", "updated_at": "_fivetran_synced"},
        },
    }
    assert "zendesk/database.yml" in said


def test_a_name_with_a_blank_becomes_a_query(server):
    server([("raw desk", "group", "id"), ("raw desk", "group", "name")])
    assert """group: {from: "select * from \\"raw desk\\".\\"group\\""}""" in sources_in_database("DESK_URL")


def test_a_database_without_a_known_source_says_what_to_do(server):
    server([("public", "orders_2024", "nr")])
    with pytest.raises(RunError, match="1 schemas, and none has tables of a source that is known"):
        sources_in_database("DESK_URL")


def test_a_variable_that_is_not_set_is_named(monkeypatch):
    monkeypatch.delenv("DESK_URL", raising=False)
    with pytest.raises(RunError, match="DESK_URL"):
        sources_in_database("DESK_URL")


@pytest.mark.parametrize("source", sorted(load_contract().keys() - {PLAIN, LOAD_LOG}))
def test_every_adapter_says_from_which_tables_its_rows_come(source):
    contract = load_contract()
    feeds = feeds_of(source)
    assert feeds
    for table, feed in feeds.items():
        assert table in contract[PLAIN]
        assert feed.raw_tables, table
        assert feed.raw_tables <= contract[source].keys(), table
        assert feed.columns.keys() & {column.name for column in contract[PLAIN][table].columns}, table
        known = {f"{name}.{column.name}" for name, raw in contract[source].items() for column in raw.columns}
        for column, needs in feed.columns.items():
            assert all(needs), column
            assert set().union(*needs) <= known, column


def test_a_step_may_be_called_as_its_raw_table(tmp_path):
    model = tmp_path / "stg_desk__tickets.sql"
    model.write_text("with\n\ncases as (\n\n    {{ staged('desk', 'cases') }}\n\n)\n\nselect 1\nfrom cases\n")
    assert list(first_tables(model)) == ["cases"]


def test_what_metrics_need_are_inputs_of_the_contract():
    contract = load_contract()[PLAIN]
    needs = needs_of_metrics(project_variables())
    assert len(needs) > 70
    for metric, ways in needs.items():
        assert ways, metric
        for item in (item for way in ways for item in way):
            table, _, column = item.partition("[")[0].partition(".")
            assert table in contract, (metric, item)
            known = {each.name for each in contract[table].columns}
            assert not column or column in known, (metric, item)
