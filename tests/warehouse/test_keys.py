"""Rows that share an id, and rows whose parent never came: from the bytes of a file to what is counted of them."""

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
    company.land(max_rejected_share=0)
    layout = Layout(company.database.parents[1])
    layout.make()
    wanted = [f"+data_quality_exceptions__{kind}" for kind in KINDS]
    run_dbt(layout, "build", "--resource-type", "seed", "--resource-type", "model", "--select", *wanted)
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
        (table, f"its {parent} never landed"): 1 for table, parent in parents
    }
    for model, key in (("tickets", "ticket_id"), ("orders", "order_id"), ("portal_sessions", "session_id")):
        found = company.rows(
            f"select account_id from intermediate.int_{model} where {key} = 'orphan account_id'"
        )
        assert found == [(None,)], model
