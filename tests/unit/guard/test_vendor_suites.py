"""Each expectation of a vendor's tables holds where it should, and fails by rows that it is there for."""

from collections import Counter
from pathlib import Path

import duckdb
import pytest
import yaml

from customer_performance.core.paths import PROJECT, Layout
from customer_performance.guard import drift
from customer_performance.guard.suites import Expectation, read_suites
from customer_performance.guard.validation import validate
from tests.support.landing_company import Company

FAULTS = yaml.safe_load(Path(__file__).with_name("vendor_faults.yml").read_text(encoding="utf-8"))


def expectations(vendor: str) -> list[tuple[str, Expectation]]:
    """Each with the name of its table, in the order of the suite."""
    return [
        (each.table.partition(".")[2], each)
        for each in read_suites(PROJECT / "quality", "raw")
        if each.suite == vendor
    ]


@pytest.mark.parametrize("vendor", FAULTS)
def test_each_expectation_has_its_fault(vendor):
    assert Counter(table for table, _ in expectations(vendor)) == {
        table: len(faults) for table, faults in FAULTS[vendor].items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("vendor", FAULTS)
def test_an_expectation_fails_by_its_fault_alone(vendor, tmp_path):
    company = Company(tmp_path)
    company.write("accounts.csv", "account_id", "A1")
    company.land()
    asked, wanted, places = [], [], Counter()
    with duckdb.connect(str(company.database)) as connection:
        drift.make_tables(connection)
        drift.compare(connection)
        for table, expectation in expectations(vendor):
            for wish, status in (("right", "passed"), ("wrong", "failed")):
                schema = f"{wish}_{len(asked)}"
                fault = FAULTS[vendor][table][places[table]][wish]
                copy(connection, f"raw_{vendor}", schema, fault)
                arguments = {
                    key: value.replace(f"raw_{vendor}.", f"{schema}.") if key == "query" else value
                    for key, value in expectation.arguments.items()
                }
                asked.append(
                    expectation.model_copy(update={"table": f"{schema}.{table}", "arguments": arguments})
                )
                wanted.append((table, places[table], wish, status))
            places[table] += 1
    validate("raw", asked, Layout(company.database.parents[1]), docs=False)
    assert [(*place, each.status) for (*place, _), each in zip(wanted, asked, strict=True)] == wanted


def copy(connection: duckdb.DuckDBPyConnection, source: str, schema: str, rows: dict[str, str]) -> None:
    """All tables of a source as they are, without their rows, and then with these."""
    connection.execute(f"create schema {schema}")
    tables = connection.execute(
        "select table_name from duckdb_tables() where schema_name = ?", [source]
    ).fetchall()
    for (table,) in tables:
        connection.execute(f'create table {schema}."{table}" as from {source}."{table}" limit 0')
    for table, query in rows.items():
        connection.execute(f'insert into {schema}."{table}" by name {query}')
