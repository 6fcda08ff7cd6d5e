"""Landing knows which of its times were written as a date without a time of day."""

from datetime import datetime

import pyarrow
import pytest

from tests.support.landing_company import Company
from tests.support.workbooks import write_workbook

DATES_ONLY = "select ticket_id, _dates_only from raw.tickets order by 1"
TIMES = "ticket_id,created_at,solved_at,deleted_at"


def test_a_date_without_a_time_of_day_is_known_as_one(company: Company) -> None:
    company.write(
        "tickets.csv",
        TIMES,
        "1,2024-03-01 09:00,2024-03-02,",
        "2,2024-03-01,2024-03-02,",
        "3,2024-03-01 00:00,,",
    )
    company.land()
    assert company.rows(DATES_ONLY) == [("1", ",solved_at,"), ("2", ",created_at,solved_at,"), ("3", None)]


def test_a_row_that_is_read_with_care_knows_its_dates_as_well(company: Company) -> None:
    company.write(
        "tickets.csv", TIMES, "1,2024-03-01,1900-01-01,", "2,2024-03-01 09:00,2024-03-05,", "3,no date,,"
    )
    company.land()
    assert company.rows(DATES_ONLY) == [("1", ",created_at,"), ("2", ",solved_at,")]


def test_the_format_that_fits_says_whether_there_is_a_time_of_day(company: Company) -> None:
    company.write("source.yml", "timestamp_format: ['%d.%m.%Y %H.%M', '%d.%m.%Y', epoch_s]")
    company.write("tickets.csv", TIMES, "1,01.03.2024 09.00,02.03.2024,1706779800", "2,01.03.2024,,")
    company.land()
    assert company.rows(DATES_ONLY) == [("1", ",solved_at,"), ("2", ",created_at,")]


@pytest.mark.parametrize(("form", "found"), [("%d.%m.%Y", ",created_at,"), ("%d.%m.%Y %I.%M %p", None)])
def test_a_single_format_tells_it_for_all_values(company: Company, form: str, found: str | None) -> None:
    company.write("source.yml", f"timestamp_format: '{form}'")
    company.write(
        "tickets.csv", "ticket_id,created_at", "1,01.03.2024" + (" 09.00 AM" if "%I" in form else "")
    )
    company.land()
    assert company.rows(DATES_ONLY) == [("1", found)]


def test_types_tell_whether_there_is_a_time_of_day(company: Company) -> None:
    days, times = pyarrow.array([19783], pyarrow.date32()), pyarrow.array([0], pyarrow.timestamp("us"))
    company.write_parquet("tickets.parquet", {"ticket_id": ["1"], "created_at": days, "solved_at": times})
    (company.landing / "tickets").mkdir()
    write_workbook(
        company.landing / "tickets" / "2.xlsx",
        {
            "tickets": [
                ["ticket_id", "created_at", "solved_at"],
                ["2", datetime(2024, 7, 1), datetime(2024, 7, 1, 9, 30)],
            ]
        },
    )
    company.write(
        "tickets/3.jsonl",
        '{"ticket_id": "3", "created_at": "2024-07-01", "solved_at": "2024-07-01T09:30:00"}',
    )
    company.land()
    assert company.rows(DATES_ONLY) == [("1", ",created_at,"), ("2", ",created_at,"), ("3", ",created_at,")]
