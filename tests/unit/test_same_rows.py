"""The comparison by which Spark is held to DuckDB finds what differs."""

import duckdb
import pytest

from tests.support.same_rows import differences

ROWS = (
    "select * from (values (1, 'a', 0.5::double), (2, null, null), (3, 'c', 1e12)) as rows (id, word, number)"
)


@pytest.fixture
def files(tmp_path):
    def made(second: str):
        for path, query in ((tmp_path / "one", ROWS), (tmp_path / "other", second)):
            with duckdb.connect(str(path)) as connection:
                connection.execute(f"create or replace table t as {query}")
        return differences(tmp_path / "one", tmp_path / "other", ["t"])

    return made


@pytest.mark.parametrize(
    "second",
    [
        ROWS,
        f"{ROWS} order by id desc",
        ROWS.replace("0.5::", "0.5000000001::"),
        ROWS.replace("1e12", "1e12 + 100"),
    ],
)
def test_rows_are_the_same_in_any_order_and_but_for_the_last_digits(files, second):
    assert files(second) == {}


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (ROWS.replace("'a'", "'b'"), "of 3 rows differ {'word': 1}"),
        (ROWS.replace("0.5::", "0.50001::"), "of 3 rows differ {'number': 1}"),
        (ROWS.replace("1e12", "1e12 + 10000"), "of 3 rows differ {'number': 1}"),
        (ROWS.replace("null, null", "null, 0"), "of 3 rows differ {'number': 1}"),
        (ROWS.replace("2, null", "2, ''"), "of 3 rows differ {'word': 1}"),
        (f"{ROWS} where id < 3", "[3, 2] rows"),
        (
            f"select id::bigint as id, word, number from ({ROWS})",
            "columns [('id', 'BIGINT'), ('id', 'INTEGER')]",
        ),
    ],
)
def test_what_differs_is_said(files, second, said):
    assert files(second) == {"t": said}
