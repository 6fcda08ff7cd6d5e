"""What the documents tell people to ask of the published marts gives an answer on the demo company."""

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.support.demo import OUT

CODE = re.compile(r"```(sh|python|sql)\n(.*?)```", re.DOTALL)
BLOCKS = CODE.findall(Path("docs/how-to/serve-to-bi.md").read_text(encoding="utf-8"))


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


@pytest.mark.parametrize("page", ["README.md", "docs/how-to/land-your-tables.md"])
def test_each_query_of_the_page_gives_an_answer(page):
    queries = [
        code for language, code in CODE.findall(Path(page).read_text(encoding="utf-8")) if language == "sql"
    ]
    assert queries
    with duckdb.connect(str(OUT / "published" / "warehouse.duckdb"), read_only=True) as warehouse:
        for query in (each for code in queries for each in duckdb.extract_statements(code)):
            rows = warehouse.execute(query).fetchall()
            assert rows or "readiness_ladder" in query.query  # the demo company lacks nothing
