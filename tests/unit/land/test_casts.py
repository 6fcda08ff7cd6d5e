"""Values of files become values of the types that the contract names, or reject their row."""

import pyarrow
import pyarrow.parquet
import pytest

from tests.support.landing_company import Company


def test_local_times_become_utc(company: Company) -> None:
    company.write("source.yml", "timezone: America/New_York")
    times = ["2024-07-01 10:00", "2024-01-01T10:00:00", "2024-01-01T10:00:00Z", "2024-01-01 10:00:00-05:00"]
    company.write("tickets.csv", "ticket_id,created_at", *(f"{n},{time}" for n, time in enumerate(times)))
    moments = pyarrow.array([1704103200000000], pyarrow.timestamp("us"))
    table = pyarrow.table({"ticket_id": ["4"], "created_at": moments})
    pyarrow.parquet.write_table(table, company.landing / "tickets.parquet")
    company.land()
    utc = [hour for (hour,) in company.rows("select hour(created_at) from raw.tickets order by ticket_id")]
    assert utc == [14, 15, 10, 15, 15]


def test_whole_numbers_are_not_rounded(company: Company) -> None:
    company.write(
        "sla_policies.csv", "policy_id,metric,target_minutes", "1,resolution,60", "2,resolution,1.5"
    )
    company.land()
    assert company.rows("select target_minutes from raw.sla_policies") == [(60,)]
    assert company.rejected()[0][1:4] == ("target_minutes", "1.5", "not a whole number (9.9)")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_timestamps_of_parquet_that_cannot_be_reject_their_row(company: Company, zone: str) -> None:
    company.write("source.yml", f"timezone: {zone}")
    end = 2**63 - 1
    moments = [0, end, -end, -end - 1, -end + 1, -9_223_372_022_400_000_001]
    ids = [str(n) for n in range(len(moments))]
    for name, tz in (("tickets", None), ("orders", "UTC")):
        times = pyarrow.array(moments, pyarrow.timestamp("us", tz=tz))
        key = name.removesuffix("s") + "_id"
        company.write_parquet(f"{name}.parquet", {key: ids, "ordered_at" if tz else "created_at": times})
    company.land()
    assert company.rows("select ticket_id from raw.tickets") == [("0",)]
    assert company.rows("select order_id from raw.orders") == [("0",)]
    assert {reason for *_, reason in company.reasons("tickets.parquet")} == {"not a timestamp"}
    assert company.rows("select count(row_text) from raw.rejected_rows") == [(10,)]
