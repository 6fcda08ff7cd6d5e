"""Ids of Salesforce, which have 15 characters or 18, are the same record by their first 15."""

import duckdb
import pytest

from customer_performance.core.id_spaces import in_full, qualified_id
from customer_performance.demo.shapes.salesforce_ids import record_id
from tests.support.macros import render
from tests.support.salesforce_cases import full

# By hand: 0015g of 0015g00000AbCdE has no large letter; 00000 none; AbCdE at 0, 2 and 4, which is 1 + 4 + 16 = 21, V.
KNOWN = [("0015g00000AbCdE", "AAV"), ("00G5g0000000001", "EAA"), ("ZZZZZZZZZZZZZZZ", "555")]


@pytest.mark.parametrize(("short", "checks"), KNOWN)
def test_15_characters_become_18_in_python_in_sql_in_dbt_and_in_the_demo_company(short, checks):
    assert in_full(f"salesforce/{short}") == f"salesforce/{short}{checks}"
    assert full(short) == short + checks
    in_landing = qualified_id({}, "salesforce", "case", "id")
    in_dbt = render("salesforce_id('id')", "engine/vendor_values.sql")
    for given in (short, f"{short}{checks}"):
        row = duckdb.sql(f"select {in_landing}, {in_dbt} from (select '{given}' as id)").fetchone()
        assert row == (f"salesforce/{short}{checks}", f"{short}{checks}")


def test_other_ids_stay_as_they_are():
    for identity in (
        "salesforce/0015g00000AbCdEAAV",
        "zendesk/0015g00000AbCdE",
        "0015g00000AbCdE",
        "salesforce/7",
    ):
        assert in_full(identity) == identity
    in_files = qualified_id({"account_id": "salesforce"}, "files", "tickets", "account_id")
    query = f"select {in_files} from (select unnest(['0015g00000AbCdE', ' 17 ', null]) as account_id)"
    assert duckdb.sql(query).fetchall() == [("salesforce/0015g00000AbCdEAAV",), ("salesforce/17",), (None,)]


@pytest.mark.parametrize("given", ["4", " 4 ", "4.0", "4.00"])
def test_a_number_that_a_tool_wrote_as_a_float_is_the_number(given):
    of_a_vendor = qualified_id({}, "zendesk", "ticket", "id")
    of_files = qualified_id({"id": "zendesk"}, "files", "tickets", "id")
    in_dbt = render("in_space('zendesk', 'id')", "id_spaces.sql", "engine/vendor_values.sql")
    of_a_seed = render("id_of_source(\"'zendesk'\", 'id')", "identities.sql", "engine/vendor_values.sql")
    row = duckdb.sql(
        f"select {of_a_vendor}, {of_files}, {in_dbt}, {of_a_seed} from (select '{given}' as id)"
    ).fetchone()
    assert row == ("zendesk/4",) * 4
    assert in_full(f"zendesk/{given.strip()}") == "zendesk/4"


def test_ids_of_files_are_not_touched():
    assert in_full("4.0") == "4.0"
    assert qualified_id({}, "files", "tickets", "id") == 'trim("id")'


def test_ids_of_the_demo_company_are_valid_and_differ():
    ids = duckdb.sql(f"select {record_id('00G', 'range')} from range(1, 5000)").fetchall()
    assert len(set(ids)) == 4999
    assert all(full(each[:15]) == each for (each,) in ids)
    assert (
        len({each.lower() for (each,) in ids}) == 4999
    )  # by the last three, also without regard to large letters
