"""The company in the shape of Zendesk: what the plain tables say can be read back from it."""

import json
import re
from datetime import timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml

from customer_performance import cli
from customer_performance.cli import Options
from customer_performance.core.errors import RunError
from customer_performance.demo.generate import generate
from customer_performance.demo.shapes import SHAPES, with_variables
from customer_performance.demo.shapes.retell import retell

KEYS = {
    "ticket_field_history": ["ticket_id", "field_name", "updated"],
    "ticket_schedule": ["ticket_id", "created_at"],
    "ticket_sla_policy": ["ticket_id", "policy_applied_at"],
    "ticket_tag": ["ticket_id", "tag"],
    "schedule": ["id", "start_time"],
    "sla_policy_metric_history": ["sla_policy_id", "metric", "priority", "sla_policy_updated_at"],
}
PLAIN_IDS = re.compile(
    r"^(CANARY-(agent|contact|person)-\d+|acc-\d+|team-\d+|issue-\d+|[emr]\d{6,}|call-\d+|\d{8})$"
)
IANA = {
    "Berlin": "Europe/Berlin",
    "Eastern Time (US & Canada)": "America/New_York",
    "London": "Europe/London",
}
IANA |= {"Sydney": "Australia/Sydney", "Beijing": "Asia/Shanghai"}
STATUSES = ["new", "open", "pending", "hold", "solved", "closed"]
TYPES = ["question", "incident", "problem", "task"]


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("company")
    generate(out, tickets=600, file_format="parquet", shape="zendesk")
    return out


class Tables:
    """The tables in a folder, each a frame without nulls of two kinds."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __call__(self, table: str, key: str | None = None) -> pd.DataFrame:
        """A table; with a key, the newest row of each."""
        files = sorted([*self.folder.glob(f"{table}.parquet"), *self.folder.glob(f"{table}/*.parquet")])
        frame = pd.concat([pd.read_parquet(file) for file in files]).astype(object)
        frame = frame.where(frame.notna(), None)
        if key and "updated_at" in frame:
            frame = frame.sort_values("updated_at", kind="stable")
        return frame.drop_duplicates(key, keep="last").sort_values(key) if key else frame

    @property
    def names(self) -> list[str]:
        return sorted(path.stem for path in self.folder.iterdir())


@pytest.fixture(scope="module")
def plain(out) -> Tables:
    return Tables(out / "plain")


@pytest.fixture(scope="module")
def zendesk(out) -> Tables:
    return Tables(out / "landing" / "zendesk")


def pairs(*columns) -> dict:
    """What each value of the first column stands for in the second; fails where it stands for two things."""
    found: dict = {}
    for theirs, ours in zip(*columns, strict=True):
        assert found.setdefault(theirs, ours) == ours, theirs
    assert len(set(found.values())) == len(found)
    return found


@pytest.fixture(scope="module")
def ids(plain, zendesk) -> dict[str, dict]:
    """{what: {their id: ours}}, read off the tickets, which stand in the same order."""
    theirs, ours = zendesk("ticket"), plain("tickets", "ticket_id")
    columns = {
        "ticket": ("id", "ticket_id"),
        "requester": ("requester_id", "contact_id"),
        "assignee": ("assignee_id", "agent_id"),
        "group": ("group_id", "team_id"),
        "organization": ("organization_id", "account_id"),
    }
    found = {what: pairs(theirs[a], ours[b]) for what, (a, b) in columns.items()}
    numbered = zendesk("user").query("email.notna()")
    contacts = plain("contacts", "contact_id").set_index("email")["contact_id"]
    people = dict(zip(numbered["id"], numbered["email"].map(contacts), strict=True))
    assert people.items() >= {(a, b) for a, b in found["requester"].items() if a in people}
    agents = plain("agents")
    bots, others = (
        agents[agents["is_bot"].astype(bool)]["agent_id"],
        set(agents["agent_id"]) | set(plain("tickets")["agent_id"]),
    )
    numbered = [*sorted(bots), *sorted(others - set(bots) - {None})]
    found["user"] = people | found["requester"] | dict(enumerate(numbered, 1)) | {None: None}
    assert found["user"].items() >= found["assignee"].items()
    return found


def test_it_lands_in_a_folder_of_its_own_and_the_plain_tables_stay_beside(out, zendesk):
    assert [path.name for path in (out / "landing").iterdir()] == ["zendesk"]
    assert zendesk.names == sorted(SHAPES["zendesk"].tables)
    assert (out / "plain" / "orders.parquet").is_file()


def test_the_vars_by_which_it_is_read_lie_beside_it_and_give_way_to_others(out, tmp_path):
    told = yaml.safe_load((out / "vars.yml").read_text(encoding="utf-8"))
    assert told["zendesk"]["bots"] == ["1", "2"]
    both = yaml.safe_load(with_variables("zendesk", "{as_of: '2025-01-01', zendesk: {bots: ['9']}}"))
    assert both == {"as_of": "2025-01-01", "zendesk": {"bots": ["9"]}}
    generate(tmp_path, tickets=600, shape="zendesk")
    generate(tmp_path, tickets=600)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["landing", "truth.json"]


def test_build_reads_it_by_these_vars(monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr(cli, "run_steps", lambda *_: None)
    monkeypatch.setattr(
        cli, "Options", lambda *_, **said: seen.append(said["variables"]) or Options(*_, **said)
    )
    assert cli.main(["land", "--shape", "zendesk", "--out", str(tmp_path), "--quiet"]) == 0
    assert cli.main(["land", "--shape", "zendesk", "--landing", ".", "--out", str(tmp_path), "--quiet"]) == 0
    assert [said and yaml.safe_load(said) for said in seen] == [SHAPES["zendesk"].variables, None]


def test_ids_are_numbers_from_one_in_each_kind_and_keys_are_there_once(zendesk):
    for name in zendesk.names:
        frame = zendesk(name)
        assert not frame.duplicated(KEYS.get(name, ["id"])).any(), name
        if "id" in frame and name != "user":
            assert sorted(set(frame["id"])) == list(range(1, frame["id"].nunique() + 1)), name
    users = sorted(zendesk("user")["id"])
    gone = set(range(1, users[-1] + 1)) - set(users)
    assert users[0] == 1
    assert len(gone) == 1  # the agent who is no user any more


def test_no_id_of_the_plain_tables_is_left_but_as_the_companys_own(zendesk):
    for name in zendesk.names:
        for column, values in zendesk(name).items():
            if (name, column) != ("organization", "external_id"):
                found = [value for value in values if isinstance(value, str) and PLAIN_IDS.match(value)]
                assert not found, (name, column)


def test_columns_have_the_types_in_which_fivetran_lands_them(out, zendesk):
    kinds = {
        "BIGINT": r"(.*_)?id|(wait|talk|hold|wrap_up|start|end)_time|duration|target",
        "TIMESTAMP": r".*_at|created|updated|.*synced",
    }
    for name in zendesk.names:
        for column, kind, *_ in duckdb.sql(f"describe from '{zendesk.folder / name}.parquet'").fetchall():
            wanted = next((k for k, pattern in kinds.items() if re.fullmatch(pattern, column)), None)
            if column in ("external_id", "group_id") or wanted is None:
                continue
            assert kind == wanted or (wanted == "BIGINT" and kind == "INTEGER"), (name, column, kind)


def test_tickets_are_read_back(plain, zendesk, ids):
    theirs, ours = zendesk("ticket"), plain("tickets", "ticket_id")
    tags = zendesk("ticket_tag").groupby("tag")["ticket_id"].agg(set)
    into = {merged: ticket for ticket, listed in zip(theirs["id"], theirs["merged_ticket_ids"], strict=True)
            for merged in json.loads(listed)}  # fmt: skip
    follows = {later: ticket for ticket, listed in zip(theirs["id"], theirs["followup_ids"], strict=True)
               for later in json.loads(listed)}  # fmt: skip
    assert follows == {t: s for t, s in zip(theirs["id"], theirs["via_followup_source_id"], strict=True) if s}
    roles = dict(zip(*zendesk("user")[["id", "role"]].T.to_numpy(), strict=True))
    was_agent = {user for user, role in roles.items() if role == "agent"} | set(theirs["assignee_id"])
    was_agent |= set(zendesk("audit_log")["source_id"])
    for (_, their), (_, our) in zip(theirs.iterrows(), ours.iterrows(), strict=True):
        submitter = their.submitter_id
        creator = (
            "customer" if submitter == their.requester_id else "agent" if submitter in was_agent else "system"
        )
        read = {
            "channel": {"voice": "phone"}.get(their.via_channel, their.via_channel),
            "ticket_type": their.type or their.custom_request_type,
            "priority": their.priority,
            "complexity": their.custom_complexity,
            "product_area": their.custom_product_area,
            "topic": their.custom_topic,
            "subject": their.subject,
            "created_at": their.created_at,
            "status": None if their.status == "deleted" else their.status,
            "deleted_at": their.updated_at if their.status == "deleted" else None,
            "handling_minutes": their.custom_total_time_spent_sec and their.custom_total_time_spent_sec / 60,
            "merged_into_ticket_id": ids["ticket"].get(into.get(their.id)),
            "follow_up_of_ticket_id": ids["ticket"].get(follows.get(their.id)),
            "created_by": creator,
            "is_spam": their.id in tags["spam"],
        }
        known = our[list(read)].to_dict()
        known["created_by"] = known["created_by"] or "customer"
        known["status"] = known["status"] if known["status"] in STATUSES else "open"
        known["status"] = None if known["deleted_at"] else known["status"]
        minutes = pytest.approx(known.pop("handling_minutes"))
        assert read.pop("handling_minutes") == minutes
        assert read == known, our.ticket_id
        assert (their.type is None) == (our.ticket_type not in TYPES)
        assert (their.id in into) == (their.id in tags["closed_by_merge"])
        if not our.deleted_at:
            assert their.updated_at == our.updated_at


def test_the_history_is_read_back(plain, zendesk, ids):
    words = {"status": "status", "priority": "priority", "assignee_id": "assignee", "group_id": "team"}
    history = zendesk("ticket_field_history").sort_values(["ticket_id", "field_name", "updated"])
    values = {"assignee": ids["user"], "team": ids["group"]}
    read: dict = {}
    for row in history[history["field_name"].isin(words)].itertuples():
        field = words[row.field_name]
        value = values[field][int(row.value)] if field in values and row.value else row.value
        so_far = read.setdefault((ids["ticket"][row.ticket_id], field), [])
        if not so_far or so_far[-1][1] != value:
            so_far.append((row.updated, value, row.user_id))
    events = plain("ticket_events", "event_id").sort_values(["ticket_id", "field", "occurred_at"])
    known: dict = {}
    for row in events[events["field"].isin(words.values())].itertuples():
        value = "open" if row.field == "status" and row.new_value not in STATUSES else row.new_value
        so_far = known.setdefault((row.ticket_id, row.field), [])
        if not so_far or so_far[-1][1] != value:
            so_far.append((row.occurred_at, value, row.actor_id))
    for ticket in plain(
        "tickets", "ticket_id"
    ).itertuples():  # a priority that never changed was set at the beginning
        known.setdefault((ticket.ticket_id, "priority"), [(ticket.created_at, ticket.priority, False)])
    assert read.keys() == known.keys()
    for key, changes in known.items():
        assert [change[:2] for change in read[key]] == [change[:2] for change in changes], key
        for (*_, user), (*_, person) in zip(read[key], changes, strict=True):
            if person is not False:
                assert ids["user"].get(user) == person, key


def test_comments_are_read_back(plain, zendesk, ids):
    messages = plain("ticket_messages", "message_id")
    messages = messages.sort_values(["sent_at", "message_id"])
    set_of_bots = {ids["user"][1], ids["user"][2]}
    assert set_of_bots == set(plain("agents")[plain("agents")["is_bot"].astype(bool)]["agent_id"])
    for their, our in zip(zendesk("ticket_comment").itertuples(), messages.itertuples(), strict=True):
        assert ids["ticket"][their.ticket_id] == our.ticket_id
        assert (their.created, their.body, their.public) == (
            our.sent_at,
            our.body,
            our.is_public is not False,
        )
        assert their.voice_comment == (our.channel == "phone")
        assert ids["user"][their.user_id] == our.author_id
        assert (their.user_id in (1, 2)) == (our.author_type == "bot" or our.author_id in set_of_bots)


def test_users_organizations_and_groups_are_read_back(plain, zendesk, ids):
    theirs, ours = zendesk("organization"), plain("accounts", "account_id").set_index("account_id")
    for their in theirs.itertuples():
        our = ours.loc[ids["organization"].get(their.id, their.external_id)]
        assert (their.name, their.created_at, their.custom_plan, their.custom_is_test) == (
            our["name"], our["created_at"], our["plan"], our["is_test"],
        )  # fmt: skip
    contacts = plain("contacts", "contact_id").set_index("email")
    for user in zendesk("user").itertuples():
        assert IANA.get(user.time_zone, user.time_zone) == user.iana_time_zone
        if user.email:
            our = contacts.loc[user.email]
            assert (user.name, user.locale, user.created_at) == (
                our["full_name"],
                our["locale"],
                our["created_at"],
            )
            assert (None if user.active else user.updated_at) == our["deleted_at"]
    teams = plain("teams").set_index("team_id")["name"]
    assert [teams[ids["group"][group.id]] for group in zendesk("group").itertuples()] == list(
        zendesk("group")["name"]
    )


def test_agents_who_left_are_no_agents_today_and_the_log_says_when_that_changed(plain, zendesk, ids):
    left = plain("agents")[~plain("agents")["is_active"].astype(bool)]
    log, users = zendesk("audit_log"), zendesk("user").set_index("id")
    assert len(log) == len(left) > 2
    for entry in log.itertuples():
        assert ids["user"][entry.source_id] in set(left["agent_id"])
        assert users.loc[entry.source_id, "role"] == "end-user"
        deeds = zendesk("ticket_field_history").query("user_id == @entry.source_id")["updated"]
        assert (deeds < entry.created_at).all()
        assert re.match("Support role changed from Agent to ", entry.change_description)


def test_windows_are_read_back_from_minutes_since_sunday(plain, zendesk):
    read = set()
    for row in zendesk("schedule").itertuples():
        for day in range(row.start_time // 1440, -(-row.end_time // 1440)):
            opens, closes = max(row.start_time, day * 1440), min(row.end_time, (day + 1) * 1440)
            read.add(
                (row.name, IANA[row.time_zone], 1 + (day + 6) % 7, opens - day * 1440, closes - day * 1440)
            )
    minutes = {
        time: int(time[:2]) * 60 + int(time[3:])
        for time in {*plain("schedules")["opens_at"], *plain("schedules")["closes_at"]}
    }
    known = {
        (row.schedule_id, row.timezone, row.weekday, minutes[row.opens_at], minutes[row.closes_at])
        for row in plain("schedules").itertuples()
    }
    assert read == known
    assert (0, 10080) in set(
        zip(zendesk("schedule")["start_time"], zendesk("schedule")["end_time"], strict=True)
    )
    first = zendesk("schedule").sort_values("created_at").iloc[0]
    assert plain("schedules").set_index("schedule_id")["is_default"].to_dict()[first["name"]]


def test_holidays_are_read_back_and_days_on_end_are_one(plain, zendesk):
    names = dict(zip(*zendesk("schedule")[["id", "name"]].T.to_numpy(), strict=True))
    read = {
        (names[row.schedule_id], day.date(), row.name)
        for row in zendesk("schedule_holiday").itertuples()
        for day in pd.date_range(row.start_date, row.end_date)
    }
    assert read == {(row.schedule_id, row.date, row.name) for row in plain("holidays").itertuples()}
    assert (zendesk("schedule_holiday")["start_date"] < zendesk("schedule_holiday")["end_date"]).any()


def test_ratings_are_read_back(plain, zendesk, ids):
    surveys = plain("survey_responses", "response_id").query("kind == 'csat' and ticket_id.notna()")
    ratings = zendesk("satisfaction_rating").set_index(
        zendesk("satisfaction_rating")["ticket_id"].map(ids["ticket"])
    )
    history = zendesk("ticket_field_history").query("field_name == 'satisfaction_score'")
    kept = 0
    for our in surveys.itertuples():
        low, high = our.scale_min or 1, our.scale_max or 5
        score = (
            our.score if our.score is None or our.higher_is in (None, "better") else low + high - our.score
        )
        if score is not None and not low <= score <= high:
            assert our.ticket_id not in ratings.index
            continue
        kept += 1
        rating = ratings.loc[our.ticket_id]
        said = (
            "offered" if score is None else "good" if score > high - (2 if high - low > 2 else 1) else "bad"
        )
        assert (rating["score"], rating["created_at"]) == (said, our.sent_at)
        changes = history[history["ticket_id"] == rating["ticket_id"]].sort_values("updated")
        times = [our.sent_at] + ([our.responded_at] if score is not None else [])
        assert list(changes["updated"]) == times
        assert list(changes["value"]) == ["offered", said][: len(times)]
    assert kept == len(ratings) > 100


def test_targets_are_read_back(plain, zendesk, ids):
    policies = plain("sla_policies").sort_values("position")
    plans = plain("accounts", "account_id").set_index("account_id")["plan"].to_dict()
    history = zendesk("ticket_field_history")
    told = {
        (ids["ticket"][row.ticket_id], row.field_name): (row.updated, json.loads(row.value))
        for row in history[history["field_name"].str.endswith("_time")].itertuples()
    }
    for ticket in plain("tickets", "ticket_id").itertuples():
        for metric in ("first_response", "resolution"):
            for policy in policies[policies["metric"] == metric].itertuples():
                fits = policy.plan in (None, plans.get(ticket.account_id)) and policy.priority in (
                    None,
                    ticket.priority,
                )
                fits &= policy.valid_from is None or policy.valid_from <= ticket.created_at
                if not fits or (policy.valid_to is not None and policy.valid_to <= ticket.created_at):
                    continue
                paused = "requester_wait_time" if policy.pause_on_pending else "total_resolution_time"
                field = "first_reply_time" if metric == "first_response" else paused
                value = {"minutes": policy.target_minutes, "in_business_hours": policy.in_business_hours}
                assert told.pop((ticket.ticket_id, field)) == (ticket.created_at, value)
                break
    assert not told


def test_schedules_of_tickets_are_those_of_their_teams(plain, zendesk, ids):
    names = dict(zip(*zendesk("schedule")[["id", "name"]].T.to_numpy(), strict=True))
    told = {
        ids["ticket"][row.ticket_id]: names[row.schedule_id]
        for row in zendesk("ticket_schedule").itertuples()
    }
    teams = plain("teams").set_index("team_id")["schedule_id"].to_dict()
    for ticket in plain("tickets", "ticket_id").itertuples():
        assert told.get(ticket.ticket_id, "berlin") == (teams.get(ticket.team_id) or "berlin")
    assert "berlin" not in told.values()


def test_calls_are_read_back_but_for_those_that_contradict_themselves(plain, zendesk, ids):
    calls = plain("calls", "call_id").sort_values(["queued_at", "call_id"])
    talk = zendesk("calls")
    by_start: dict = {}
    for call in calls.itertuples():
        by_start.setdefault(call.queued_at, []).append(call)
    for row in talk.itertuples():
        answered = row.agent_id is not None and row.created_at + timedelta(seconds=row.time_to_answer)
        outcome = (
            "voicemail"
            if row.voicemail
            else "callback"
            if row.callback
            else "answered"
            if answered
            else "abandoned"
        )
        read = (
            outcome,
            row.created_at + timedelta(seconds=row.duration),
            row.direction,
            ids["user"].get(row.agent_id),
        )
        known = [
            (
                call.outcome or ("answered" if call.answered_at else "abandoned"), call.ended_at,
                call.direction or "inbound", None if call.outcome in ("voicemail", "callback") else call.agent_id,
            )
            for call in by_start[row.created_at]
        ]  # fmt: skip
        assert read in known, row.id
        if answered:
            assert answered in [call.answered_at for call in by_start[row.created_at]]
    assert len(calls) * 0.9 < len(talk) < len(calls)
    legs = zendesk("legs").groupby("call_id")["type"].agg(list)
    assert [len(legs[row.id]) for row in talk.itertuples()] == [
        1 + (row.agent_id is not None) for row in talk.itertuples()
    ]


def test_the_same_tables_give_the_same_bytes_and_csv_says_the_same(out, tmp_path):
    for number, form in enumerate(["parquet", "parquet", "csv"]):
        retell(SHAPES, out / "plain", tmp_path / str(number), form)
    first, again = (
        {path.name: path.read_bytes() for path in (tmp_path / folder / "zendesk").iterdir()}
        for folder in ("0", "1")
    )
    assert first == again
    for name in SHAPES["zendesk"].tables:
        rows = duckdb.sql(f"select count(*) from read_csv('{tmp_path}/2/zendesk/{name}.csv')").fetchone()
        assert rows == duckdb.sql(f"select count(*) from '{tmp_path}/0/zendesk/{name}.parquet'").fetchone()


def test_an_unknown_shape_is_refused_before_anything_is_made(tmp_path, capsys):
    with pytest.raises(RunError, match="did you mean 'zendesk'"):
        generate(tmp_path, shape="zendsk")
    assert not list(tmp_path.iterdir())
    assert cli.main(["demo", "--out", str(tmp_path), "--shape", "zendesk+nobody", "--quiet"]) == 1
    assert "There is no shape 'nobody'" in capsys.readouterr().err
