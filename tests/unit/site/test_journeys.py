"""The page of journeys: what it reads off curves, and where it says that a journey breaks."""

from customer_performance.site.content import Content
from customer_performance.site.drawing import up
from customer_performance.site.journeys import journeys, read_curve


def curve(*shares: tuple[int, float]) -> list[dict]:
    median = {"median_days": 30, "median_low": 7, "median_high": None}
    return [
        {"day": day, "at_risk": 9 - place, "share": share, "ci_low": None, "ci_high": None} | median
        for place, (day, share) in enumerate(shares)
    ]


def test_a_curve_stays_what_it_was_between_two_rows():
    found = read_curve(curve((3, 0.25), (30, 0.5), (60, 0.75)), (7, 30, 90), 0.0)
    assert found is not None
    assert [(row["day"], row["share"]) for row in found["days"]] == [(7, 0.25), (30, 0.5)]
    assert found["accounts"] == 9
    assert [y for _, y in found["drawing"].line[:4]] == [up(0, 1), up(0, 1), up(0, 1), up(0.25, 1)]


def test_a_day_before_the_first_row_is_not_read():
    found = read_curve(curve((30, 0.5)), (7, 30), 0.0)
    assert found is not None
    assert [row["day"] for row in found["days"]] == [30]


def test_without_rows_there_is_no_curve():
    assert read_curve([], (7,), 0.0) is None


def test_a_stage_has_its_most_frequent_ways():
    stage = {"journey": "onboarding", "stage": "set up", "position": 1}
    ways = [
        {"journey": "onboarding", "from_stage": name, "to_stage": str(place), "share": 0.25}
        for name in ("set up", "lost")
        for place in range(4)
    ]
    page = journeys(Content(journey_stages=[stage], journey_ways=ways))
    assert [way["to_stage"] for way in page["journeys"]["onboarding"][0]["ways"]] == ["0", "1", "2"]
    assert page["bands"] == {}


def test_bands_without_accounts_are_shown_as_none():
    page = journeys(Content(health=[{"band": "red", "accounts": 2, "month_start_on": None}]))
    assert page["bands"] == {"red": 2, "amber": 0, "green": 0, "unknown": 0}
