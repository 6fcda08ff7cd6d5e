"""What customers were asked and what they answered, in all the ways in which answers go wrong."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import CANARY, DAY, END, NEVER, START, TEAMS, Company
from customer_performance.demo.histories import BORN_SOLVED
from customer_performance.demo.onboarding import STUCK_MOOD, stuck
from customer_performance.demo.rhythm import even
from customer_performance.demo.tables import (
    UNKNOWN_ACCOUNT,
    Writer,
    account_ids,
    choose,
    contact_ids,
    instants,
    label,
    numbers,
    some_twice,
)
from customer_performance.demo.timelines import teams_at

SURVEY_KINDS = ["csat", "ces", "nps", "pec", "exit"]
CSAT, CES, NPS, PEC, EXIT = range(5)
TOUCHPOINTS = ["ticket_solved", "relationship", "in_app", "farewell"]
FAREWELL = TOUCHPOINTS.index("farewell")
SCALE_DIRECTIONS = ["better", "worse", "harder"]
COMMENTS = ["Quick and friendly", "Still waiting", "很满意", "Too many hand-overs", "回复太慢"]
FAREWELLS = [
    "Nobody solved it at once",
    "too expensive",
    "价格太高",
    "We found another supplier",
    "closed down",
]


def ask_customers(rng: np.random.Generator, company: Company, histories: Table) -> Table:
    """All surveys but those about leaving, sorted by the first instant that is known of them."""
    parts = [
        after_tickets(rng, company, histories, CSAT, 0.5),
        after_tickets(rng, company, histories, CES, 0.3),
        after_tickets(rng, company, histories, PEC, 0.06),
        relationship(rng, company),
        in_app(rng, company, max(20, len(histories["created_at"]) // 100)),
        after_tickets(rng, company, histories, NPS, 0.05),
    ]
    surveys = {fact: np.concatenate([part[fact] for part in parts]) for fact in parts[0]}
    order = np.lexsort((surveys["contact"], np.minimum(surveys["sent_at"], surveys["responded_at"])))
    return {fact: values[order] for fact, values in surveys.items()}


def spirits(company: Company, account: Array) -> Array:
    """How each account feels about the company, whatever it was asked about."""
    return company.accounts["mood"][account] + STUCK_MOOD * stuck(company)[account]


def after_tickets(
    rng: np.random.Generator, company: Company, histories: Table, kind: int, share: float
) -> Table:
    """Surveys of one kind about a share of the solved tickets, an hour or more after the solve."""
    solved = histories["solved"][:, 0]
    asked = (
        (solved + 3600 <= END)
        & (histories["merged_into"] < 0)
        & ~histories["is_spam"]
        & ~histories["is_deleted"]
    )
    ticket = np.flatnonzero(asked & (histories["kind"] != BORN_SOLVED) & (rng.random(len(solved)) < share))
    n = len(ticket)
    contact = histories["contact"][ticket]
    sent = even(solved[ticket] + 3600 + kind * 600)
    team = teams_at(histories, ticket, solved[ticket])
    days = (solved[ticket] - histories["created_at"][ticket]) / DAY
    feeling = (
        0.7
        + spirits(company, company.contacts["account"][contact])
        + company.contacts["mood"][contact]
        + np.array([each.appeal for each in TEAMS])[team]
        + company.agents["skill"][histories["agents"][ticket, 0]]
        - 0.9 * (histories["reopened"][ticket, 0] <= sent)
        - 0.3 * (histories["moved"][ticket, 0] <= sent)
        - 0.15 * histories["rounds"][ticket]
        - 0.12 * np.log1p(days)
        + rng.normal(0, 0.75, n)
    )
    low, high, default = {CSAT: (1, 5, True), CES: (1, 7, True), PEC: (1, 5, False), NPS: (0, 10, True)}[kind]
    # The usual scale (0), another one (1), the usual one turned round (2), or a score that is on no scale (3).
    variant = rng.choice(4, n, p=[0.88, 0.06, 0.05, 0.01])
    if kind == PEC:
        variant = np.minimum(variant, 1)
    if kind == NPS:  # NPS on another scale, or turned round, would not be NPS
        variant = np.where(variant == 3, 3, 0)
    other_high = {CSAT: 4, CES: 5, PEC: 10, NPS: 10}[kind]
    top = np.where(variant == 1, other_high, high)
    score = np.clip(np.round(low + (0.66 + 0.17 * feeling) * (top - low)), low, top)
    is_turned = variant == 2
    score = np.where(is_turned, low + high - score, score)
    score = np.where(variant == 3, 99, score)
    says_scale = (variant == 1) | (not default)
    responded = answer(rng, sent, feeling, 0.36)
    return {
        "kind": np.full(n, kind),
        "ticket": ticket,
        "contact": contact,
        "touchpoint": np.zeros(n, int),
        "sent_at": sent,
        "responded_at": responded,
        "score": np.where(responded < NEVER, score, np.nan),
        "scale_min": np.where(says_scale, low, np.nan),
        "scale_max": np.where(says_scale, top, np.nan),
        "higher_is": np.where(
            is_turned, {CSAT: 1, CES: 2, PEC: 0, NPS: 0}[kind], np.where(rng.random(n) < 0.2, 0, -1)
        ),
    }


def relationship(rng: np.random.Generator, company: Company) -> Table:
    """NPS surveys, sent twice a year to some contacts of each account."""
    contacts = np.flatnonzero(rng.random(len(company.contacts["account"])) < 0.6)
    rounds = np.arange(4)
    contact = np.repeat(contacts, len(rounds))
    days = 30 + contact * 37 % 182 + np.tile(rounds, len(contacts)) * 182
    sent = even(START + days * DAY + rng.integers(8 * 3600, 17 * 3600, len(contact)))
    account = company.contacts["account"][contact]
    there = (
        (sent <= END)
        & (company.contacts["created_at"][contact] < sent)
        & (company.accounts["deleted_at"][account] > sent)
    )
    contact, sent, account = contact[there], sent[there], account[there]
    n = len(contact)
    feeling = (
        spirits(company, account) + company.contacts["mood"][contact] + rng.normal(0, 0.6, n)
        + 0.15 * (sent - START) / (END - START)
    )  # fmt: skip
    score = np.clip(np.round(7.6 + 1.7 * feeling), 0, 10)
    blank = rng.random(n)
    score = np.where(blank < 0.012, 11, np.where(blank < 0.024, 99, score))
    responded = answer(rng, sent, feeling, 0.42)
    nothing = np.full(n, np.nan)
    return {
        "kind": np.full(n, NPS),
        "ticket": np.full(n, -1),
        "contact": contact,
        "touchpoint": np.ones(n, int),
        "sent_at": sent,
        "responded_at": responded,
        "score": np.where(responded < NEVER, score, np.nan),
        "scale_min": nothing,
        "scale_max": nothing,
        "higher_is": np.full(n, -1),
    }


def in_app(rng: np.random.Generator, company: Company, count: int) -> Table:
    """Answers to a button in the product. Nobody sends these surveys, so each of them has an answer."""
    contact = rng.integers(0, len(company.contacts["account"]), count)
    since = company.contacts["created_at"][contact] + DAY
    responded = even(since + rng.random(count) * (END - since))
    feeling = spirits(company, company.contacts["account"][contact]) + rng.normal(0, 0.8, count)
    nothing = np.full(count, np.nan)
    return {
        "kind": np.full(count, CSAT),
        "ticket": np.full(count, -1),
        "contact": contact,
        "touchpoint": np.full(count, 2),
        "sent_at": np.full(count, NEVER),
        "responded_at": responded,
        "score": np.clip(np.round(3.7 + 0.8 * feeling), 1, 5),
        "scale_min": nothing,
        "scale_max": nothing,
        "higher_is": np.full(count, -1),
    }


def answer(rng: np.random.Generator, sent: Array, feeling: Array, share: float) -> Array:
    """When each survey was answered, if at all. Strong feelings are answered more often; a few answers take weeks."""
    n = len(sent)
    answers = rng.random(n) < share * (0.8 + 0.25 * np.minimum(np.abs(feeling), 2))
    delay = np.minimum(rng.lognormal(np.log(0.8 * DAY), 1.4, n), 50 * DAY)
    delay = np.where(rng.random(n) < 0.03, rng.uniform(15 * DAY, 40 * DAY, n), delay)
    responded = even(sent + 60 + delay)
    return np.where(answers & (responded <= END), responded, NEVER)


def write_surveys(writer: Writer, company: Company, histories: Table, surveys: Table) -> None:
    count = len(surveys["kind"])
    number = some_twice(count, 500)
    row = {fact: values[number] for fact, values in surveys.items()}
    account = account_ids(company, company.contacts["account"][row["contact"]])
    orphan = (row["ticket"] >= 0) & histories["is_account_orphan"][row["ticket"]]
    comment = np.where((row["responded_at"] <= END) & (number % 4 == 0), number % len(COMMENTS), -1)
    leaves = (row["kind"] == EXIT) & (row["responded_at"] <= END)
    comment = np.where(leaves, len(COMMENTS) + number % len(FAREWELLS), comment)
    writer.write("survey_responses", {
        "response_id": label("r", number, 8),
        "kind": choose(SURVEY_KINDS, row["kind"]),
        "account_id": pc.if_else(pa.array(orphan), UNKNOWN_ACCOUNT, account),
        "contact_id": contact_ids(row["contact"]),
        "ticket_id": label("", np.where(row["ticket"] >= 0, row["ticket"] + 1, -1), 8),
        "touchpoint": choose(TOUCHPOINTS, row["touchpoint"]),
        "sent_at": instants(row["sent_at"]),
        "responded_at": instants(row["responded_at"]),
        "score": numbers(row["score"]),
        "scale_min": numbers(row["scale_min"]),
        "scale_max": numbers(row["scale_max"]),
        "higher_is": choose(SCALE_DIRECTIONS, row["higher_is"]),
        "comment": pc.binary_join_element_wise(CANARY, choose(COMMENTS + FAREWELLS, comment), " "),
    }, duplicates=len(number) - count)  # fmt: skip
