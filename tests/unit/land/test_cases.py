"""Small files of made-up people that were once read wrong in silence, each with its right value."""

import shutil

import pytest

from customer_performance.core.contract import LandingError
from customer_performance.core.paths import PROJECT
from tests.support.landing_company import Company

CASES = PROJECT / "tests" / "cases"
CREATED = "select ticket_id, created_at::varchar from raw.tickets order by 1"
MRR = "select mrr::varchar from raw.subscriptions order by subscription_id"


@pytest.fixture
def case(company: Company):
    def take(folder: str, file: str = "", name: str = "") -> Company:
        if file:
            shutil.copy(CASES / folder / file, company.landing / name)
        else:
            shutil.copytree(CASES / folder, company.landing, dirs_exist_ok=True)
        return company

    return take


def reasons(company: Company) -> set[str]:
    return {reason for (reason,) in company.rows("select distinct reason from raw.rejected_rows")}


def test_cst_is_the_declared_zones_own(case) -> None:
    company = case("zone-abbreviations/shanghai-cst")
    company.land()
    times = ["2024-06-03 01:00:00", "2024-06-04 14:00:00", "2024-06-30 01:00:00"]
    assert company.rows(CREATED) == list(zip("123", times, strict=True))


def test_bst_is_the_declared_zones_own(case) -> None:
    company = case("zone-abbreviations/london-bst")
    company.land()
    times = ["2024-06-03 08:00:00", "2024-06-04 21:00:00", "2024-06-30 08:00:00"]
    assert company.rows(CREATED) == list(zip("123", times, strict=True))


def test_abbreviations_mean_nothing_in_utc_but_gmt(case) -> None:
    company = case("zone-abbreviations/all-abbreviations")
    with pytest.raises(LandingError, match="15 of 16 rows were rejected") as stop:
        company.land(max_rejected_share=0.05)
    shape = "created_at is not a timestamp (9999-99-99 99:99:99 aaa); its time zone is ambiguous"
    assert shape in str(stop.value)
    assert company.rows(CREATED) == [("12", "2024-07-01 09:00:00")]
    company.land()
    assert company.count("raw.tickets") == 1


def test_ids_that_a_spreadsheet_has_shortened_are_rejected(case) -> None:
    company = case("excel-ids")
    with pytest.raises(LandingError, match="30 of 30 rows were rejected"):
        company.land(max_rejected_share=0.05)
    assert reasons(company) == {
        "an id that a spreadsheet has shortened (9.99999a+99); export it again, as text or as .xlsx"
    }
    assert company.count("raw.tickets") == 0


@pytest.mark.parametrize("folder", ["refused-tickets", "passes-surveys"])
def test_two_digit_years_are_read_only_where_a_format_says_so(case, folder: str) -> None:
    company = case(f"two-digit-years/{folder}")
    company.land()
    table = "tickets" if folder == "refused-tickets" else "survey_responses"
    assert company.count(f"raw.{table}") == 0
    assert reasons(company) == {
        "not a timestamp (99/99/99 99:99); timestamp_format: '%d/%m/%y %H:%M' reads it"
    }
    company.write("source.yml", "timestamp_format: '%d/%m/%y %H:%M'")
    company.land()
    first = {"tickets": "created_at", "survey_responses": "responded_at"}[table]
    day = {"tickets": "2024-03-04 09:00:00", "survey_responses": "2024-06-05 09:00:00"}[table]
    assert company.rows(f"select min({first})::varchar from raw.{table}") == [(day,)]


def test_the_first_day_of_all_is_no_date(case) -> None:
    company = case("two-digit-years/min-value")
    company.land()
    assert company.rows("select created_at::varchar from raw.contacts order by contact_id") == [
        ("2023-01-01 00:00:00",),
        (None,),
    ]
    assert company.rows("select read_otherwise from raw.landed_files") == [('{"created_at: no date": 1}',)]
    assert "created_at: no date (1)" in company.said[-1]


def test_a_ticket_that_is_deleted_in_the_year_9999_is_there(case) -> None:
    company = case("sentinel-deleted")
    company.land()
    assert company.rows("select ticket_id, deleted_at from raw.tickets") == [("SENT-1", None)]


def test_a_point_before_three_digits_is_ambiguous_until_decimal_is_said(case) -> None:
    company = case("amounts", "thousands-point.csv", "subscriptions.csv")
    company.land()
    assert company.rows(MRR) == [("980.00",)]
    assert reasons(company) == {
        "not an amount (9.999); it is read where source.yml says decimal: '.' or decimal: ','",
        "not an amount (99.999); it is read where source.yml says decimal: '.' or decimal: ','",
    }
    company.write("source.yml", "decimal: ','")
    company.land()
    assert company.rows(MRR) == [("1234.00",), ("12500.00",), ("980.00",)]


@pytest.mark.parametrize("file", ["decimal-comma.csv", "sep-line.csv"])
@pytest.mark.parametrize("is_said", [True, False])
def test_decimal_commas(case, file: str, is_said: bool) -> None:
    company = case("amounts", file, "subscriptions.csv")
    if is_said:
        case("amounts", "source-decimal-comma.yml", "source.yml")
    company.land()
    assert company.rows(MRR) == [("49.50",), ("1234.50",)]
