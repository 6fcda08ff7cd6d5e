"""A condition of source.yml that cannot be computed for some rows rejects these rows, and lands the others."""

import pytest

from customer_performance.core.contract import LandingError
from tests.support.landing_company import DAY, Company

SOURCE = """tables: {tickets: {where: 'cast("Duration" as double) > 1 and Mark <> 0'}}"""


def test_a_row_for_which_the_condition_fails_is_rejected_with_the_shape_of_what_it_names(
    company: Company,
) -> None:
    rows = [f"{n},{DAY},2,1" for n in range(1, 40)]
    company.write(
        "tickets.csv", "ticket_id,created_at,Duration,Mark", *rows, f"A,{DAY},zwei,1", f"B,{DAY},0.5,1"
    )
    company.write("source.yml", SOURCE)
    company.land()
    assert company.count("raw.tickets") == 39
    assert company.rows("select rows_read, rows_rejected, rows_left_out from raw.landed_files") == [
        (41, 1, 1)
    ]
    assert company.rows("select line, column_name, value, reason from raw.rejected_rows") == [
        (
            41,
            None,
            None,
            "one for which where of source.yml cannot be computed: Duration (aaa…), Mark (9)",
        )
    ]


def test_where_it_fails_for_most_rows_landing_stops_and_says_the_shape(company: Company) -> None:
    company.write("tickets.csv", "ticket_id,created_at,Duration,Mark", f"1,{DAY},secret,1", f"2,{DAY},,1")
    company.write("source.yml", SOURCE)
    with pytest.raises(LandingError, match=r"the row is one for which where .* Duration \(aaa…\)") as stop:
        company.land(max_rejected_share=0.05)
    assert "secret" not in str(stop.value)


def test_parquet_and_a_condition_that_can_only_be_computed_for_all_rows_at_once(company: Company) -> None:
    company.write_parquet(
        "tickets.parquet",
        {"ticket_id": ["1", "2"], "created_at": [DAY, DAY], "Duration": ["2", "x"], "Mark": [1, 1]},
    )
    company.write("source.yml", SOURCE)
    with pytest.raises(LandingError, match=r"1 of 2 rows were rejected"):
        company.land(max_rejected_share=0.05)
    assert company.count("raw.tickets") == 1
    company.write(
        "source.yml", "tables: {tickets: {where: 'cast(Duration as double) > (select 1) or Mark = 1'}}"
    )
    with pytest.raises(LandingError, match=r"refused") as stop:
        company.land()
    assert "'x'" not in str(stop.value)
