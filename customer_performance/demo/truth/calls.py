"""What every metric of calls and shifts must be. Where a call's outcome and its times disagree, the outcome counts."""

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.calls import (
    ABANDONED,
    ANSWERED,
    CALLBACK,
    INBOUND,
    ODD_DIRECTION,
    ODD_OUTCOME,
    VOICEMAIL,
)
from customer_performance.demo.company import DAY, END, NEVER, NEVER_LANDED, NOBODY, Company
from customer_performance.demo.facts import WINDOW, Contacts, counted_tickets, repeat_contacts
from customer_performance.demo.histories import FROM_CUSTOMER
from customer_performance.demo.truth.observations import Truth

SHORT_ABANDON, SERVICE_LEVEL = 5, 20
UNCLEAR = -1


def judge_calls(company: Company, histories: Table, calls: Table) -> Table:
    """What can be said of each call from what was written down about it."""
    answered, ended, word = calls["answered_at"], calls["ended_at"], calls["outcome"]
    has_answer, has_end = answered <= END, ended <= END
    is_inbound = (calls["direction"] == INBOUND) | (calls["direction"] == NOBODY)
    is_word = (word >= 0) & (word < ODD_OUTCOME)
    outcome = np.where(is_word, word, np.where(has_answer, ANSWERED, UNCLEAR))
    outcome = np.where((word < 0) & ~has_answer & has_end & is_inbound, ABANDONED, outcome)
    # Nobody waits for a day: a caller of whom nothing else is known has left.
    is_lost = (word < 0) & ~has_answer & ~has_end & is_inbound & (calls["queued_at"] < END - DAY)
    outcome = np.where(is_lost, ABANDONED, outcome)
    agent = calls["agent"]
    by_person = (outcome == ANSWERED) & ~((agent >= 0) & company.agents["is_bot"][agent])

    known = (calls["ticket"] >= 0) & (calls["ticket"] < len(histories["created_at"]))
    ticket = np.where(known, histories["survivor"][np.where(known, calls["ticket"], 0)], -1)
    person = calls["contact"]
    counts = ~company.is_test(calls["account"], person) & (
        (ticket < 0) | counted_tickets(company, histories)[ticket]
    )

    # Before the first call that nobody answered, nobody knows whether such calls are written down.
    is_told = calls["queued_at"] >= calls["queued_at"][is_inbound & (outcome != ANSWERED)].min()
    left = np.where(outcome == ANSWERED, answered, ended)
    has_wait = (left <= END) & (left >= calls["queued_at"])
    in_order = has_end & has_answer & (ended >= answered) & ~(calls["wrap_up"] < 0)
    handled = np.where(
        by_person & in_order, ended - np.minimum(answered, END) + np.nan_to_num(calls["wrap_up"]), np.nan
    )
    # Without a ticket, a failure shows only when the caller comes back, so the caller must be known.
    judged = by_person & is_inbound & (calls["ticket"] < 0) & (person >= 0) & has_end
    judged &= ended >= np.where(has_answer, answered, calls["queued_at"])
    return calls | {
        "counts": counts,
        "own_ticket": ticket,
        "is_inbound": is_inbound,
        "judged_outcome": outcome,
        "by_person": by_person,
        "queue_end": np.where(has_wait, left, calls["queued_at"]),
        "has_wait": has_wait,
        "is_told": is_told,
        "wait": np.where(has_wait, left - calls["queued_at"], NEVER),
        "handle_seconds": handled,
        "is_contact": counts & is_inbound & (calls["ticket"] < 0) & (person >= 0),
        "is_settled": counts & judged,
    }


def find_repeats(facts: Table, company: Company, histories: Table, calls: Table) -> None:
    """Adds to `facts` and `calls` how often people came back after a first solve, and after a call without a ticket."""
    counted = counted_tickets(company, histories)
    rows = np.flatnonzero(counted & (histories["created_by"] == FROM_CUSTOMER))
    phoned = np.flatnonzero(calls["is_contact"])
    later = Contacts(
        np.concatenate([histories["contact"][rows], calls["contact"][phoned]]),
        np.concatenate([histories["created_at"][rows], calls["queued_at"][phoned]]),
        np.concatenate([histories["area"][rows], np.full(len(phoned), -1)]),
    )
    facts["repeat_contacts"] = np.zeros(len(counted), np.int64)
    solved = np.flatnonzero(counted & (facts["first_solved_at"] <= END))
    facts["repeat_contacts"][solved] = repeat_contacts(
        Contacts(histories["contact"][solved], facts["first_solved_at"][solved], histories["area"][solved]),
        later,
    )
    calls["repeat_contacts"] = np.zeros(len(calls["counts"]), np.int64)
    settled = np.flatnonzero(calls["is_settled"])
    calls["repeat_contacts"][settled] = repeat_contacts(
        Contacts(calls["contact"][settled], calls["ended_at"][settled], np.full(len(settled), -1)), later
    )
    # Some calls seem to end before they come in, since clocks differ: such a call is not a repeat of itself.
    calls["repeat_contacts"] -= calls["is_settled"] & (calls["ended_at"] < calls["queued_at"])


def count_calls(
    truth: Truth,
    company: Company,
    histories: Table,
    facts: Table,
    calls: Table,
    shifts: Table,
) -> None:
    counts, team, ended = calls["counts"], calls["team"], calls["ended_at"]
    outcome, wait, has_wait = calls["judged_outcome"], calls["wait"], calls["has_wait"]
    by_person = calls["by_person"]
    spoken = counts & by_person & calls["is_inbound"] & has_wait
    truth.add("kpi_speed_of_answer", spoken, calls["queue_end"], wait, team)

    seconds = calls["handle_seconds"]
    is_timed = counts & ~np.isnan(seconds)
    truth.add("kpi_handle_time", is_timed, ended, seconds, team)
    hourly = np.where(calls["agent"] >= 0, company.agents["hourly_cost"][calls["agent"]], np.nan)
    logged = np.where(facts["last_solved_at"] <= END, histories["handling_minutes"], np.nan)
    in_ticket = (calls["own_ticket"] >= 0) & ~np.isnan(logged[calls["own_ticket"]])
    # The time of a ticket that never landed may hold its calls.
    is_costed = is_timed & ~np.isnan(hourly) & ~in_ticket & (calls["ticket"] < len(logged))
    truth.add("kpi_cost_per_contact", is_costed, ended, seconds / 3600 * hourly, team)

    is_left = outcome == ABANDONED
    offered = counts & calls["is_inbound"] & (outcome != UNCLEAR) & calls["is_told"]
    offered &= ~is_left | (wait > SHORT_ABANDON)
    truth.add("kpi_call_abandonment_rate", offered, calls["queue_end"], is_left, team, scale=100)
    # What a bot took was for nobody to answer.
    for_people = offered & (by_person | (outcome != ANSWERED)) & (has_wait | ~by_person)
    in_time = by_person & (wait <= SERVICE_LEVEL)
    truth.add("kpi_service_level", for_people, calls["queue_end"], in_time, team, scale=100)

    closed = calls["is_settled"] & (ended + WINDOW <= END)
    at_first = calls["repeat_contacts"] == 0
    truth.add("cpi_first_contact_resolution", closed, ended, at_first, team, scale=100)
    count_agent_days(truth, company, calls, shifts)


def count_agent_days(truth: Truth, company: Company, calls: Table, shifts: Table) -> None:
    """Adds calls per hour on shift, by agent and day. Without a shift, hours are from the first answer to the last
    wrap-up."""
    rows = np.flatnonzero(
        calls["counts"] & calls["by_person"] & (calls["answered_at"] <= END) & (calls["agent"] >= 0)
    )
    answered, agent = calls["answered_at"][rows], calls["agent"][rows]
    until = answered + np.nan_to_num(calls["handle_seconds"][rows])
    width = END // DAY + 1
    key, place, handled = np.unique(agent * width + answered // DAY, return_inverse=True, return_counts=True)
    first, last = np.full(len(handled), NEVER), np.zeros(len(handled))
    latest = np.zeros(len(handled), np.int64)
    np.minimum.at(first, place, answered)
    np.maximum.at(latest, place, answered)
    np.maximum.at(last, place, until)
    on_shift = np.zeros(len(company.agents["team"]) * width)
    np.add.at(on_shift, *seconds_on_shift(shifts, width))
    seconds = on_shift[key]
    seconds = np.where(seconds > 0, seconds, last - first)
    # Agents in the agents table have a team. Of the others, it is the team of their calls if that is only one.
    named = np.where(calls["team"][rows] >= 0, calls["team"][rows], 99)
    low, high = np.full(len(handled), 99), np.full(len(handled), -1)
    np.minimum.at(low, place, named)
    np.maximum.at(high, place, calls["team"][rows])
    agent = key // width
    is_listed = company.agents["is_listed"][agent]
    team = np.where(is_listed, company.agents["team"][agent], np.where(low == high, low, NOBODY))
    truth.add("kpi_calls_per_agent_hour", seconds > 0, latest, handled, team, denominator=seconds / 3600)


def possible(shifts: Table) -> Array:
    """Whether each shift ends after it starts, and within a day."""
    length = shifts["ended_at"] - shifts["started_at"]
    return (length > 0) & (length <= DAY)


def seconds_on_shift(shifts: Table, width: int) -> tuple[Array, Array]:
    """How long agents were on shift on each day, without overlaps and up to the present.

    Two arrays: agent * width + day since 1970, and seconds; an agent's day may have several rows.
    """
    agent, started, ended = (shifts[name][possible(shifts)] for name in ("agent", "started_at", "ended_at"))
    ended = np.minimum(ended, END)
    order = np.lexsort((started, agent))
    agent, started, ended = agent[order], started[order], ended[order]
    reach = np.maximum.accumulate(agent * NEVER + ended)
    # Until when the same agent's earlier shifts reach.
    covered = np.concatenate([[0], reach[:-1]]) - agent * NEVER
    started = np.maximum(started, covered)
    kept = started < ended
    agent, started, ended = agent[kept], started[kept], ended[kept]
    day = (started[:, None] // DAY) + np.arange(2)
    piece = np.minimum(ended[:, None], (day + 1) * DAY) - np.maximum(started[:, None], day * DAY)
    key, piece = (agent[:, None] * width + day).ravel(), piece.ravel()
    return key[piece > 0], piece[piece > 0]


def call_exceptions(calls: Table, shifts: Table, tickets: int) -> dict[str, dict[str, int]]:
    """How many calls and shifts must be listed as exceptions, by table and reason, whether they count or not."""
    answered, ended, word = calls["answered_at"], calls["ended_at"], calls["outcome"]
    outcome = calls["judged_outcome"]
    has_answer, has_end = answered <= END, ended <= END
    found = {
        "answered_before_queue": has_answer & (answered < calls["queued_at"]),
        "ended_before_start": has_end & (ended < np.where(has_answer, answered, calls["queued_at"])),
        "negative_wrap_up": calls["wrap_up"] < 0,
        "unknown_outcome": word == ODD_OUTCOME,
        "unknown_direction": calls["direction"] == ODD_DIRECTION,
    }
    unclear = [
        (word == ABANDONED) & has_answer,
        (outcome == ANSWERED) & ~has_answer,
        (outcome == ABANDONED) & ~has_end,
    ]
    orphans = [calls["account"] == NEVER_LANDED, calls["ticket"] >= tickets]
    agent, started, ended = (shifts[name][possible(shifts)] for name in ("agent", "started_at", "ended_at"))
    order = np.lexsort((ended, started, agent))
    reach = np.maximum.accumulate((agent * NEVER + ended)[order])
    overlapping = (agent * NEVER + started)[order][1:] < reach[:-1]
    return {
        "calls": {reason: int(rows.sum()) for reason, rows in found.items()}
        | {"outcome_unclear": int(sum(rows.sum() for rows in unclear))}
        | {"orphan": int(sum(rows.sum() for rows in orphans))},
        "agent_shifts": {
            "impossible_shift": int((~possible(shifts)).sum()),
            "overlapping_shift": int(overlapping.sum()),
        },
    }


def call_traps(calls: Table) -> dict[str, int]:
    """How often each trap was planted among the calls; none of them is an exception."""
    is_abandoned = calls["judged_outcome"] == ABANDONED
    has_time = calls["answered_at"] <= END
    planted = {
        "calls_left_at_once": is_abandoned & (calls["wait"] <= SHORT_ABANDON),
        "calls_taken_by_bots": (calls["judged_outcome"] == ANSWERED) & ~calls["by_person"],
        "calls_answered_by_machine": np.isin(calls["judged_outcome"], [VOICEMAIL, CALLBACK]) & has_time,
        "calls_of_unknown_people": calls["contact"] == NOBODY,
        "calls_that_do_not_count": ~calls["counts"],
        "calls_that_were_repeated": calls["repeat_contacts"] > 0,
        "calls_without_direction": calls["direction"] == NOBODY,
    }
    return {name: int(rows.sum()) for name, rows in planted.items()}
