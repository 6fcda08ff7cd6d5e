"""What the names of files say, and what is kept of them after a run was stopped."""

from datetime import datetime

import pytest

from customer_performance.core.pulled import Mark, Pulled, pulled, were_replaced
from customer_performance.pull.folder import Finished, Folder, put_in_place

NOON = datetime(2026, 3, 1, 12)


def folder(tmp_path, *names):
    for name in names:
        (tmp_path / name).write_text(name)
    return Folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("000001_20260301T120000.000000.parquet", Pulled(1, 1, Mark(NOON, False))),
        ("000002-000051_20260301T120000.000000Z.parquet", Pulled(2, 51, Mark(NOON, True))),
        ("1000000_none.parquet", Pulled(1000000, 1000000, None)),
    ],
)
def test_a_name_says_the_runs_and_the_mark(name, said):
    assert pulled(name) == said
    assert said.name == name


@pytest.mark.parametrize(
    "name", ["all.parquet", "2024-01.parquet", "1_none.parquet", "000001_none.parquet.tmp"]
)
def test_other_names_say_nothing(name):
    assert pulled(name) is None


@pytest.mark.parametrize(
    ("names", "mark"),
    [
        ([], None),
        (["000001_none.parquet"], None),
        (["000001_20260301T120000.000000.parquet"], Mark(NOON, False)),
        # The newest run may have seen nothing newer.
        (["000001_20260301T120000.000000.parquet", "000002_none.parquet"], Mark(NOON, False)),
        (["000001-000003_20260301T120000.000000.parquet", "000004_none.parquet"], Mark(NOON, False)),
        # A file before others is gone.
        (["000002_20260301T120000.000000.parquet"], None),
        (["000001_20260301T120000.000000.parquet", "000003_20260301T130000.000000.parquet"], None),
        # The column has become one with a zone.
        (
            ["000001_20260301T130000.000000.parquet", "000002_20260301T120000.000000Z.parquet"],
            Mark(NOON, True),
        ),
    ],
)
def test_the_mark_is_the_newest_time_that_any_run_has_seen(tmp_path, names, mark):
    assert folder(tmp_path, *names).mark == mark


def test_what_a_stopped_run_has_left_goes(tmp_path):
    kept = ["000001-000002_none.parquet", "000003_none.parquet", "2024-01.parquet"]
    folder(tmp_path, *kept, "000001_none.parquet", "000002_none.parquet", ".pull-rows.parquet.tmp").clean()
    assert sorted(path.name for path in tmp_path.iterdir()) == kept


def test_a_file_takes_its_place_before_others_go(tmp_path):
    table = folder(tmp_path, "000001_none.parquet", ".pull-compact.parquet.tmp")
    one = Pulled(1, 2, None)
    put_in_place([Finished(table.hidden("compact"), tmp_path / one.name, table.replaced_by(one))])
    assert [path.name for path in tmp_path.iterdir()] == ["000001-000002_none.parquet"]


def test_a_file_was_replaced_where_others_of_its_folder_are_there():
    gone = {"tickets/000001_none.parquet", "contacts/all.parquet", "tickets/2024-01.parquet"}
    there = {"tickets/000001-000002_none.parquet", "contacts/2024-01.parquet"}
    assert were_replaced(gone, there) == {"tickets/000001_none.parquet"}
