"""From loads to agents, row by row."""

from math import nan

import pandas as pd

from customer_performance.models.staffing_table import SCHEMA, agents

LOAD = {
    "dimension": "team",
    "dimension_value": "Billing",
    "starts_at": pd.Timestamp("2024-03-01 09:00"),
    "expected_calls": 200.0,
    "high_calls": 240.0,
    "handle_seconds": 180.0,
    "patience_seconds": None,
    "answered_within_seconds": 20.0,
    "answered_share": 0.8,
    "shrinkage": 0.3,
}


def staffed(*changes):
    return agents(pd.DataFrame([LOAD | change for change in changes])).to_pylist()


def test_a_hundred_calls_in_half_an_hour():
    (row,) = staffed({})
    assert (row["agents_for_target"], row["agents_to_schedule"]) == (14, 20)
    assert row["agents_at_high"] == 16  # of 12 erlang, 0.869 are answered in time; with 15 it would be 0.771
    assert round(row["expected_share"], 4) == 0.8884


def test_an_open_desk_has_somebody_at_it_though_nobody_is_expected():
    (row,) = staffed({"expected_calls": 0.0, "high_calls": 0.0})
    assert (row["agents_for_target"], row["agents_at_high"], row["agents_to_schedule"]) == (1, 1, 2)
    assert row["expected_share"] == 1


def test_without_an_interval_there_are_no_agents_at_its_end():
    assert staffed({"high_calls": nan})[0]["agents_at_high"] is None


def test_callers_who_give_up_need_fewer_agents():
    patient, hurried = staffed({}, {"dimension_value": "Mobile", "patience_seconds": 30.0})
    assert hurried["agents_for_target"] < patient["agents_for_target"]


def test_nothing_gives_an_empty_table_of_the_right_columns():
    assert agents(pd.DataFrame(columns=list(LOAD))).schema == SCHEMA
