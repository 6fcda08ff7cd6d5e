"""What every metric of quality reviews and of uptime must be, from the planned rows."""

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import DAY, END, NOBODY, START, Company
from customer_performance.demo.facts import counted_tickets
from customer_performance.demo.quality import PEC_IN_CAPITALS, PEC_WORD, SERVICES
from customer_performance.demo.timelines import assignees, teams_at
from customer_performance.demo.truth.observations import Truth


def judge_reviews(company: Company, histories: Table, reviews: Table) -> Table:
    """The reviews with their agent and team, whether each counts, and its share of the possible points."""
    is_known = reviews["ticket"] < len(histories["created_at"])
    ticket = np.where(
        is_known, histories["survivor"][np.where(is_known, reviews["ticket"], 0)], reviews["ticket"]
    )
    own = np.where(is_known, ticket, 0)
    holder = np.where(is_known, assignees(company, histories, own, END), NOBODY)
    agent = np.where(reviews["agent"] >= 0, reviews["agent"], holder)
    their_team = np.where(
        (agent >= 0) & company.agents["is_listed"][agent], company.agents["team"][agent], NOBODY
    )
    team = np.where(is_known, teams_at(histories, own, np.full(len(own), END)), NOBODY)
    points, possible = reviews["points"], reviews["possible"]
    is_valid = (possible > 0) & (points >= 0) & (points <= possible)
    return reviews | {
        "ticket": ticket,
        "agent": agent,
        "team": np.where(team >= 0, team, their_team),
        "rubric": np.where(reviews["rubric"] == PEC_IN_CAPITALS, PEC_WORD, reviews["rubric"]),
        "counts": ~is_known | counted_tickets(company, histories)[own],
        "is_orphan": ~is_known,
        "is_valid": is_valid,
        "is_own": (reviews["reviewer"] >= 0) & (reviews["reviewer"] == agent),
        # Nobody says whose work it was.
        "may_be_own": (reviews["reviewer"] >= 0) & (agent < 0),
        # Reviews of the ticket from before the first one that landed would be missing.
        "may_lack_reviews": ~is_known | (histories["created_at"][own] < reviews["reviewed_at"].min()),
        "share": np.where(is_valid, points / np.where(is_valid, possible, 1), np.nan),
    }


def count_quality(truth: Truth, reviews: Table, uptime: Table) -> None:
    at, team = reviews["reviewed_at"], reviews["team"]
    compared = reviews["counts"] & reviews["is_valid"] & ~reviews["is_own"]
    by_peers = compared & ~reviews["may_be_own"]
    truth.add(
        "cpi_quality_score", by_peers, at, reviews["points"], team, scale=100, denominator=reviews["possible"]
    )
    is_pec = by_peers & (reviews["rubric"] == PEC_WORD)
    truth.add("cpi_personal_emotional_connection", is_pec, at, reviews["share"], team, scale=100)
    count_agreement(truth, {fact: values[compared] for fact, values in reviews.items()})

    # Rows of one service, area and day are added up. A row with negative minutes excludes its day.
    width = uptime["day"].max() + 1
    key = uptime["service"] * width + uptime["day"]
    agreed, down = (np.bincount(key, uptime[name], len(SERVICES) * width) for name in ("agreed", "down"))
    broken = np.bincount(key, (uptime["agreed"] < 0) | (uptime["down"] < 0), len(agreed)) > 0
    ends = START + (np.arange(len(agreed)) % width + 1) * DAY - 1
    truth.add(
        "kpi_service_availability",
        ~broken & (agreed > 0),
        ends,
        np.maximum(agreed - down, 0),
        scale=100,
        denominator=agreed,
    )


def count_agreement(truth: Truth, reviews: Table) -> None:
    """Adds how far apart the reviewers of a ticket are: by their last reviews of one agent by one rubric."""
    named = reviews["reviewer"] >= 0
    reviews = {fact: values[named] for fact, values in reviews.items()}
    facts = ("ticket", "agent", "rubric", "reviewer")
    order = np.lexsort([reviews["reviewed_at"], *(reviews[fact] for fact in reversed(facts))])
    unclear = np.unique(reviews["ticket"][reviews["may_be_own"] | reviews["may_lack_reviews"]])
    ticket, agent, rubric, reviewer, at, share, team = (
        reviews[fact][order] for fact in (*facts, "reviewed_at", "share", "team")
    )

    def begins(*columns: Array) -> Array:
        return np.append(True, np.any([column[1:] != column[:-1] for column in columns], axis=0))

    is_last = np.append(begins(ticket, agent, rubric, reviewer)[1:], True)
    ticket, agent, rubric, at, share, team = (
        column[is_last] for column in (ticket, agent, rubric, at, share, team)
    )
    start = np.flatnonzero(begins(ticket, agent, rubric))
    size = np.diff(np.append(start, len(ticket)))
    spread = np.maximum.reduceat(share, start) - np.minimum.reduceat(share, start)
    compared = np.flatnonzero(np.repeat(size, size) >= 2)
    spread = np.repeat(spread, size)[compared]
    ticket, at, team = (column[compared] for column in (ticket, at, team))
    start = np.flatnonzero(begins(ticket))
    widest = np.maximum.reduceat(spread, start)
    size = np.diff(np.append(start, len(ticket)))
    order = np.lexsort((at, ticket))
    last = order[start + size - 1]
    truth.add(
        "cpi_quality_consistency",
        ~np.isin(ticket[start], unclear),
        at[last],
        np.round(widest, 9) <= 0.1,
        team[last],
        scale=100,
    )


def impossible(uptime: Table) -> Array:
    """Which rows have minutes that cannot be."""
    return (uptime["agreed"] < 0) | (uptime["down"] < 0) | (uptime["down"] > uptime["agreed"])


def quality_exceptions(reviews: Table, uptime: Table) -> dict[str, dict[str, int]]:
    _, rows = np.unique(np.stack([uptime["service"], uptime["day"]]), axis=1, return_counts=True)
    broken = np.unique(np.stack([uptime["service"], uptime["day"]])[:, impossible(uptime)], axis=1)
    return {
        "qa_reviews": {
            "score_off_scale": int((~reviews["is_valid"]).sum()),
            "orphan": int(reviews["is_orphan"].sum()),
        },
        "service_uptime": {
            "impossible_minutes": broken.shape[1],
            "duplicate": int((rows > 1).sum()),
        },
    }


def quality_traps(reviews: Table) -> dict[str, int]:
    return {
        "reviews_of_own_work": int(reviews["is_own"].sum()),
        "reviews_that_do_not_count": int((~reviews["counts"]).sum()),
        "reviews_without_reviewer": int((reviews["reviewer"] < 0).sum()),
        "reviews_without_rubric": int((reviews["rubric"] < 0).sum()),
    }
