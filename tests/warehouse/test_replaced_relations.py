"""A model takes the place of what has its name, whatever that is; if it fails, what was there stands."""

import json

import duckdb
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.land.land import land
from tests.support.feeding import feeding

TABLE, VIEW = "intermediate.int_holidays", "staging.stg_files__holidays"
OTHER_TABLE, OTHER_VIEW = "intermediate.int_payment_options", "staging.stg_files__payment_options"
SCORES = "intermediate.int_message_sentiment__scores"
LANDING = {
    "holidays": "schedule_id,date,name\nhq,2025-12-25,Christmas\n",
    "payment_options": "market,method,available_from\nde,invoice,2025-01-01 00:00:00\n",
    "tickets": "ticket_id,created_at,subject\nT,2025-01-06 09:00:00,Broken\n",
    "ticket_messages": "message_id,ticket_id,sent_at,author_type,is_public,body\n"
    "M,T,2025-01-06 09:00:00,customer,true,Thank you\n",
}


@pytest.fixture(scope="module")
def layout(tmp_path_factory) -> Layout:
    """Built once, then once more over what somebody has put in place of its tables and views."""
    folder = tmp_path_factory.mktemp("replaced")
    (folder / "landing").mkdir()
    for name, text in LANDING.items():
        (folder / "landing" / f"{name}.csv").write_text(text)
    layout = Layout(folder / "out")
    layout.make()
    land(folder / "landing", layout.database)
    built = [f"+{name_of(relation)}" for relation in (TABLE, OTHER_TABLE, SCORES)]
    build(layout, *built)
    ask(layout, f"drop table {TABLE}", f"create view {TABLE} as select 1 as old")
    ask(layout, f"drop view {VIEW}", f"create table {VIEW} as select 1 as old")
    ask(layout, f"update {SCORES} set sentiment = 0.125")
    build(layout, *built)
    return layout


def name_of(relation: str) -> str:
    return relation.partition(".")[2]


def build(layout: Layout, *models: str) -> None:
    run_dbt(
        layout, "build", "--exclude-resource-type", "unit_test", "test", "--select", *models,
        variables=json.dumps({"sources": feeding(layout.out.parent / "landing")}),
    )  # fmt: skip


def ask(layout: Layout, *statements: str) -> list[tuple]:
    with duckdb.connect(str(layout.database)) as connection:
        for statement in statements:
            found = connection.execute(statement).fetchall()
    return found


def test_a_table_takes_the_place_of_a_view_and_a_view_that_of_a_table(layout):
    kinds = dict(
        ask(
            layout,
            "select table_schema || '.' || table_name, table_type from information_schema.tables",
        )
    )
    assert (kinds[TABLE], kinds[VIEW]) == ("BASE TABLE", "VIEW")
    assert ask(layout, f"select schedule_id, holiday_name from {TABLE}") == [("hq", "Christmas")]
    assert [name for name in kinds if "__dbt" in name] == []


def test_a_python_model_reads_the_table_that_it_replaces(layout):
    """The second build has a score that only the table of the first can have had."""
    assert ask(layout, f"select sentiment from {SCORES}") == [(0.125,)]


def test_what_a_failing_model_would_have_replaced_stands(layout):
    """Whether its statement cannot be planned, or fails on a row."""
    ask(
        layout,
        f"create or replace view {VIEW} as select 1 as other",
        f"create or replace view {OTHER_VIEW} as select error(name) as market, name as method, name as payment_plan, "
        "now() as available_from, now() as available_to from (values ('this row')) as rows (name)",
    )
    before = ask(layout, f"from {OTHER_TABLE}")
    with pytest.raises(RunError) as raised:
        build(layout, name_of(TABLE), name_of(OTHER_TABLE))
    assert name_of(TABLE) in str(raised.value)
    assert name_of(OTHER_TABLE) in str(raised.value)
    assert ask(layout, f"select schedule_id, holiday_name from {TABLE}") == [("hq", "Christmas")]
    assert ask(layout, f"from {OTHER_TABLE}") == before != []
