"""The telephone: who called whom, how each call ended, what the exchange wrote down wrongly; and the shifts.

A call is answered or abandoned, goes to voicemail, or its caller is promised a call back. It may belong to a ticket.
"""

import numpy as np
import pyarrow as pa

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import (
    AUSTRALIA,
    CHINA,
    DAY,
    END,
    NEVER,
    NEVER_LANDED,
    NOBODY,
    PLATFORM,
    SHANGHAI,
    START,
    SYDNEY,
    TEAM_IDS,
    TEAM_NAMES,
    TEAMS,
    Company,
)
from customer_performance.demo.histories import FROM_CUSTOMER, PHONE, someone
from customer_performance.demo.holidays import after_holidays
from customer_performance.demo.rhythm import even, odd
from customer_performance.demo.tables import (
    Writer,
    accounts_or_none,
    agent_ids,
    choose,
    contact_ids,
    instants,
    label,
    numbers,
    some_twice,
)
from customer_performance.demo.timelines import teams_at

OUTCOMES = ["answered", "abandoned", "voicemail", "callback", "lost in the exchange"]
ANSWERED, ABANDONED, VOICEMAIL, CALLBACK, ODD_OUTCOME = range(5)
CALL_DIRECTIONS = ["inbound", "outbound", "between desks"]
INBOUND, OUTBOUND, ODD_DIRECTION = range(3)
ODDITIES = ["plain", "abandoned_answered", "answered_no_time", "abandoned_no_time", "answered_early",
            "ended_early", "negative_wrap_up", "odd_outcome", "odd_direction"]  # fmt: skip
MOBILE = TEAM_NAMES.index("Mobile")
# The hour at which a team's shift begins, in UTC. The team Platform works in three shifts.
FIRST_HOUR = {"Billing": 7, "Onboarding": 13, "Sydney": 22, "上海支持": 1}


def plan_calls(rng: np.random.Generator, company: Company, histories: Table) -> Table:
    """All calls up to the present, sorted by the instant at which they came in. -1 stands for nobody, none or blank."""
    created = histories["created_at"]
    replied, solved = histories["replies"][:, 0], histories["solved"][:, 0]
    tickets = len(created)
    by_phone = np.flatnonzero((histories["channel"] == PHONE) & (histories["created_by"] == FROM_CUSTOMER))
    called_back = some(rng, replied < END, 0.04)
    asked_after = some(
        rng, (histories["created_by"] == FROM_CUSTOMER) & (np.minimum(solved, END) - created > 3600), 0.03
    )
    loose = rng.integers(0, tickets, int(tickets * 0.22))
    came_back = some(rng, solved < END, 0.05)
    span = np.minimum(solved, END)[asked_after] - created[asked_after]
    loose_at = (
        created[loose] + rng.integers(-20, 40, len(loose)) * DAY + rng.integers(0, 1800, len(loose)) * 2
    )
    loose_at = after_holidays(rng, company.accounts["place"][histories["account"][loose]], loose_at)
    again = rng.random(len(loose)) < 0.12
    groups = [  # the ticket that a call is about, whether the call names it, the instant, the direction
        (by_phone, True, created[by_phone] - rng.integers(60, 600, len(by_phone)) * 2, INBOUND),
        (called_back, True, replied[called_back] + rng.integers(900, 2 * DAY, len(called_back)), OUTBOUND),
        (asked_after, True, created[asked_after] + rng.random(len(asked_after)) * span, INBOUND),
        (came_back, False, solved[came_back] + rng.integers(900, 10 * DAY, len(came_back)), INBOUND),
        (loose, False, loose_at, INBOUND),
        (loose[again], False, loose_at[again] + rng.integers(3600, 8 * DAY, again.sum()), INBOUND),
    ]  # fmt: skip
    about = np.concatenate([group[0] for group in groups])
    belongs, direction = (
        np.repeat([group[n] for group in groups], [len(group[0]) for group in groups]) for n in (1, 3)
    )
    queued = np.maximum(even(np.concatenate([group[2] for group in groups])), START)
    order = np.lexsort((about, queued))
    order = order[queued[order] <= END]
    about, belongs, direction, queued = (column[order] for column in (about, belongs, direction, queued))
    calls = ring(rng, company, queued, direction, desks(rng, company, histories, about, belongs, queued))
    n = len(about)

    def chance(share: float) -> Array:
        return rng.random(n) < share

    contact = np.where(
        ~belongs & chance(0.01), len(company.contacts["account"]) + np.arange(n), histories["contact"][about]
    )
    contact[chance(0.04)] = NOBODY
    account = np.where(chance(0.4), histories["account"][about], NOBODY)
    account[chance(0.004)] = NEVER_LANDED
    ticket = np.where(belongs, about, NOBODY)
    ticket = np.where(chance(0.004), tickets + np.arange(n), ticket)
    return calls | {"contact": contact, "account": account, "ticket": ticket}


def some(rng: np.random.Generator, where: Array, share: float) -> Array:
    """The positions of a random share of the rows in `where`."""
    return np.flatnonzero(where & (rng.random(len(where)) < share))


def desks(
    rng: np.random.Generator,
    company: Company,
    histories: Table,
    about: Array,
    belongs: Array,
    at: Array,
) -> Array:
    """The team whose queue each call waits in: that of its ticket, else often one near the customer."""
    n = len(about)
    place = company.accounts["place"][histories["account"][about]]
    team = np.where(belongs, teams_at(histories, about, at), rng.integers(0, len(TEAMS), n))
    near = rng.random(n) < 0.8
    team = np.where(~belongs & near & (place == AUSTRALIA), SYDNEY, team)
    team = np.where(~belongs & near & (place == CHINA), SHANGHAI, team)
    return np.where(team < 0, PLATFORM, team)


def ring(rng: np.random.Generator, company: Company, queued: Array, direction: Array, team: Array) -> Table:
    """How each call ended, and what was written down about it, mistakes included."""
    n = len(queued)

    def chance(share: float) -> Array:
        return rng.random(n) < share

    is_inbound = direction == INBOUND
    wait = rng.lognormal(np.log(40), 1.0, n) * np.where(team == PLATFORM, 0.5, 1.0)
    patience = rng.lognormal(np.log(220), 0.9, n)
    # Some callers hang up at once.
    patience = np.where(chance(0.02), rng.integers(0, 9, n), patience)
    gives_up = patience < wait
    outcome = np.where(gives_up, ABANDONED, ANSWERED)
    outcome = np.where(is_inbound & gives_up & chance(0.25), VOICEMAIL, outcome)
    outcome = np.where(is_inbound & (wait > 120) & chance(0.2), CALLBACK, outcome)
    has_machine_time = ((outcome == VOICEMAIL) | (outcome == CALLBACK)) & chance(0.5)
    has_answer = (outcome == ANSWERED) | has_machine_time
    answered = np.where(has_answer, odd(queued + wait), NEVER)
    talk = rng.lognormal(np.log(280), 0.7, n) + 12
    left = queued + patience.astype(np.int64)
    ended = np.where(has_answer, odd(np.minimum(answered, END) + talk), left)
    ended = np.where((outcome == VOICEMAIL) | (outcome == CALLBACK), odd(np.maximum(ended, left) + 20), ended)

    says_nothing = ((outcome == ANSWERED) | (outcome == ABANDONED)) & chance(0.1)
    says_nothing |= ~is_inbound & (outcome == ABANDONED)
    answered, ended = (np.where(at <= END, at, NEVER) for at in (answered, ended))
    is_over = (ended <= END) & (queued > START)
    word = np.where(says_nothing | ~is_over, NOBODY, outcome)
    wrap_up = np.where((outcome == ANSWERED) & chance(0.85), np.round(rng.lognormal(4, 0.6, n)), np.nan)

    oddity = np.where(is_over & is_inbound, rng.choice(len(ODDITIES), n, p=[0.968] + [0.004] * 8), 0)
    talked = (outcome == ANSWERED) & (answered < NEVER)

    def odd_ones(name: str, where: Array) -> Array:
        return (oddity == ODDITIES.index(name)) & where

    word[odd_ones("abandoned_answered", talked)] = ABANDONED
    lost = odd_ones("answered_no_time", talked)
    word[lost], answered[lost] = ANSWERED, NEVER
    lost = odd_ones("abandoned_no_time", ~has_answer)
    word[lost], ended[lost] = ABANDONED, NEVER
    # Of some, the exchange wrote down nothing after they came in.
    word[lost & (queued % 4 == 0)] = NOBODY
    # The clocks of the exchange and of the agents differ: some calls seem to be answered before they came in.
    early = odd_ones("answered_early", talked)
    shift = np.where(chance(0.5), 601, 3601) + wait.astype(np.int64)
    answered[early], ended[early] = (np.maximum(odd(at - shift), START)[early] for at in (answered, ended))
    early = odd_ones("ended_early", talked)
    ended[early] = np.maximum(answered[early] - 32, START)
    wrap_up[odd_ones("negative_wrap_up", talked)] = -60
    word[odd_ones("odd_outcome", outcome <= ABANDONED)] = ODD_OUTCOME
    is_odd = odd_ones("odd_direction", np.ones(n, bool))
    # Also of a small company's calls, fewer than the gate to raw refuses.
    is_odd &= np.cumsum(is_odd) <= n // 150
    direction = np.where(is_odd, ODD_DIRECTION, direction)

    agent = takers(rng, company, team, queued)
    bot = len(company.agents["team"]) - np.where(chance(0.5), 1, 2)
    agent = np.where(is_inbound & chance(0.04), bot, agent)
    return {
        "direction": np.where((direction == INBOUND) & chance(0.08), NOBODY, direction),
        "queued_at": queued,
        "answered_at": answered,
        "ended_at": ended,
        "outcome": word,
        "wrap_up": wrap_up,
        "agent": np.where((answered < NEVER) & ~chance(0.02), agent, NOBODY),
        "team": np.where(chance(0.05), NOBODY, np.where(chance(0.03), (team + 1) % len(TEAMS), team)),
    }


def takers(rng: np.random.Generator, company: Company, team: Array, at: Array) -> Array:
    """The agent who takes each call: mostly one of the few in each team who sit at the telephone."""
    first, size = company.team_first_agent[team], company.team_agents[team]
    usual = first + (rng.random(len(team)) * np.maximum(size // 3, 1)).astype(np.int64)
    return np.where(rng.random(len(team)) < 0.85, usual, someone(rng, company, team, at, excluding=None))


def roster(rng: np.random.Generator, company: Company) -> Table:
    """Who was on shift when, up to a few days after the present. The team Mobile keeps no roster."""
    people = np.flatnonzero(~company.agents["is_bot"] & (company.agents["team"] != MOBILE))
    days = np.arange((END - START) // DAY + 5)
    agent, day = np.repeat(people, len(days)), np.tile(days, len(people))
    team = company.agents["team"][agent]
    hours = np.array([FIRST_HOUR.get(name, 0) for name in TEAM_NAMES])[team]
    hours = np.where(team == PLATFORM, 6 + 8 * (agent % 3), hours)
    works = (day % 7 < 5) | ((team == PLATFORM) & (agent % 2 == 0))
    works &= (START + day * DAY < company.agents["left_at"][agent]) & (rng.random(len(day)) > 0.07)
    agent, day, hours = agent[works], day[works], hours[works]
    started = START + day * DAY + hours * 3600 + rng.integers(-900, 900, len(day))
    ended = started + 8 * 3600 + rng.integers(-1800, 1800, len(day))
    twice = rng.random(len(day)) < 0.01  # a second shift on that day, or the same one written down twice
    extra = np.where(rng.random(twice.sum()) < 0.1, 0, ended[twice] - started[twice] - 3600)
    # Some agents forget to sign off.
    ended = np.where(rng.random(len(day)) < 0.0008, started + 30 * 3600, ended)
    ended = np.where(rng.random(len(day)) < 0.0008, started - 60, ended)
    agent = np.concatenate([agent, agent[twice]])
    started = np.concatenate([started, started[twice] + extra])
    ended = np.concatenate([ended, started[len(day):] + 4 * 3600])  # fmt: skip
    order = np.lexsort((agent, started))
    return {"agent": agent[order], "started_at": started[order], "ended_at": ended[order]}


def write_calls(writer: Writer, company: Company, calls: Table, shifts: Table) -> None:
    count = len(calls["queued_at"])
    number = some_twice(count, 400)
    row = {fact: values[number] for fact, values in calls.items()}
    writer.write("calls", {
        "call_id": label("call-", number, 8),
        "contact_id": contact_ids(row["contact"]),
        "account_id": accounts_or_none(company, row["account"]),
        "agent_id": agent_ids(row["agent"]),
        "team_id": choose(TEAM_IDS, row["team"]),
        "ticket_id": label("", np.where(row["ticket"] >= 0, row["ticket"] + 1, -1), 8),
        "direction": choose(CALL_DIRECTIONS, row["direction"]),
        "queued_at": instants(row["queued_at"]),
        "answered_at": instants(row["answered_at"]),
        "ended_at": instants(row["ended_at"]),
        "wrap_up_seconds": numbers(row["wrap_up"]),
        "outcome": choose(OUTCOMES, row["outcome"]),
    }, duplicates=len(number) - count)  # fmt: skip
    writer.write("agent_shifts", {
        "agent_id": agent_ids(shifts["agent"]),
        "started_at": pa.array(shifts["started_at"].astype("datetime64[s]")),
        "ended_at": pa.array(shifts["ended_at"].astype("datetime64[s]")),
    })  # fmt: skip
