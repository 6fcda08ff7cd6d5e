"""What every metric of the portal must be, from the planned visits, and which gaps must be found."""

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, MONTH_SECONDS, NEVER_LANDED, NOBODY, Company
from customer_performance.demo.facts import counted_tickets
from customer_performance.demo.histories import FROM_CUSTOMER, TOPICS
from customer_performance.demo.self_service import BARE_AREA, UNREAD, USELESS
from customer_performance.demo.truth.observations import Truth, first_whole_month

ENGAGED_SECONDS, DEFLECTION_SECONDS = 30, DAY
ODD_VOTE = 3


def judge_visits(
    company: Company,
    histories: Table,
    calls: Table,
    sessions: Table,
    views: Table,
) -> Table:
    """The visits with their end as far as it is known, what was read, and whether a ticket or a call followed."""
    count = len(sessions["started_at"])
    known = views["session"] < count
    session, viewed, dwell, vote = (views[fact][known] for fact in ("session", "viewed_at", "dwell", "vote"))
    read_until = np.full(count, -1)
    np.maximum.at(read_until, session, (viewed + np.maximum(np.nan_to_num(dwell), 0)).astype(np.int64))
    guess = np.where(read_until >= 0, read_until, sessions["started_at"])
    ended = np.where(sessions["ended_at"] <= END, sessions["ended_at"], guess)
    is_engaged = np.zeros(count, bool)
    np.logical_or.at(is_engaged, session, (dwell >= ENGAGED_SECONDS) | (vote == 1) | (vote == 2))

    person = sessions["contact"]
    return sessions | {
        "is_test": company.is_test(sessions["account"], person),
        "ended_at": ended,
        "has_end": ended >= sessions["started_at"],
        "has_reading": np.bincount(session, minlength=count) > 0,
        "is_engaged": is_engaged,
        "came_to_us": contacts_within(
            histories, calls, counted_tickets(company, histories), person, sessions["started_at"], ended
        ),
    }


def contacts_within(
    histories: Table,
    calls: Table,
    counted: Array,
    person: Array,
    started: Array,
    ended: Array,
) -> Array:
    """How often each visitor opened a ticket or called, from the visit's start to DEFLECTION_SECONDS after its end."""
    tickets = np.flatnonzero(counted & (histories["created_by"] == FROM_CUSTOMER))
    phoned = np.flatnonzero(calls["counts"] & calls["is_inbound"] & (calls["contact"] >= 0))
    spacing = 1 << 32
    made = np.sort(
        np.concatenate([
            histories["contact"][tickets] * spacing + histories["created_at"][tickets],
            calls["contact"][phoned] * spacing + calls["queued_at"][phoned],
        ])
    )  # fmt: skip
    low = np.searchsorted(made, person * spacing + started, "left")
    return np.searchsorted(made, person * spacing + ended + DEFLECTION_SECONDS, "right") - low


def count_portal(truth: Truth, visits: Table) -> None:
    ended = visits["ended_at"]
    ours = ~visits["is_test"]
    dated = np.where(visits["has_end"], ended, visits["started_at"])
    truth.add("cpi_content_engagement", ours, dated, visits["is_engaged"], scale=100)
    closed = (
        ours
        & visits["has_end"]
        & visits["has_reading"]
        & (visits["contact"] >= 0)
        & (ended + DEFLECTION_SECONDS <= END)
    )
    truth.add("cpi_self_service_deflection", closed, ended, visits["came_to_us"] == 0, scale=100)


def count_portal_adoption(truth: Truth, company: Company, active: Array, visits: Table) -> None:
    """Adds which contacts of active accounts visited the portal, in each whole month since its first visit.

    `active`: accounts × months of MONTH_SECONDS.
    """
    contacts = company.contacts
    ends = MONTH_SECONDS[1:]
    ours = np.flatnonzero(~visits["is_test"])
    month = np.searchsorted(MONTH_SECONDS, visits["started_at"][ours], "right") - 1
    known = (visits["contact"][ours] >= 0) & (visits["contact"][ours] < len(contacts["account"]))
    has_visited = np.zeros((len(contacts["account"]), len(ends)), bool)
    has_visited[visits["contact"][ours][known], month[known]] = True
    could = active[contacts["account"]] & (contacts["created_at"][:, None] < ends)
    could &= contacts["deleted_at"][:, None] >= ends
    could[:, : first_whole_month(visits["started_at"][ours][visits["contact"][ours] >= 0])] = False
    person, of = np.nonzero(could)
    everyone = np.ones(len(person), bool)
    truth.add("cpi_self_service_adoption", everyone, ends[of] - 1, has_visited[person, of], scale=100)


def gaps() -> dict[str, list[str]]:
    """The areas and topics that must be found as gaps, by what is wrong with their articles."""
    return {
        "no_article": sorted(f"{BARE_AREA} / {topic}" for topic in TOPICS),
        "article_unread": [" / ".join(UNREAD)],
        "article_does_not_deflect": [" / ".join(USELESS)],
    }


def portal_exceptions(visits: Table, views: Table) -> dict[str, dict[str, int]]:
    count = len(visits["started_at"])
    known = views["session"] < count
    begun = visits["started_at"][np.where(known, views["session"], 0)]
    return {
        "portal_sessions": {
            "orphan": int((visits["account"] == NEVER_LANDED).sum()),
            "ended_before_start": int((~visits["has_end"]).sum()),
        },
        "article_views": {
            "orphan": int((~known).sum() + (views["article"] == NOBODY).sum()),
            "view_before_session": int((known & (views["viewed_at"] < begun)).sum()),
            "negative_duration": int((views["dwell"] < 0).sum()),
            "unknown_vote": int((views["vote"] == ODD_VOTE).sum()),
        },
    }


def portal_traps(visits: Table) -> dict[str, int]:
    return {
        "visits_of_test_accounts": int(visits["is_test"].sum()),
        "visits_of_unknown_people": int((visits["contact"] < 0).sum()),
        "visits_without_reading": int((~visits["has_reading"]).sum()),
        "visits_followed_by_a_contact": int((visits["came_to_us"] > 0).sum()),
    }
