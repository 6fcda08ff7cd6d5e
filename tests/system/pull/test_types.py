"""What becomes of the types of each server on their way through Parquet into the raw tables."""

import pytest

from tests.support.pulling import Pulling

POSTGRES = [
    "create type helpdesk.mood as enum ('open', 'done')",
    "create table helpdesk.tickets (ticket_id numeric(20,0), status helpdesk.mood, handling_minutes numeric(10,3), "
    "is_spam boolean, created_at timestamptz, solved_at timestamp, closed_at date, uid uuid, extra jsonb, tags text[], "
    "span interval, price numeric, raw bytea)",
    "insert into helpdesk.tickets values (12345678901234567890, 'open', 1.234, true, '2026-03-01 10:00:00+02', "
    "'infinity', 'infinity', '00000000-0000-0000-0000-000000000001', '{\"a\": 1}', '{x,\"y,z\"}', '1 day', 5.125, 'a')",
]
MARIADB = [
    "create table helpdesk.tickets (ticket_id bigint unsigned, status enum('open', 'done'), handling_minutes "
    "decimal(10,3), is_spam bool, created_at timestamp(6) null, solved_at datetime, closed_at date, uid uuid, "
    "extra json, tags bit(8), span time, price decimal(65,3), raw blob)",
    "set time_zone = '+02:00'",
    "insert into helpdesk.tickets values (12345678901234567890, 'open', 1.234, true, '2026-03-01 10:00:00', "
    "'0000-00-00', '0000-00-00', '00000000-0000-0000-0000-000000000001', '{\"a\": 1}', "
    "b'101', '24:00:00', 5.125, x'ff')",
]


@pytest.fixture
def company(source, tmp_path):
    source.empty()
    company = Pulling(tmp_path, source)
    company.declare("tickets: {from: helpdesk.tickets}")
    return company


def test_each_value_lands_as_it_is_meant(company, request):
    is_postgres = "postgres" in request.node.name
    company.server.run(*(POSTGRES if is_postgres else MARIADB))
    company.pull()
    company.land()
    assert company.rejected() == []
    assert company.rows(
        "select ticket_id, status, handling_minutes, is_spam, created_at::varchar, solved_at, closed_at, uid, extra, "
        "price from raw.tickets"
    ) == [
        (
            "12345678901234567890",
            "open",
            1.234,
            True,
            "2026-03-01 08:00:00",
            None,
            None,
            "00000000-0000-0000-0000-000000000001",
            '{"a": 1}',
            "5.1250",
        )
    ]
    others = company.rows("select tags, span, raw from raw.tickets")
    assert others == [('["x","y,z"]', "1 day", "\\x61") if is_postgres else ("5", "24:00:00", "ff")]
