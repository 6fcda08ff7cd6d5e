"""Zendesk's tables give the same staging by the names of several loaders; public test tables of them land and build."""

import json
from pathlib import Path

import duckdb
import pytest

from customer_performance.core.dbt import run_dbt
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.land.land import land
from tests.support.vendor_seeds import FOLDER, build_seeds

SEEDS = FOLDER / "dbt_zendesk"
DAY = "2024-03-01T"
AREA = 360001234567


def tables() -> dict[str, list[dict]]:
    """A ticket with a reply of an agent who has left since, as Fivetran has it."""
    return {
        "ticket": [
            {
                "id": 1, "requester_id": 100, "submitter_id": 100, "assignee_id": 7, "group_id": 3,
                "organization_id": None, "subject": "Printer", "status": "solved", "priority": "high", "type": None,
                "via_channel": "voice", "via_followup_source_id": 9, "created_at": f"{DAY}10:00:00Z",
                "updated_at": f"{DAY}12:00:00Z", "custom_product_area": "Mail",
            }
        ],
        "ticket_field_history": [
            {"ticket_id": 1, "field_name": "status", "value": "new", "updated": f"{DAY}10:00:00Z", "user_id": 100},
            {"ticket_id": 1, "field_name": "assignee_id", "value": "7", "updated": f"{DAY}10:30:00Z", "user_id": -1},
            {"ticket_id": 1, "field_name": "status", "value": "solved", "updated": f"{DAY}12:00:00Z", "user_id": 7},
        ],
        "ticket_comment": [
            {"id": 11, "ticket_id": 1, "user_id": 100, "created": f"{DAY}10:00:00Z", "public": True, "body": "Help",
             "via_channel": "web"},
            {"id": 12, "ticket_id": 1, "user_id": 7, "created": f"{DAY}11:00:00Z", "public": True, "body": "Done",
             "via_channel": "web"},
        ],
        "user": [
            {"id": 100, "role": "end-user", "organization_id": 5, "name": "Ana", "active": True,
             "updated_at": f"{DAY}10:00:00Z"},
            {"id": 7, "role": "end-user", "name": "Ben", "active": True, "updated_at": f"{DAY}13:00:00Z"},
        ],
        "audit_log": [
            {"id": 1, "source_id": 7, "source_type": "user", "created_at": f"{DAY}13:00:00Z",
             "change_description": "Support role changed from Agent to not set"}
        ],
        "schedule": [
            {"id": 1, "name": "Office", "time_zone": "London", "start_time": 1980, "end_time": 2460,
             "created_at": f"{DAY}00:00:00Z"}
        ],
        "call_metric": [
            {"id": 21, "created_at": f"{DAY}10:00:00Z", "direction": "inbound", "agent_id": 7, "ticket_id": 1,
             "time_to_answer": 5, "duration": 60}
        ],
    }  # fmt: skip


def airbyte() -> dict[str, list[dict]]:
    """The same with plural names, authors, JSON in columns, windows as a list, and updates in place of a history."""
    told = tables()
    told["ticket_audit"] = [
        {
            "id": number, "ticket_id": 1, "created_at": value["updated"], "author_id": value["user_id"],
            "events": [
                {"id": 10 * number, "type": "Comment", "body": "Help", "public": True},
                {
                    "id": 10 * number + 1, "type": "Change", "field_name": value["field_name"], "value": value["value"],
                    "previous_value": None,
                },
            ],
        }
        for number, value in enumerate(told.pop("ticket_field_history"))
    ]  # fmt: skip
    (ticket,), comments, (schedule,) = told["ticket"], told["ticket_comment"], told["schedule"]
    ticket["custom_fields"] = [
        {"id": 1, "value": None},
        {"id": AREA, "value": ticket.pop("custom_product_area")},
    ]
    source = {"from": {"ticket_id": ticket.pop("via_followup_source_id")}}
    ticket["via"] = {"channel": ticket.pop("via_channel"), "source": source}
    for comment in comments:
        comment["author_id"], comment["created_at"] = comment.pop("user_id"), comment.pop("created")
        comment["via"] = {"channel": comment.pop("via_channel")}
    schedule["intervals"] = [{key: schedule.pop(key) for key in ("start_time", "end_time")}]
    names = {"call_metric": "calls"}
    return {names.get(name, f"{name}s"): rows for name, rows in told.items()}


def dlt() -> dict[str, list[dict]]:
    """The same with the names that dlt makes of keys within keys; it has no history."""
    told = tables()
    del told["ticket_field_history"]
    (ticket,) = told["ticket"]
    ticket["via__channel"] = ticket.pop("via_channel")
    ticket["via__source__from__ticket_id"] = ticket.pop("via_followup_source_id")
    names = {"call_metric": "calls"}
    return {names.get(name, f"{name}s"): rows for name, rows in told.items()}


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    """Lands tables as JSON Lines and builds what stages them; returns the build file."""

    def staged(told: dict[str, list[dict]]) -> Path:
        folder = tmp_path_factory.mktemp("zendesk")
        (folder / "landing" / "zendesk").mkdir(parents=True)
        for name, rows in told.items():
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            (folder / "landing" / "zendesk" / f"{name}.jsonl").write_text(lines)
        return build(folder / "landing", Layout(folder / "out"))

    return staged


def build(landing: Path, layout: Layout) -> Path:
    layout.make()
    land(landing, layout.database)
    run_dbt(
        layout,
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--select",
        "vendor_words path:models/staging/zendesk",
        variables=json.dumps({"zendesk": {"custom_fields": {"product_area": AREA}}}),
    )
    return layout.database


def staging(database: Path) -> dict[str, list[tuple]]:
    """The rows of each staging model, without what says where they came from."""
    with duckdb.connect(str(database), read_only=True) as connection:
        models = connection.execute(
            "select view_name from duckdb_views() where schema_name = 'staging' and view_name like 'stg_zendesk__%'"
        ).fetchall()
        return {
            name: sorted(
                connection.execute(
                    f"select columns(lambda field: not starts_with(field, '_')) from staging.{name}"
                ).fetchall(),
                key=str,
            )
            for (name,) in models
        }


@pytest.mark.slow
def test_the_names_of_three_loaders_give_the_same(staged):
    fivetran = staging(staged(tables()))
    assert [len(fivetran[f"stg_zendesk__{name}"]) for name in ("tickets", "ticket_messages", "calls")] == [
        1,
        2,
        1,
    ]
    said = {name.removeprefix("stg_zendesk__"): str(rows) for name, rows in fivetran.items()}
    assert "'agent'" in said["ticket_messages"]
    assert "'customer'" in said["ticket_messages"]
    assert "'phone'" in said["tickets"]
    assert "'9'" in said["tickets"]
    assert "'Mail'" in said["tickets"]
    assert "Europe/London" in said["schedules"]
    assert len(fivetran["stg_zendesk__ticket_events"]) == 3
    assert staging(staged(airbyte())) == fivetran
    without = tables()
    del without["ticket_field_history"]
    assert staging(staged(dlt())) == staging(staged(without))


@pytest.mark.slow
def test_wrong_settings_stop_before_anything_is_built(layout):
    wrong = {"custom_fields": {"colour": 7, "topic": "a name", "complexity": 8}, "robots": [1]}
    with pytest.raises(RunError) as raised:
        run_dbt(layout, "build", "--select", "vendor_words", variables=json.dumps({"zendesk": wrong}))
    said = str(raised.value)
    assert "var zendesk has nothing to say of robots" in said
    assert "custom_fields: colour: 7 must be one of request_type, product_area, topic, complexity" in said
    assert "custom_fields: topic: a name must be one of" in said
    assert "complexity: 8" not in said


@pytest.mark.slow
@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the test tables of dbt_zendesk are not in {SEEDS}")
def test_public_test_tables_land_and_build(tmp_path):
    database = build_seeds("zendesk", tmp_path, build)
    with duckdb.connect(str(database), read_only=True) as connection:
        tickets = connection.execute("select count(distinct id) from raw_zendesk.ticket").fetchone()
        assert connection.execute("select count(*) from staging.stg_zendesk__tickets").fetchone() == tickets
