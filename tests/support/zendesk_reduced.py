"""The plain tables of the demo company without what Zendesk cannot know, so that a build of the one can be held against
one of the other. Written apart from the exporter: each rule is said once more here."""

from pathlib import Path

import pandas as pd

TABLES = ["accounts", "contacts", "agents", "teams", "tickets", "ticket_events", "ticket_messages", "sla_policies",
          "schedules", "holidays", "survey_responses", "calls"]  # fmt: skip


def reduce_to_zendesk(plain: Path, landing: Path) -> None:
    """Write the tables of the plain contract that Zendesk tells of, as CSV."""
    landing.mkdir()
    tables = {name: read(plain, name) for name in TABLES}
    rules = {"accounts": accounts, "agents": agents, "tickets": tickets, "ticket_events": ticket_events,
             "sla_policies": sla_policies, "survey_responses": survey_responses, "calls": calls}  # fmt: skip
    for name, frame in tables.items():
        reduced = rules[name](frame, tables) if name in rules else frame
        reduced.to_csv(landing / f"{name}.csv", index=False)


def read(plain: Path, name: str) -> pd.DataFrame:
    """A table as text, as it was written; of several copies of a row, all."""
    files = sorted([*plain.glob(f"{name}.csv"), *plain.glob(f"{name}/*.csv")])
    return pd.concat(
        [pd.read_csv(file, dtype=str, keep_default_na=False) for file in files], ignore_index=True
    )


def accounts(frame: pd.DataFrame, _) -> pd.DataFrame:
    """Whoever deletes an organization ends no contract."""
    return frame.drop(columns="deleted_at")


def agents(frame: pd.DataFrame, _) -> pd.DataFrame:
    return frame.drop(columns="hourly_cost")


def tickets(frame: pd.DataFrame, _) -> pd.DataFrame:
    """The known bug behind a ticket is no ticket of type problem, and times of milestones are in the history alone."""
    return frame.drop(columns=["issue_id", "first_response_at", "solved_at"])


def ticket_events(frame: pd.DataFrame, _) -> pd.DataFrame:
    """Nobody writes down that a ticket went on by another channel."""
    return frame[frame["field"] != "channel"]


def sla_policies(frame: pd.DataFrame, _) -> pd.DataFrame:
    """Each ticket has one schedule, by which all its targets go, and nothing says what was promised."""
    return frame.drop(columns=["schedule_id", "is_promise"])


def survey_responses(frame: pd.DataFrame, _) -> pd.DataFrame:
    """Ratings of tickets that were sent, if the score is one."""
    rated = frame[(frame["kind"] == "csat") & (frame["ticket_id"] != "") & (frame["sent_at"] != "")]
    score, low, high = (pd.to_numeric(rated[name]) for name in ("score", "scale_min", "scale_max"))
    return rated[score.isna() | score.between(low.fillna(1), high.fillna(5))]


def calls(frame: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Calls that are over and do not contradict themselves. Who called is known of those that have a ticket, and a
    machine that takes a message is no agent."""
    queued, answered, ended = (
        pd.to_datetime(frame[name]) for name in ("queued_at", "answered_at", "ended_at")
    )
    outcome, has_agent = frame["outcome"], frame["agent_id"] != ""
    sound = ended.notna() & (ended >= queued) & ~(answered < queued) & ~(ended < answered)
    sound &= frame["direction"].isin(["", "inbound", "outbound"])
    sound &= outcome.isin(["", "answered", "abandoned", "voicemail", "callback"])
    sound &= ~(pd.to_numeric(frame["wrap_up_seconds"]) < 0)
    sound &= ~(outcome.isin(["", "answered"]) & (answered.notna() != has_agent))
    sound &= ~((outcome == "answered") & answered.isna()) & ~((outcome == "abandoned") & answered.notna())
    by_machine = outcome.isin(["voicemail", "callback"])
    owners = tables["tickets"].drop_duplicates("ticket_id").set_index("ticket_id")
    about = frame["ticket_id"]
    reduced = frame.assign(
        contact_id=about.map(owners["contact_id"]).fillna(""),
        account_id=about.map(owners["account_id"]).fillna(""),
        answered_at=frame["answered_at"].where(~by_machine, ""),
        agent_id=frame["agent_id"].where(~by_machine, ""),
        direction=frame["direction"].where(frame["direction"] != "", "inbound"),
    )
    return reduced[sound]
