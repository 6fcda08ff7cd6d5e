"""Nothing personal leaves the build file: everything personal of the demo company carries a canary."""

import os
from pathlib import Path

import duckdb
import pytest

from pipeline.demo.company import CANARY
from pipeline.layout import Layout
from pipeline.site.others import unpack

LAYOUT = Layout(Path(os.environ.get("CUSTOMER_PERFORMANCE_OUT", "out")))


@pytest.fixture(scope="module", autouse=True)
def built():
    if not LAYOUT.site.exists():
        pytest.fail(f"{LAYOUT.site} is not there: build the demo company first, as `make test` does")


def strings_with_canary(relations: dict[str, str], connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = []
    for name, relation in relations.items():
        columns = connection.execute(f"describe from {relation}").fetchall()
        for column in (column[0] for column in columns):
            query = f'select count(*) from {relation} where contains(cast("{column}" as varchar), ?)'
            if connection.execute(query, [CANARY]).fetchone()[0]:
                found.append(f"{name}.{column}")
    return found


def tables(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, str]:
    query = "select table_name from information_schema.tables where table_schema = ?"
    return {name: f'{schema}."{name}"' for (name,) in connection.execute(query, [schema]).fetchall()}


def test_the_canary_sings_in_the_build_file():
    with duckdb.connect(str(LAYOUT.database), read_only=True) as connection:
        found = strings_with_canary(tables(connection, "raw"), connection)
    assert {"contacts.email", "contacts.full_name", "agents.name", "tickets.subject"} <= set(found)


def test_no_value_of_a_published_table_or_parquet_file_is_personal():
    with duckdb.connect(str(LAYOUT.published.resolve() / "warehouse.duckdb"), read_only=True) as connection:
        published = tables(connection, "marts")
        files = {path.name: f"'{path}'" for path in (LAYOUT.published / "parquet").glob("*.parquet")}
        assert "fct_tickets" in published
        assert "fct_tickets.parquet" in files
        assert strings_with_canary(published | files, connection) == []


def test_no_byte_of_what_is_published_or_logged_is_personal():
    folders = (LAYOUT.published.resolve(), LAYOUT.site, LAYOUT.logs, LAYOUT.build / "quality")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert {"warehouse.duckdb", "index.html", "dbt.log"} <= {path.name for path in files}
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    packed = {path: page for path in LAYOUT.site.rglob("*.html") if (page := unpacked(path))}
    assert {"docs", "lineage"} & {path.parent.name for path in packed}
    assert [path for path, page in packed.items() if CANARY in page] == []


def unpacked(path: Path) -> str | None:
    """What a page that unpacks itself holds; none where the page is as it is."""
    text = path.read_text(encoding="utf-8")
    return page if (page := unpack(text)) != text else None
