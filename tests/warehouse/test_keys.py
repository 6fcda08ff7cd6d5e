"""Rows that share an id, and rows whose parent never came: from the bytes of a file to what is counted of them."""

import duckdb
import pytest

from customer_performance.core.contract import PLAIN, Table, load_contract
from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from tests.support.landing_company import Company

KINDS = ("duplicates", "orphans")
TABLES = load_contract()[PLAIN]
NEEDED = {"timestamp": "2024-03-01", "date": "2024-03-01", "varchar": "1", "time": "09:00"}
# table: its columns that name a row of another table, and that table
PARENTS = {
    table.name: {column.name: column.parent for column in table.columns if column.parent}
    for table in TABLES.values()
}


def write(company: Company, table: str, file: str, **values: str) -> None:
    """A row of these values, and of 1 or the like where none may lack."""
    needed = {
        column.name: NEEDED.get(column.type, "1") for column in TABLES[table].columns if column.is_required
    }
    row = needed | values
    company.write(f"{table}/{file}.csv", ",".join(row), ",".join(row.values()))


def is_updated(table: Table) -> bool:
    return "updated_at" in [column.name for column in table.columns]


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Company:
    company = Company(tmp_path_factory.mktemp("keys"))
    for table in TABLES.values():
        key = {table.key: "1"} if table.key else {}
        # The file b sorts later; where rows say when they were updated, what a says is newer.
        for file, day in (("a", "2024-03-03"), ("b", "2024-03-02")):
            write(
                company,
                table.name,
                file,
                **key,
                **({"updated_at": day} if is_updated(table) else {}),
                note=file,
            )
    write(company, "tickets", "a", updated_at="2024-03-03", account_id="1", priority="newest")
    write(company, "tickets", "b", updated_at="2024-03-02", account_id="1", priority="older")
    write(company, "orders", "a", account_id="1", market="first")
    write(company, "orders", "b", account_id="1", market="last")
    for table, keys in PARENTS.items():
        for key in keys:
            own = TABLES[table].key
            write(
                company, table, f"orphan_{key}", **({own: f"orphan {key}"} if own else {}), **{key: "nobody"}
            )
    for number in ("INC1", "INC2"):
        write(company, "tickets", number, ticket_id=number, agent_id="7", contact_id="100")
    write(company, "agents", "agent_7", agent_id="7", name="Ana of the helpdesk")
    company.write(
        "servicenow/incident_history.csv",
        "number,sys_mod_count,sys_updated_at,opened_at,incident_state,assigned_to,caller_id,company",
        "INC1,1,2024-03-05 10:00:00,2024-03-05 09:00:00,New,7,100,",
        "INC3,1,2024-03-05 10:00:00,2024-03-05 09:00:00,New,,,1",
    )
    write(company, "survey_responses", "of_an_incident", response_id="about INC1", ticket_id="INC1")
    write(company, "calls", "of_an_incident", call_id="about INC3", ticket_id="INC3")
    company.land(max_rejected_share=0)
    layout = Layout(company.database.parents[1])
    layout.make()
    wanted = [f"+data_quality_exceptions__{kind}" for kind in KINDS]
    kinds = ("--resource-type", "seed", "--resource-type", "model")
    variables = "id_spaces: {files: {survey_responses.ticket_id: servicenow}}"
    run_dbt(layout, "build", *kinds, "--select", *wanted, variables=variables)
    return company


def exceptions(company: Company, reason: str) -> dict[tuple[str, str], int]:
    """{(table, detail): rows}"""
    found = " union all ".join(
        f"select * from intermediate.data_quality_exceptions__{kind}" for kind in KINDS
    )
    rows = company.rows(
        f"select table_name, detail, count(*) from ({found}) where reason = '{reason}' group by all"
    )
    return {(table, detail): count for table, detail, count in rows}


def test_of_rows_with_one_id_the_newest_wins_and_the_others_are_counted(company: Company) -> None:
    counted = "2 rows arrived with this id; the newest counts, by {}"
    assert exceptions(company, "duplicate") == {
        **{
            (table.name, counted.format("updated_at" if is_updated(table) else "the names of the files")): 1
            for table in TABLES.values()
            if table.key
        },
        ("service_uptime", "2 rows for this day; their minutes are added up"): 1,
    }
    assert company.rows("select priority, copies from intermediate.int_tickets where ticket_id = '1'") == [
        ("newest", 2)
    ]
    assert company.rows("select market, copies from intermediate.int_orders where order_id = '1'") == [
        ("last", 2)
    ]
    # A table without an id keeps every row.
    assert company.rows(
        "select count(*) from intermediate.int_value_events where orphan_account_id is null"
    ) == [(2,)]


def test_a_row_without_its_parent_is_kept_without_that_key_and_counted(company: Company) -> None:
    parents = [
        (table, TABLES[parent].key.removesuffix("_id"))
        for table, named in PARENTS.items()
        for parent in named.values()
    ]
    assert len(parents) > 15
    assert exceptions(company, "orphan") == {
        **{(table, f"its {parent} never landed"): 1 for table, parent in parents},
        ("calls", "its ticket never landed; it would be found in servicenow (var id_spaces)"): 1,
        ("tickets", "its account never landed; it would be found in files (var id_spaces)"): 1,
    }
    for model, key in (("tickets", "ticket_id"), ("orders", "order_id"), ("portal_sessions", "session_id")):
        found = company.rows(
            f"select account_id from intermediate.int_{model} where {key} = 'orphan account_id'"
        )
        assert found == [(None,)], model


def test_ids_of_two_systems_that_are_alike_are_of_different_things(company: Company) -> None:
    """No ticket is lost, no agent renamed and no two people are one; no exception above counts any of these."""
    tickets = company.rows(
        "select ticket_id, copies, contact_id, agent_id from intermediate.int_tickets"
        " where ticket_id like '%INC_' order by ticket_id"
    )
    assert [(ticket, copies) for ticket, copies, _, _ in tickets] == [
        ("INC1", 1),
        ("INC2", 1),
        ("servicenow/INC1", 1),
        ("servicenow/INC3", 1),
    ]
    (contact, agent), same_people, (other_contact, other_agent), _ = [people for _, _, *people in tickets]
    assert same_people == [contact, agent]
    assert len({contact, agent, other_contact, other_agent}) == 4
    named = "select agent_name, landed_agent_id, agent_id, copies from intermediate.int_agents"
    assert company.rows(f"{named} where landed_agent_id like '%7' order by 2") == [
        ("Ana of the helpdesk", "7", agent, 1),
        ("7", "servicenow/7", other_agent, 1),
    ]
    assert company.rows(
        "select ticket_id, new_value from intermediate.int_ticket_events where field = 'assignee'"
    ) == [("servicenow/INC1", "servicenow/7")]


def test_files_speak_of_the_tickets_of_another_source_where_var_id_spaces_says_so(company: Company) -> None:
    surveys = "select ticket_id from intermediate.int_survey_responses where response_id = 'about INC1'"
    assert company.rows(surveys) == [("servicenow/INC1",)]


def test_accounts_that_are_linked_are_one(company: Company) -> None:
    """Last, since it changes the build: a company of ServiceNow, and a second account of the files, are account 1."""
    accounts = "select count(*) from intermediate.int_accounts"
    counted = (
        "select ticket_id, account_id from intermediate.int_tickets where source = 'servicenow' order by 1"
    )
    (before,) = company.rows(accounts)
    assert company.rows(counted) == [("servicenow/INC1", None), ("servicenow/INC3", None)]
    layout = Layout(company.database.parents[1])
    write(company, "accounts", "second", account_id="2", region="north")
    write(company, "tickets", "of_second", ticket_id="of second", account_id="2")
    company.land(max_rejected_share=0)
    with duckdb.connect(str(company.database)) as connection:
        connection.execute(
            "insert into seeds.account_links values ('servicenow', '1', '1'), ('files', '2', '1')"
        )
    wanted = ("stg_files__accounts", "int_identity_links", "int_accounts", "int_contacts", "+int_tickets")
    run_dbt(layout, "run", "--select", *wanted, "data_quality_exceptions__orphans")
    assert company.rows(counted) == [("servicenow/INC1", None), ("servicenow/INC3", "1")]
    assert company.rows(accounts) == [before]
    assert company.rows("select region from intermediate.int_accounts where account_id = '1'") == [("north",)]
    of_second = "select account_id from intermediate.int_tickets where ticket_id = 'of second'"
    assert company.rows(of_second) == [("1",)]
    assert (
        "tickets",
        "its account never landed; it would be found in files (var id_spaces)",
    ) not in exceptions(company, "orphan")
