"""What Zendesk can know of the demo company, in the plain contract."""

from pathlib import Path

import pandas as pd

from tests.support.reduced import reduce_company, without

TABLES = ["accounts", "contacts", "agents", "teams", "tickets", "ticket_events", "ticket_messages", "sla_policies",
          "schedules", "holidays", "survey_responses", "calls"]  # fmt: skip


def reduce_to_zendesk(plain: Path, landing: Path) -> None:
    """Write the tables of the plain contract that Zendesk tells of, as CSV."""
    rules = {
        "accounts": without("deleted_at"),  # whoever deletes an organization ends no contract
        "agents": without("hourly_cost"),
        # the known bug behind a ticket is no ticket of type problem; times of milestones are in the history alone
        "tickets": without("issue_id", "first_response_at", "solved_at"),
        "ticket_events": ticket_events,
        # each ticket has one schedule, by which all its targets go, and nothing says what was promised
        "sla_policies": without("schedule_id", "is_promise"),
        "survey_responses": survey_responses,
        "calls": calls,
    }
    reduce_company(plain, landing, TABLES, rules)


def ticket_events(frame: pd.DataFrame, _) -> pd.DataFrame:
    """Nobody writes down that a ticket went on by another channel."""
    return frame[frame["field"] != "channel"]


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
