"""Companies to build, each from its own landing folder, and the demo company as it was built before."""

import json
import os
from pathlib import Path

import duckdb
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.paths import Layout
from customer_performance.land.land import land

OUT = Path(os.environ.get("CUSTOMER_PERFORMANCE_OUT", "out"))


@pytest.fixture(scope="session")
def build(tmp_path_factory):
    """Land a folder into an OUT of its own and build all models, with the data tests; returns the build file."""

    def build(landing, *arguments: str):
        layout = Layout(tmp_path_factory.mktemp("out"))
        layout.make()
        land(landing, layout.database, say=lambda line: None)
        run_dbt(layout, "build", "--exclude-resource-type", "unit_test", *arguments)
        return layout.database

    return build


def needed(path: Path) -> Path:
    if not path.exists():
        pytest.fail(f"{path} is not there: build the demo company first, as `make test` does")
    return path


@pytest.fixture(scope="module")
def truth() -> dict:
    """What the generator of the demo company knows to be true."""
    return json.loads(needed(OUT / "demo" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def warehouse() -> duckdb.DuckDBPyConnection:
    """The build file of the demo company."""
    with duckdb.connect(str(needed(OUT / "build" / "warehouse.duckdb")), read_only=True) as connection:
        yield connection
