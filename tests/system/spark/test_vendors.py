"""What exports of vendors say is read by Spark as by DuckDB: a company with Salesforce, Stripe and Zendesk at once."""

import json

import pytest
import yaml

from customer_performance.core.database import connect
from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from customer_performance.core.project import parsed
from customer_performance.demo.shapes import SHAPES, with_variables
from customer_performance.spark.build import TABLES_ALONE, with_roll_up
from tests.support.same_rows import differences
from tests.support.spark import KEYS, Cluster, is_compared
from tests.support.spark_parts import Part, build_part, tables, vendors
from tests.system.spark.conftest import Company

ALL = "+".join(SHAPES)


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Company:
    company = Company(tmp_path_factory.mktemp("vendors"), ALL)
    company.variables = json.dumps(yaml.safe_load(with_variables(ALL, company.variables)))
    return company


@pytest.fixture(scope="module")
def by_duckdb(company) -> Layout:
    layout = company.copy("by-duckdb")
    part = vendors(parsed(layout, company.variables), SHAPES)
    needed = [f"+{node['name']}" for node in part.values()]
    run_dbt(layout, "build", *TABLES_ALONE, "--select", *needed, variables=company.variables)
    return layout


@pytest.fixture(scope="module")
def manifest(company, by_duckdb) -> dict:
    return parsed(by_duckdb, with_roll_up(company.variables))


@pytest.fixture(scope="module")
def part(manifest) -> Part:
    return vendors(manifest, SHAPES)


@pytest.fixture(scope="module")
def by_spark(company, by_duckdb, manifest, part, tmp_path_factory) -> Layout:
    layout = company.copy("by-spark")
    with Cluster(tmp_path_factory.mktemp("server")):
        build_part(by_duckdb, layout, manifest, part, company.variables)
    return layout


def test_every_table_that_reads_vendors_has_the_same_rows(by_duckdb, by_spark, part):
    names = [f"{node['schema']}.{node['name']}" for node in tables(part) if is_compared(node)]
    assert len(names) > 25
    with connect(by_duckdb.database) as build:
        [(tickets, systems)] = build.execute(
            "select count(*), count(distinct split_part(ticket_id, '/', 1)) from intermediate.int_ticket_records"
        ).fetchall()
    assert tickets > 1000
    assert systems == 2
    assert differences(by_duckdb.database, by_spark.database, names, KEYS) == {}
