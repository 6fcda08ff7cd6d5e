"""What Salesforce can know of the demo company, in the plain contract."""

from pathlib import Path

import pandas as pd

from tests.support.reduced import Tables, reduce_company, without

TABLES = ["accounts", "contacts", "agents", "teams", "tickets", "ticket_events", "ticket_messages", "sla_policies",
          "schedules", "holidays", "subscriptions", "subscription_changes", "orders", "quotes"]  # fmt: skip
ENDS = ("solved", "closed")


def reduce_to_salesforce(plain: Path, landing: Path) -> None:
    """Write the tables of the plain contract that Salesforce tells of, as CSV."""
    rules = {
        "accounts": without("deleted_at"),  # whoever deletes an account ends no contract
        "contacts": without("locale", "timezone"),
        "agents": without("hourly_cost"),
        "teams": without("lead_agent_id"),
        "tickets": tickets,
        "ticket_events": ticket_events,
        "ticket_messages": ticket_messages,
        "sla_policies": sla_policies,
        "schedules": schedules,
        "holidays": holidays,
        "subscriptions": subscriptions,
        "orders": orders,
        "quotes": without("sent_at", "decided_at"),
    }
    reduce_company(plain, landing, TABLES, rules)
    (landing / "subscription_changes.csv").unlink()  # terms are contracts, and nobody says a revenue


def one_end(status: pd.Series) -> pd.Series:
    """Salesforce has one kind of end."""
    return status.where(~status.isin(ENDS), "solved")


def status_changes(tables: Tables) -> pd.DataFrame:
    """Changes between two words; from the first one on a ticket is new, unless told otherwise."""
    events = tables["ticket_events"]
    events = events[events["field"] == "status"].drop_duplicates("event_id")
    begun = one_end(events["old_value"].where(events["old_value"] != "", "new"))
    return events[begun != one_end(events["new_value"])]


def tickets(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """A case has one owner: a person has it, and its team is the last queue that had it. It says when it was last
    closed. One that came by mail or by form is a customer's, whoever wrote it down. Neither a known bug nor an earlier
    ticket is named, nor when somebody answered first."""
    ends = status_changes(tables).query("new_value in @ENDS").groupby("ticket_id")["occurred_at"].max()
    events = tables["ticket_events"].query("field == 'team' and new_value != ''")
    queues = events.sort_values(["occurred_at", "event_id"]).groupby("ticket_id")["new_value"].last()
    number, is_over = frame["ticket_id"], frame["status"].isin(ENDS)
    told = frame["solved_at"].where(frame["solved_at"] != "", frame["closed_at"])
    return frame.assign(
        team_id=frame["team_id"].where(frame["agent_id"] == "", number.map(queues).fillna("")),
        status=one_end(frame["status"]),
        solved_at=number.map(ends).fillna(told).where(is_over, ""),
        created_by=frame["created_by"].where(~frame["channel"].isin(["email", "web"]), "customer"),
    ).drop(columns=["issue_id", "first_response_at", "closed_at", "follow_up_of_ticket_id"])


def ticket_events(frame: pd.DataFrame, _) -> pd.DataFrame:
    """Nobody writes down that a ticket went on by another channel."""
    is_status = frame["field"] == "status"
    values = {
        name: frame[name].where(~is_status, one_end(frame[name])) for name in ("old_value", "new_value")
    }
    told = frame.assign(**values)
    return told[(told["field"] != "channel") & (told["old_value"] != told["new_value"])]


def ticket_messages(frame: pd.DataFrame, _) -> pd.DataFrame:
    """Of a message it is known whether it was a mail, if customers may read it."""
    is_mail = (frame["channel"] == "email") & (frame["is_public"] != "false")
    return frame.assign(channel=frame["channel"].where(is_mail, ""))


def sla_policies(frame: pd.DataFrame, _) -> pd.DataFrame:
    """A ticket has one schedule, what stops one resolution stops all, and nothing says what was promised."""
    stops = frame["metric"].map({"resolution": "true"}).fillna("false")
    return frame.assign(pause_on_pending=stops).drop(columns=["schedule_id", "is_promise"])


def schedules(frame: pd.DataFrame, _) -> pd.DataFrame:
    """Each day has one window."""
    day = frame.groupby(["schedule_id", "is_default", "timezone", "weekday"], as_index=False)
    return day.agg(opens_at=("opens_at", "min"), closes_at=("closes_at", "max"))


def holidays(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """A holiday is everybody's."""
    everybody = tables["schedules"][["schedule_id"]].drop_duplicates()
    return everybody.merge(frame[["date", "name"]].drop_duplicates("date"), how="cross")


def subscriptions(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Each term is a contract of whole days; what is to end later does not say so yet, and nobody says a revenue."""
    synced = pd.to_datetime(tables["ticket_events"]["occurred_at"]).max() + pd.Timedelta(hours=1)
    changes = tables["subscription_changes"]
    rows = []
    newest = frame.sort_values("updated_at", kind="stable").drop_duplicates("subscription_id", keep="last")
    for each in newest[newest["is_one_off"] != "true"].itertuples():
        terms = changes[changes["subscription_id"] == each.subscription_id]["term_ends_at"]
        days = sorted({pd.Timestamp(day).normalize() for day in [each.started_at, each.term_ends_at, *terms]
                       if day and pd.Timestamp(day) >= pd.Timestamp(each.started_at)})  # fmt: skip
        end = (
            pd.Timestamp(each.ended_at).normalize()
            if each.ended_at and pd.Timestamp(each.ended_at) <= synced
            else None
        )
        planned = pd.Timestamp(each.ended_at).normalize() if each.ended_at else None
        days = [day for day in days if planned is None or day < planned]
        for number, day in enumerate(days):
            is_last = number + 1 == len(days)
            until = end if is_last else days[number + 1]
            if day > synced:
                continue
            is_over = until is not None and until <= synced
            rows.append({
                "subscription_id": f"{each.subscription_id}-{number}", "account_id": each.account_id, "plan": each.plan,
                "started_at": day, "ended_at": until if is_over else None, "term_ends_at": until,
                "updated_at": each.updated_at,
            })  # fmt: skip
    return pd.DataFrame(rows)


def orders(frame: pd.DataFrame, _) -> pd.DataFrame:
    """Orders have days."""
    days = frame["ordered_at"].str.slice(0, 10)
    return frame.assign(ordered_at=days + " 00:00:00")[
        ["order_id", "account_id", "contact_id", "ordered_at", "amount", "currency"]
    ]
