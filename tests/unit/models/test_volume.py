"""Forecasts of contacts: what they must say of series whose future is known, and how right they are of a real one."""

import numpy as np
import pytest

from customer_performance.models.volume import METHODS, Series, forecast
from tests.support import new_york

AHEAD = 28
FIRST = np.datetime64("2022-01-03")  # a Monday


def series(counts, holidays=(), closed=(), **more) -> Series:
    """Every day open but those `closed`; `holidays` are positions of days, of which the last 28 are to come."""
    counts = np.asarray(counts, float)
    dates = FIRST + np.arange(len(counts) + AHEAD)
    flags = np.zeros((len(dates), 2))
    flags[list(holidays), 0] = 1
    flags[[day + 1 for day in holidays], 1] = 1
    is_open = ~np.isin(np.arange(len(dates)), list(closed))
    return Series(
        dates[is_open], counts[is_open[: len(counts)]], flags[is_open], dates[len(counts) - 1], **more
    )


def expected(found: Series, method="regression", name="expected") -> np.ndarray:
    return np.array([row[name] for row in forecast(found, AHEAD)[0] if row["method"] == method])


def of_method(record, method, name, grain="day"):
    return np.array([row[name] for row in record if row["method"] == method and row["grain"] == grain], float)


def noise(days, mean, seed=7):
    return np.random.default_rng(seed).poisson(mean, days)


def test_a_constant_series_is_exact():
    rows, record, about = forecast(series([7] * 800), AHEAD)
    for name in ("expected", "low_80", "high_80", "low_95", "high_95"):
        assert [row[name] for row in rows] == pytest.approx([7.0] * len(rows), abs=1e-9)
    assert of_method(record, "regression", "mase") == pytest.approx([0] * 26, abs=1e-9)
    assert of_method(record, "regression", "coverage_95") == pytest.approx([1] * 26)
    assert not about["is_level_shift"]


def test_a_constant_series_of_nothing_is_exact_too():
    assert expected(series([0] * 800)) == pytest.approx(np.zeros(AHEAD), abs=1e-12)


def test_a_week_that_repeats_itself_is_foretold():
    week = [20, 18, 16, 14, 12, 3, 1]
    assert expected(series(week * 104)) == pytest.approx(week * 4, rel=0.05, abs=0.15)


def test_a_day_on_which_the_desk_is_closed_has_no_row():
    closed = range(6, 400 + AHEAD, 7)  # Sundays
    found = forecast(series(noise(400, 9), closed=closed), AHEAD)[0]
    days = {row["date_on"] for row in found}
    assert len(days) == 24
    assert all((day - FIRST).astype(int) % 7 != 6 for day in days)


def test_a_holiday_that_landed_only_for_the_future_changes_no_other_day():
    counts = noise(800, 9)
    plain, with_holiday = expected(series(counts)), expected(series(counts, holidays=[810]))
    assert np.array_equal(np.delete(plain, 10), np.delete(with_holiday, 10))


def test_a_holiday_known_from_the_past_changes_its_day_and_the_one_after():
    past = list(range(50, 800, 60))
    counts = noise(800, 30).astype(float)
    counts[past] /= 6
    counts[[day + 1 for day in past]] *= 1.5
    plain, kept = expected(series(counts, past)), expected(series(counts, [*past, 810]))
    assert kept[10] < 0.4 * plain[10]
    assert kept[11] > 1.2 * plain[11]
    assert np.array_equal(np.delete(plain, [10, 11]), np.delete(kept, [10, 11]))


def test_a_level_that_has_just_moved_is_told():
    counts = noise(800, 10)
    assert not forecast(series(counts), AHEAD)[2]["is_level_shift"]
    counts[-AHEAD:] = noise(AHEAD, 18)
    assert forecast(series(counts), AHEAD)[2]["is_level_shift"]
    found = expected(series(counts), "recent_weekday_mean")
    assert found.mean() == pytest.approx(counts[-AHEAD:].mean())


@pytest.mark.slow
def test_few_levels_are_said_to_have_moved_that_have_not():
    told = [forecast(series(noise(400, 10, seed)), AHEAD)[2]["is_level_shift"] for seed in range(100)]
    assert sum(told) <= 5


def test_a_handful_of_contacts_says_nothing_of_a_level():
    counts = noise(800, 0.3)
    counts[-AHEAD:] = 0
    assert not forecast(series(counts), AHEAD)[2]["is_level_shift"]


def test_what_comes_after_an_origin_changes_nothing_that_was_said_from_it():
    counts = noise(800, 10)
    later = counts.copy()
    later[-AHEAD:] *= 3
    for method in METHODS:
        before, after = (
            [row for row in forecast(series(found), AHEAD)[1] if row["method"] == method]
            for found in (counts, later)
        )
        # the newest origins overlap with the days that were changed, and the older ones do not
        assert before[:-4] == after[:-4]
        assert before[-1]["mase"] != after[-1]["mase"]


def test_too_few_days_say_nothing():
    assert forecast(series(noise(111, 9)), AHEAD)[:2] == ([], [])
    rows, record, _ = forecast(series(noise(112, 9)), AHEAD)
    assert len(rows) == len(METHODS) * AHEAD
    assert record == []


def test_intervals_wait_for_as_many_origins_as_they_need():
    """80 % from 8 origins on, 95 % from 19: of fewer, a single one would stand for more than its share."""
    for days, origins in ((139 + 7 * 7, 7), (140 + 7 * 7, 8), (140 + 18 * 7, 19)):
        found = series(noise(days, 9))
        assert len(of_method(forecast(found, AHEAD)[1], "regression", "mase")) == origins
        assert np.isnan(expected(found, name="low_80")).all() == (origins < 8)
        assert np.isnan(expected(found, name="low_95")).all() == (origins < 19)


def test_hours_share_the_calls_of_their_day():
    days = 500
    hours = np.zeros((days, 24))
    hours[:, 9], hours[:, 10], hours[:, 20] = 6, 3, 1
    is_open = np.zeros((days + AHEAD, 24), bool)
    is_open[:, 9:12] = True
    found = series(hours.sum(axis=1), hours=np.where(is_open[:days], hours, 0), is_open=is_open)
    rows = [
        row for row in forecast(found, AHEAD)[0] if row["grain"] == "hour" and row["method"] == "regression"
    ]
    assert {row["hour"]: round(row["expected"], 6) for row in rows} == {9: 6, 10: 3, 11: 0}


def test_the_lower_bound_of_an_hour_is_a_whole_number():
    days = 500
    hours = np.random.default_rng(3).poisson(0.4, (days, 24)).astype(float)
    found = series(hours.sum(axis=1), hours=hours, is_open=np.ones((days + AHEAD, 24), bool))
    rows, record, _ = forecast(found, AHEAD)
    low = np.array([row["low_95"] for row in rows if row["grain"] == "hour"])
    assert np.array_equal(low, np.floor(low))
    assert 0.94 <= of_method(record, "weekday_mean", "coverage_95", "hour").mean() <= 0.99


@pytest.mark.skipif(not new_york.CASES.exists(), reason=f"New York's cases are not at {new_york.CASES}")
def test_new_york():
    """Five years of a city council's cases, with the city's holidays by rule."""
    dates, counts = new_york.cases()
    days = np.arange(dates[0], dates[-1] + np.timedelta64(AHEAD + 1, "D"))
    closed = {np.datetime64(day) for year in range(2014, 2021) for day in new_york.holidays(year)}
    flags = np.array([[day in closed, day - np.timedelta64(1, "D") in closed] for day in days], float)
    _, record, about = forecast(Series(days, counts, flags, dates[-1]), AHEAD)
    naive = of_method(record, "seasonal_naive", "mase").mean()
    ours = of_method(record, "regression", "mase").mean()
    assert len(of_method(record, "regression", "mase")) == 26
    assert ours / naive <= 0.72
    assert ours < of_method(record, "weekday_mean", "mase").mean()
    assert 0.92 <= of_method(record, "regression", "coverage_95").mean() <= 0.98
    assert abs(of_method(record, "regression", "bias").mean()) < 0.1
    assert not about["is_level_shift"]
    without = of_method(forecast(Series(days, counts, 0 * flags, dates[-1]), AHEAD)[1], "regression", "mase")
    assert without.mean() > 1.15 * ours  # the holidays are what it knows more
