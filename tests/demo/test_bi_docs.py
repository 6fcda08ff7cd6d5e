"""What the documents tell people to ask of the published marts gives an answer on the demo company."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas
import pytest

from tests.support.demo import OUT

CODE = re.compile(r"```(sh|python|sql)\n(.*?)```", re.DOTALL)
PAGE = Path("docs/how-to/serve-to-bi.md").read_text(encoding="utf-8")
BLOCKS = CODE.findall(PAGE)
DRAW = "import sys, vl_convert; print(vl_convert.vegalite_to_svg(sys.stdin.read()))"


@pytest.mark.parametrize(("language", "code"), BLOCKS)
def test_what_the_page_says_gives_an_answer(language, code):
    published = OUT / "published"
    code = code.replace("out/published", str(published)).replace(
        ".venv/bin", str(Path(sys.executable).parent)
    )
    if language == "sql":
        with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as warehouse:
            assert len(warehouse.sql(code).fetchall()) > 10
        return
    program = [sys.executable, "-c"] if language == "python" else ["sh", "-ec"]
    result = subprocess.run([*program, code], check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert len(result.stdout.splitlines()) > 5


def test_there_are_blocks_of_each_language():
    assert {language for language, _ in BLOCKS} == {"sh", "python", "sql"}


def test_data_frames_from_the_database_and_from_parquet_filter_alike():
    database, parquet = (
        found(code.replace("out/published", str(OUT / "published")))
        for language, code in BLOCKS
        if language == "python"
    )
    assert len(database) > 200
    pandas.testing.assert_frame_equal(database, parquet, check_dtype=False)


def found(code: str) -> pandas.DataFrame:
    names: dict = {}
    exec(code, names)
    rows = names["september"].reset_index(drop=True)
    clear = rows[rows["target_is_clear"] == True]  # noqa: E712
    assert 0 < len(clear) == sum(str(value) == "True" for value in rows["target_is_clear"])
    return rows.astype(object).where(rows.notna(), None)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "UTC", "Asia/Shanghai"])
def test_the_chart_shows_each_month_under_its_own_name_in_any_time_zone(zone):
    (block,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    with duckdb.connect(str(OUT / "published" / "warehouse.duckdb"), read_only=True) as warehouse:
        rows = warehouse.execute(
            "select period_start::varchar, dimension_value, value from marts.metric_values "
            "where metric_id = 'cpi_customer_satisfaction' and grain = 'month' and dimension = 'team' "
            "and period_start between date '2024-03-01' and date '2024-05-01'"
        ).fetchall()
    names = ("period_start", "dimension_value", "value")
    chart = json.loads(block) | {"data": {"values": [dict(zip(names, row, strict=True)) for row in rows]}}
    drawn = subprocess.run(
        [sys.executable, "-c", DRAW],
        input=json.dumps(chart),
        env=os.environ | {"TZ": zone},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert set(re.findall(r">([A-Z][a-z]{2} 20\d\d)<", drawn)) == {"Mar 2024", "Apr 2024", "May 2024"}


@pytest.mark.parametrize(
    ("page", "database"),
    [
        ("README.md", "published"),
        ("docs/how-to/land-your-tables.md", "published"),
        ("docs/reference/quality-faults.md", "build"),
    ],
)
def test_each_query_of_the_page_gives_an_answer(page, database):
    queries = queries_of(Path(page))
    assert queries
    for query in queries:
        asked = "build" if "intermediate." in query else database  # private models are not published
        with duckdb.connect(str(OUT / asked / "warehouse.duckdb"), read_only=True) as warehouse:
            rows = warehouse.execute(query).fetchall()
            # the demo company lacks nothing, and has one system
            assert rows or "readiness_ladder" in query or "_matches" in query
            if query.startswith("select"):  # of columns that the page chose, each has something to say
                assert all(set(column) - {None} for column in zip(*rows, strict=True))


def test_no_other_page_has_a_query():
    pages = [Path("README.md"), Path("CONTRIBUTING.md"), *Path("docs").rglob("*.md")]
    asked = {"README.md", "land-your-tables.md", "quality-faults.md", "serve-to-bi.md"}
    assert {page.name for page in pages if queries_of(page)} == asked


def queries_of(page: Path) -> list[str]:
    blocks = [code for language, code in CODE.findall(page.read_text(encoding="utf-8")) if language == "sql"]
    return [statement.query for code in blocks for statement in duckdb.extract_statements(code)]
