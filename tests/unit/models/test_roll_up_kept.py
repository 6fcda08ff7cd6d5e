"""Which months are touched, and which cells stand beside them."""

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from customer_performance.models.roll_up.cells import Plan
from customer_performance.models.roll_up.kept import FINGERPRINT, Kept, Program
from customer_performance.models.roll_up.periods import calendars, of_months

COLUMNS = pa.schema(
    {
        "model": pa.string(),
        "kind": pa.string(),
        "grain": pa.string(),
        "period_start": pa.date32(),
        "fingerprint": pa.string(),
    }
)
CELLS = [
    ("day", "2024-03-31"),
    ("day", "2024-04-01"),
    ("week", "2024-03-25"),
    ("week", "2024-04-29"),
    ("month", "2024-03-01"),
    ("month", "2024-04-01"),
    ("quarter", "2024-01-01"),
    ("quarter", "2024-04-01"),
]
MARCH, APRIL, MAY = (np.datetime64(f"2024-0{month}", "M") for month in (3, 4, 5))


@pytest.fixture
def connection():
    """A build file with the cells of two metrics, whose fingerprints of March are a, of April b."""
    with duckdb.connect() as connection:
        connection.execute(
            "create schema s; create table s.sums (model varchar, kind varchar, grain varchar, period_start date,"
            " fingerprint varchar)"
        )
        for model in ("one", "other"):
            rows = [(model, "ratio", *cell, None) for cell in CELLS]
            rows += [
                (model, FINGERPRINT, "month", month, says)
                for month, says in (("2024-03-01", "a"), ("2024-04-01", "b"))
            ]
            connection.executemany("insert into s.sums values (?, ?, ?, ?, ?)", rows)
        yield connection


def test_months_that_changed_came_or_went_are_touched(connection):
    kept = Kept(connection, "s.sums", COLUMNS)
    assert list(kept.touched("one", {MARCH: "a", APRIL: "b"})) == []
    assert list(kept.touched("one", {MARCH: "a", APRIL: "c"})) == [APRIL]
    assert list(kept.touched("one", {MAY: "c", APRIL: "b"})) == [MARCH, MAY]
    assert list(kept.touched("a new one", {APRIL: "b"})) == [APRIL]


def test_cells_stand_that_have_no_day_in_a_touched_month(connection):
    kept = Kept(connection, "s.sums", COLUMNS)
    standing = kept.cells({"one": np.array([APRIL]), "other": np.array([], "M8[M]")}).to_pylist()
    of_one = {(row["grain"], str(row["period_start"])) for row in standing if row["model"] == "one"}
    # the week of 25 March ends in March; that of 29 April begins in April
    assert of_one == {
        ("day", "2024-03-31"),
        ("week", "2024-03-25"),
        ("month", "2024-03-01"),
        ("quarter", "2024-01-01"),
    }
    assert sum(row["model"] == "other" for row in standing) == len(CELLS)
    assert {row["model"] for row in kept.cells({"one": np.array([APRIL])}).to_pylist()} == {"one"}


@pytest.mark.parametrize("table", [None, "s.not_there", "s.others"])
def test_nothing_is_kept_of_a_table_that_is_not_there_or_has_other_columns(connection, table):
    connection.execute("create table s.others as select * exclude (fingerprint) from s.sums")
    kept = Kept(connection, table, COLUMNS)
    assert list(kept.touched("one", {MARCH: "a", APRIL: "b"})) == [MARCH, APRIL]
    assert len(kept.cells({"one": np.array([], "M8[M]")})) == 0


def test_the_plan_and_the_views_are_part_of_a_fingerprint(connection):
    view = "create or replace view s.metric_fingerprints as select {} as zone"
    months, model = {MARCH: "a"}, {"model": "one", "model_key": 1, "is_snapshot": False}
    plan = Plan({"all": {"month": True}})

    def said(zone="'UTC'", model=model, plan=plan):
        connection.execute(view.format(zone))
        return Program(connection, "s").fingerprints(model, plan, months)

    usual = said()
    assert said(model=model | {"model_key": 2}) == usual
    assert said("'Asia/Tokyo'") != usual
    assert said(model=model | {"is_snapshot": True}) != usual
    assert said(plan=Plan({"all": {"month": False}})) != usual


@pytest.mark.parametrize("months", [[MARCH], [MARCH, MAY], [np.datetime64("2023-12", "M"), APRIL], []])
def test_a_period_is_wanted_where_one_of_its_days_is_of_the_months(months):
    first, last = np.datetime64("2023-10-01"), np.datetime64("2024-09-30")
    days = np.arange(first, last + 1)
    is_of_months = np.isin(days.astype("M8[M]"), np.array(months, "M8[M]"))
    for calendar in of_months(calendars(first, last), np.array(months, "M8[M]")).values():
        expected = {int(period) for period in calendar.period_of_day[is_of_months]}
        assert set(np.flatnonzero(calendar.is_wanted)) == expected
        assert list(calendar.wanted_days()) == [period in expected for period in calendar.period_of_day]
