"""Times, amounts and ids: what could mean two things is rejected, and the reason tells a setting that reads it."""

from collections.abc import Iterable

import pyarrow
import pytest

from customer_performance.core.contract import load_contract
from customer_performance.land.zones import abbreviations
from tests.support.landing_company import Company

CREATED = "select created_at::varchar from raw.tickets order by ticket_id::int"


def tickets(company: Company, texts: Iterable[str], *source: str, ending: str = "csv") -> list[str | None]:
    """The moments that landed of tickets created at these times; None where the row was rejected."""
    company.write("source.yml", *source)
    company.write(
        f"tickets.{ending}", "ticket_id\tcreated_at", *(f"{n}\t{text}" for n, text in enumerate(texts))
    )
    company.land()
    found = dict(company.rows("select ticket_id::int, created_at::varchar from raw.tickets"))
    return [found.get(n) for n, _ in enumerate(texts)]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-07-01 09:00:00Z", "2024-07-01 09:00:00"),
        ("2024-07-01 09:00 utc", "2024-07-01 09:00:00"),
        ("2024-07-01 09:00 GMT", "2024-07-01 09:00:00"),
        ("2024-07-01T09:00+02:00", "2024-07-01 07:00:00"),
        ("2024-07-01 09:00:00.25 -0530", "2024-07-01 14:30:00.25"),
        ("2024-07-01 09:00:00 +02", "2024-07-01 07:00:00"),
        ("2024-07-01 09:00 America/New_York", "2024-07-01 13:00:00"),
        ("2024-07-01 09:00 Mars/Olympus", None),
        ("2024-07-01 09:00 GMT+2", None),
        ("2024-07-01 09:00:00 PM", None),
        ("2024-07-01 09:00 CEST", "2024-07-01 07:00:00"),
        ("2024-07-01 09:00 cest", "2024-07-01 07:00:00"),
        ("2024-01-01 09:00 CEST", None),  # it is CET then
        ("2024-07-01 09:00 EST", None),
        ("2024-10-27 02:30:00 CEST", "2024-10-27 00:30:00"),  # the hour that comes twice
        ("2024-10-27 02:30:00 CET", "2024-10-27 01:30:00"),
        ("2024-10-27 23:30:00 CEST", "2024-10-27 21:30:00"),  # a day with two
        ("1899-12-31 10:00:00", None),
        ("1900-01-02 10:00:00", "1900-01-02 09:00:00"),
        ("24-07-01 09:00", None),
        ("07/01/24", None),
        ("0024-07-01", None),
    ],
)
def test_times(company: Company, text: str, moment: str | None) -> None:
    assert tickets(company, [text], "timezone: Europe/Berlin") == [moment]


def test_an_abbreviation_belongs_to_its_years() -> None:
    eras = [
        (known.first.year, known.last.year) for known in abbreviations("Europe/Lisbon") if known.name == "CET"
    ]
    assert (1992, 1996) in eras
    assert not any(last > 2000 for _, last in eras)


def test_each_value_is_read_by_the_first_format_that_fits_it(company: Company) -> None:
    formats = "timestamp_format: ['%d.%m.%Y %H:%M', '%d.%m.%Y', '%d.%m.%y', epoch_ms, epoch_s]"
    texts = [
        "01.02.2024 10:30",
        "1.2.2024",
        "01.02.24",
        "1706779800000",
        "1706779800",
        "1706779800.5",
        "2024-02-01",
    ]
    assert tickets(company, texts, formats) == [
        "2024-02-01 10:30:00",
        "2024-02-01 00:00:00",
        "2024-02-01 00:00:00",
        "2024-02-01 09:30:00",
        "2024-02-01 09:30:00",
        "2024-02-01 09:30:00.5",
        None,
    ]
    ((reason,),) = company.rows("select reason from raw.rejected_rows")
    assert reason.endswith("epoch_ms, epoch_s, '%Y-%m-%d'] reads it")


def test_the_name_of_a_zone_within_a_format(company: Company) -> None:
    texts = ["Mon Jun 03 09:00:00 CST 2024", "Mon Jun 03 09:00:00 UTC 2024", "Mon Jun 03 09:00:00 EST 2024"]
    said = ["timezone: Asia/Shanghai", "timestamp_format: '%a %b %d %H:%M:%S %Z %Y'"]
    assert tickets(company, texts, *said) == ["2024-06-03 01:00:00", "2024-06-03 09:00:00", None]


@pytest.mark.parametrize(
    ("texts", "setting"),
    [
        (["31.12.2024 23:59"], "timestamp_format: '%d.%m.%Y %H:%M' reads it"),
        (["31/12/2024"], "timestamp_format: '%d/%m/%Y' reads it"),
        (["12/31/2024 9:05 PM"], "timestamp_format: '%m/%d/%Y %I:%M %p' reads it"),
        (["01/02/2024"], "timestamp_format: '%d/%m/%Y' reads it, if it is not '%m/%d/%Y'"),
        (["31.12.2024 23:59", "31.12.2024"], "timestamp_format: ['%d.%m.%Y %H:%M', '%d.%m.%Y'] reads it"),
        (["1706779800"], "timestamp_format: epoch_s reads it"),
        (["1 Feb 2024"], "timestamp_format: '%d %b %Y' reads it"),
        (["soon"], "not a timestamp (aaa…)"),
    ],
)
def test_the_reason_tells_the_format_that_reads_it(company: Company, texts: list[str], setting: str) -> None:
    assert tickets(company, texts) == [None for _ in texts]
    reasons = [reason for *_, reason in company.reasons("tickets.csv")]
    assert all(reason.endswith(setting) for reason in reasons)
    shown = "".join(reasons + company.said)
    assert not any(text in shown for text in texts)


def test_null_dates(company: Company) -> None:
    company.write("source.yml", "timezone: America/New_York", "null_dates: ['1970-01-01']")
    company.write(
        "tickets.csv",
        "ticket_id,created_at,solved_at,closed_at",
        "1,2024-03-01,9999-12-31T23:59:59Z,1970-01-01 12:00:00+05:00",
        "2,2024-03-01,1900-01-01 05:00,0001-01-01",
        "3,1899-12-30 08:00,,",
        "4,2024-03-01,1969-12-31 23:00:00,1970-01-02 00:00:00",
    )
    company.land()
    assert company.rows(
        "select ticket_id, solved_at::varchar, closed_at::varchar from raw.tickets order by 1"
    ) == [
        ("1", None, None),
        ("2", None, None),
        ("4", "1970-01-01 04:00:00", "1970-01-02 05:00:00"),
    ]
    assert company.rejected()[0][:4] == (
        4,
        "created_at",
        "1899-12-30 08:00",
        "missing (its date stands for none)",
    )
    assert company.rows("select read_otherwise from raw.landed_files") == [
        ('{"solved_at: no date": 2, "closed_at: no date": 2}',)
    ]


def test_null_dates_of_parquet_and_of_date_columns(company: Company) -> None:
    days = pyarrow.array([-719162, 19783], pyarrow.date32())
    company.write_parquet("holidays.parquet", {"schedule_id": ["1", "1"], "date": days})
    moments = pyarrow.array([253402214400000000, 1709287200000000], pyarrow.timestamp("us"))
    created = pyarrow.array([1709287200000000] * 2, pyarrow.timestamp("us", tz="UTC"))
    company.write_parquet(
        "tickets.parquet", {"ticket_id": ["1", "2"], "created_at": created, "deleted_at": moments}
    )
    company.land()
    assert company.rows("select date::varchar from raw.holidays") == [("2024-03-01",)]
    assert company.rows("select deleted_at::varchar from raw.tickets order by ticket_id") == [
        (None,),
        ("2024-03-01 10:00:00",),
    ]


def amounts(company: Company, texts: Iterable[str], *source: str) -> list[str | None]:
    """The amounts that landed; None where the row was rejected."""
    texts = list(texts)
    company.write("source.yml", *source)
    lines = (f"{n}\t2024-03-01\t{text}" for n, text in enumerate(texts))
    company.write("orders.csv", "order_id\tordered_at\tamount", *lines)
    company.land()
    found = dict(company.rows("select order_id::int, amount::varchar from raw.orders"))
    return [found.get(n) for n, _ in enumerate(texts)]


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.234", "980"], [None, "980.00"]),
        (["1,234", "980"], [None, "980.00"]),
        (["1.234", "49.50"], ["1.23", "49.50"]),  # the other value settles it
        (["1,234", "49.50"], ["1234.00", "49.50"]),
        (["1.234", "0.500"], ["1.23", "0.50"]),
        (["1.234", "49,50"], ["1234.00", "49.50"]),
        (["1,234", "1.234,50"], ["1.23", "1234.50"]),
        (["1.234", "12.345.678"], ["1234.00", "12345678.00"]),
        (["1.234", "49,50", "49.50"], [None, None, "49.50"]),  # they contradict each other
        (["1,234.50", "-1,234.50"], ["1234.50", "-1234.50"]),
        (["1e3", "+5"], ["1000.00", "5.00"]),
        (["12.34,5", "5"], [None, "5.00"]),
    ],
)
def test_amounts_are_read_by_what_the_column_shows(company: Company, texts: list[str], values: list) -> None:
    assert amounts(company, texts) == values


@pytest.mark.parametrize(
    ("sign", "texts", "values"),
    [
        (",", ["1.234", "1 234,5", "1\u202f234", "1’234’567,89", "49,5", "-5", "12.5", "1.23.456", "1,2,3"],
         ["1234.00", "1234.50", "1234.00", "1234567.89", "49.50", "-5.00", None, None, None]),
        (".", ["1,234", "1 234.5", "1'234.50", "49.5", "12,5", "1.234"],
         ["1234.00", "1234.50", "1234.50", "49.50", None, "1.23"]),
    ],
)  # fmt: skip
def test_a_declared_decimal_sign(company: Company, sign: str, texts: list[str], values: list) -> None:
    assert amounts(company, texts, f"decimal: '{sign}'") == values


def test_further_decimals_are_rounded_and_counted(company: Company) -> None:
    assert amounts(company, ["49.505", "49.5000", "1.5", "33.3333"]) == ["49.51", "49.50", "1.50", "33.33"]
    assert company.rows("select read_otherwise from raw.landed_files") == [('{"amount: rounded": 2}',)]


def test_numbers_of_json_and_parquet_are_what_they_are(company: Company) -> None:
    company.write("source.yml", "decimal: ','")
    company.write(
        "orders.jsonl",
        '{"order_id": "1", "ordered_at": "2024-03-01", "amount": 1.234}',
        '{"order_id": "2", "ordered_at": "2024-03-01", "amount": "1.234"}',
        '{"order_id": "3", "ordered_at": "2024-03-01", "amount": null}',
    )
    company.write_parquet(
        "value_events.parquet", {"account_id": ["a"], "occurred_at": ["2024-03-01"], "amount": [1.234]}
    )
    company.land()
    assert company.rows("select amount::varchar from raw.orders order by order_id") == [
        ("1.23",),
        ("1234.00",),
        (None,),
    ]
    assert company.rows("select amount::varchar from raw.value_events") == [("1.23",)]


def test_whole_numbers_have_thousands_too(company: Company) -> None:
    company.write("sla_policies.csv", "policy_id,metric,target_minutes", "1,resolution,1.440")
    company.land()
    assert company.rejected()[0][3] == "not a whole number (9.999); decimal: ',' reads it"
    company.write("source.yml", "decimal: ','")
    company.land()
    assert company.rows("select target_minutes from raw.sla_policies") == [(1440,)]


def test_ids(company: Company) -> None:
    company.write(
        "agents.csv", "agent_id,team_id", "1,4.4E+12", "2,1E+05", "3,+49 30 123", "4,E+12", '5,"4,4E+12"'
    )
    company.write_parquet("teams.parquet", {"team_id": [4408810000000.0, 2.0**54, 1.5]})
    company.land()
    assert company.rows("select agent_id from raw.agents order by 1") == [("3",), ("4",)]
    assert company.rows("select team_id from raw.teams order by 1") == [("1.5",), ("4408810000000",)]


def test_each_date_amount_and_id_of_the_contract_is_one() -> None:
    """Those that raw tables have, custom columns of metrics too."""
    columns = [
        column for tables in load_contract().values() for table in tables.values() for column in table.columns
    ]
    keys = {
        (table.source, table.key)
        for tables in load_contract().values()
        for table in tables.values()
        if table.key
    }
    assert all(column.is_id for column in columns if column.kind or column.parent)
    assert {key for _, key in keys} <= {column.name for column in columns if column.is_id}
    assert {column.type.partition("(")[0] for column in columns} <= {
        *("varchar", "timestamp", "date", "time", "boolean", "integer", "bigint", "double", "decimal"),
    }


def test_the_sign_of_a_currency_is_read_where_it_is_that_of_the_row(company: Company) -> None:
    amounts = [
        ("1", '"$1,234.50"', "USD", "1234.50"),
        ("2", "US$ 12.50", "usd", "12.50"),
        ("3", '"1,234.50 €"', "EUR", "1234.50"),
        ("4", "CHF 12.-", "CHF", "12.00"),
        ("5", "-$3.00", "USD", "-3.00"),
        ("6", "NT$500", "TWD", "500.00"),
        ("7", "€7.00", "", "7.00"),  # reporting_currency
        ("8", "$8.00", "EUR", None),
        ("9", "$9.00", "", None),
        ("10", "12.50 ducats", "USD", None),
    ]
    company.write(
        "orders.csv",
        "order_id,ordered_at,amount,currency",
        *(f"{key},2024-03-01,{amount},{currency}" for key, amount, currency, _ in amounts),
    )
    company.land()
    landed = company.rows("select order_id, amount::varchar from raw.orders order by order_id::int")
    assert landed == [(key, value) for key, _, _, value in amounts if value]
    assert [reason for *_, reason in company.reasons("orders.csv")] == [
        "not an amount ($9.99); it has the sign of another currency than its row",
        "not an amount ($9.99); it has the sign of another currency than its row",
        "not an amount (99.99 aaa…); it has the sign of another currency than its row",
    ]


def test_an_amount_with_a_sign_needs_a_currency_that_is_said(company: Company) -> None:
    company.write(
        "orders.csv", "order_id,ordered_at,amount", "1,2024-03-01,$12.00", '2,2024-03-01,"1.234,00 $"'
    )
    company.write("quotes.csv", "quote_id,requested_at,amount", "1,2024-03-01,$12.00", "2,2024-03-01,12.00 €")
    company.land()
    hint = "not an amount ({}); set: {{currency: USD}} reads it, if that is the currency"
    assert company.reasons("orders.csv")[0] == (2, "amount", hint.format("$99.99"))
    own = "not an amount ($99.99); amounts of this table are in var reporting_currency, and only its sign is read"
    assert company.reasons("quotes.csv") == [(2, "amount", own)]
    company.write("source.yml", "tables: {orders: {set: {currency: USD}, decimal: '.'}}")
    company.land(reporting_currency="USD")
    assert company.rows("select order_id, amount::varchar, currency from raw.orders") == [
        ("1", "12.00", "USD")
    ]
    assert company.rows("select quote_id from raw.quotes") == [("1",)]
    company.write("source.yml", "tables: {orders: {set: {currency: USD}, decimal: ','}}")
    company.land()
    assert ("2", "1234.00") in company.rows("select order_id, amount::varchar from raw.orders")
