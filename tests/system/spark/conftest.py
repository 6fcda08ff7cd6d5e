"""The demo company as it landed, and as DuckDB alone builds it."""

import json
import shutil
from pathlib import Path

import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from customer_performance.demo.generate import generate
from customer_performance.land.land import land
from customer_performance.spark.build import TABLES_ALONE
from tests.support.feeding import feeding

# Few: each model takes Spark seconds, whatever its rows.
TICKETS = 600


class Company:
    """A demo company that has landed. `variables` are those that it is built with; `shape`: of which vendors it is."""

    def __init__(self, folder: Path, shape: str | None = None):
        self.folder = folder
        self.landed = Layout(folder / "landed")
        self.landed.make()
        generate(self.landed.demo, TICKETS, shape=shape)
        landing = self.landed.demo / "landing"
        self.variables = json.dumps({"sources": feeding(landing)})
        land(landing, self.landed.database)

    def copy(self, name: str) -> Layout:
        """It as it landed, in an OUT of its own: with the same pseudonyms."""
        layout = Layout(self.folder / name)
        layout.make()
        shutil.copyfile(self.landed.database, layout.database)
        return layout


@pytest.fixture(scope="session")
def company(tmp_path_factory) -> Company:
    return Company(tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="session")
def by_duckdb(company) -> Layout:
    layout = company.copy("by-duckdb")
    run_dbt(layout, "build", *TABLES_ALONE, variables=company.variables)
    return layout
