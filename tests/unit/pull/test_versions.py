"""The newest row of each key over files of different columns, and what of a new file is news."""

import pyarrow
import pyarrow.parquet
import pytest

from customer_performance.pull.versions import Versions, keep_news, opened


@pytest.fixture
def connection():
    with opened() as connection:
        yield connection


def write(path, **columns):
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def newest(connection, files, key=("id",)):
    versions = Versions(connection, files, key)
    return connection.execute(f"select {versions.listed()} from {versions.current()} order by all").fetchall()


def test_a_later_row_takes_the_place_of_an_earlier_one_in_the_same_file_or_another(connection, tmp_path):
    first = write(tmp_path / "1", id=[1, 2, 2], status=["a", "b", "c"])
    second = write(tmp_path / "2", id=[1], status=["d"])
    assert newest(connection, [first, second]) == [(1, "d"), (2, "c")]
    assert newest(connection, [second, first]) == [(1, "a"), (2, "c")]


def test_a_column_that_has_changed_its_type_becomes_text_and_the_key_stays_the_same(connection, tmp_path):
    first = write(tmp_path / "1", id=[1, 2], points=[1, 2])
    second = write(tmp_path / "2", ID=["2"], points=["none"], more=[True])
    assert newest(connection, [first, second]) == [("1", "1", None), ("2", "none", True)]


def test_keys_of_several_columns_do_not_run_into_each_other(connection, tmp_path):
    file = write(tmp_path / "1", a=["x,y", "x", None, ""], b=["z", "y,z", "n", "m"])
    assert len(newest(connection, [file], ("a", "b"))) == 4


@pytest.mark.parametrize(
    ("columns", "news"),
    [
        ({"id": [1, 2], "status": ["a", None]}, []),
        ({"id": [2, 1], "status": ["b", "a"]}, [(2, "b")]),
        ({"id": [1], "status": [None]}, [(1, None)]),
        ({"id": [3], "status": [None]}, [(3, None)]),
        ({"id": ["1"], "status": ["a"]}, []),
        ({"id": [1], "status": ["a"], "more": [None]}, []),
        ({"id": [1], "status": ["a"], "more": [5]}, [(1, "a", 5)]),
        ({"id": [1, 3]}, [(3,)]),
    ],
)
def test_news_is_what_differs_from_the_newest_row_of_its_key(connection, tmp_path, columns, news):
    files = [
        write(tmp_path / "1", id=[1, 2], status=["old", None]),
        write(tmp_path / "2", id=[1], status=["a"]),
    ]
    new = write(tmp_path / "3", **columns)
    path = tmp_path / "news"
    assert keep_news(Versions(connection, files, ("id",)), new, path) == len(news)
    assert connection.execute(f"from read_parquet('{path}')").fetchall() == news


def test_a_row_that_had_vanished_is_news_when_it_is_there_again(connection, tmp_path):
    known = write(tmp_path / "1", id=[1, 2], deleted_at=["yesterday", None])
    new = write(tmp_path / "2", id=[1, 2])
    versions = Versions(connection, [known], ("id",))
    assert keep_news(versions, new, tmp_path / "3", "deleted_at") == 1
    assert keep_news(versions, new, tmp_path / "4") == 0
