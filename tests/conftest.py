"""Companies to build, each from its own landing folder, and the demo company as it was built before."""

import json
import os

import duckdb
import pytest

from customer_performance.core import parsed as parsed_projects
from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from customer_performance.land.land import land
from tests.support.cases import Cases
from tests.support.demo import OUT, needed


@pytest.fixture(scope="session", autouse=True)
def parsed(tmp_path_factory) -> None:
    """What dbt reads of the project is read once with the same vars, by all processes of a run of the tests."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    os.environ.setdefault(parsed_projects.VARIABLE, str(shared / "parsed"))


@pytest.fixture(scope="session")
def build(tmp_path_factory):
    """Land a folder into an OUT of its own and build all models, with the data tests; returns the build file."""

    def build(landing, *arguments: str):
        layout = Layout(tmp_path_factory.mktemp("out"))
        layout.make()
        land(landing, layout.database)
        run_dbt(layout, "build", "--exclude-resource-type", "unit_test", *arguments)
        return layout.database

    return build


@pytest.fixture(scope="session")
def cases(tmp_path_factory) -> Cases:
    """Builds small landing folders as far as a test asks: see tests/support/cases.py."""
    return Cases(tmp_path_factory.mktemp("cases"))


@pytest.fixture(scope="module")
def truth() -> dict:
    """What the generator of the demo company knows to be true."""
    return json.loads(needed(OUT / "demo" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def warehouse() -> duckdb.DuckDBPyConnection:
    """The build file of the demo company."""
    with duckdb.connect(str(needed(OUT / "build" / "warehouse.duckdb")), read_only=True) as connection:
        yield connection


@pytest.fixture
def layout(tmp_path) -> Layout:
    """An OUT with its folders and nothing in them."""
    layout = Layout(tmp_path / "out")
    layout.make()
    layout.target.mkdir()
    return layout
