"""Who refers others to the company, what customers gain, and why some leave. Promoters refer others more often."""

import numpy as np
import pyarrow.compute as pc

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import CANARY, DAY, END, NEVER, NEVER_LANDED, NOBODY, START, Company
from customer_performance.demo.rhythm import even
from customer_performance.demo.surveys import EXIT, FAREWELL, NPS, answer
from customer_performance.demo.tables import (
    Writer,
    accounts_or_none,
    choose,
    contact_ids,
    instants,
    label,
    money,
    some_twice,
)

# Shares of NPS answers after which the contact refers someone within 90 days.
BY_PROMOTERS, BY_OTHERS = 0.3, 0.04
BY_ANYONE = 0.12  # where nothing is planted
GAINS = ["hours saved", "revenue won", "penalty avoided"]
GAINS_SINCE = START + 190 * DAY
PROSPECTS = 1 << 20  # numbers from here on stand for prospects that never became accounts


def plan_referrals(rng: np.random.Generator, company: Company, surveys: Table, first_starts: Array) -> Table:
    """Referrals after NPS answers, of accounts that then began, and of accounts that had long been customers.

    A referral names a contact, an account or both, or has nothing but a code.
    """
    contacts = company.contacts
    asked = np.flatnonzero((surveys["kind"] == NPS) & (surveys["responded_at"] <= END))
    is_promoter = (surveys["score"][asked] >= 9) & (surveys["score"][asked] <= 10)
    share = np.where(is_promoter, BY_PROMOTERS, BY_OTHERS) if company.has_plants else BY_ANYONE
    refers = asked[rng.random(len(asked)) < share]
    after = surveys["responded_at"][refers] + (rng.random(len(refers)) * 88 * DAY).astype(np.int64) + 1

    # Accounts that were referred before they began, and some that had been customers for long.
    started = np.flatnonzero((first_starts > START + 40 * DAY) & (first_starts <= END))
    came = started[rng.random(len(started)) < 0.4]
    lead = np.where(
        rng.random(len(came)) < 0.2, rng.integers(92, 200, len(came)), rng.integers(1, 80, len(came))
    )
    before = np.maximum(first_starts[came] - lead * DAY - 7, START)
    known = rng.integers(0, len(first_starts), max(2, len(came) // 4))
    late = rng.integers(START + 300 * DAY, END, len(known))

    own = surveys["contact"][refers]
    n = [len(refers), len(came), len(known)]
    total = sum(n)
    contact = np.concatenate([own, rng.integers(0, len(contacts["account"]), n[1] + n[2])])
    prospects = PROSPECTS + np.arange(n[0])
    referred = np.concatenate([np.where(rng.random(n[0]) < 0.5, prospects, NOBODY), came, known])
    at = np.concatenate([after, before, late])
    # When the referred account was won: only some of the referrals have it written down.
    won = np.concatenate([
        np.where(rng.random(n[0]) < 0.15, after + rng.integers(1, 150, n[0]) * DAY, NEVER),
        np.where(rng.random(n[1]) < 0.5, first_starts[came], NEVER),
        np.where(np.arange(n[2]) % 4 == 0, late - 3 * DAY, NEVER),
    ])  # fmt: skip
    how = rng.random(total)
    # The test account tries it out: that is no referral, and whom it names was not referred.
    contact[n[0] : n[0] + 2], how[n[0] : n[0] + 2] = contacts["first_of_account"][2], 0.5
    account = np.where(how < 0.2, NOBODY, contacts["account"][contact])
    account = np.where(how > 0.97, NEVER_LANDED, account)
    contact = np.where((how > 0.8) & (how < 0.97), NOBODY, contact)
    nobody = np.arange(total) % 40 == 7  # neither contact nor account, only a code
    referrals = {
        "account": np.where(nobody, NOBODY, account),
        "contact": np.where(nobody, NOBODY, contact),
        "referred": referred,
        "referred_at": at,
        "converted_at": np.where(won <= END, won, NEVER),
    }
    order = np.lexsort((contact, at))
    order = order[at[order] <= END]
    return {fact: values[order] for fact, values in referrals.items()}


def plan_gains(rng: np.random.Generator, company: Company, tickets: int) -> Table:
    """What customers gained by the product, since the day on which the company began to write it down."""
    count = tickets // 10
    accounts = company.accounts
    account = np.searchsorted(np.cumsum(accounts["weight"]), rng.random(count) * accounts["weight"].sum())
    account = np.minimum(account, len(accounts["weight"]) - 1)
    since = np.maximum(accounts["created_at"][account], GAINS_SINCE)
    at = (since + rng.random(count) * (END - since)).astype(np.int64)
    order = np.argsort(at, kind="stable")
    return {
        "account": np.where(rng.random(count) < 0.01, NEVER_LANDED, account[order]),
        "at": at[order],
        "amount": np.round(rng.lognormal(np.log(240_000), 1.0, count)).astype(np.int64),
        "kind": rng.integers(0, len(GAINS), count),
    }


def say_goodbye(rng: np.random.Generator, company: Company, surveys: Table, spans: Table) -> Table:
    """The surveys, and one more to a contact of each account that left, which asks why. `spans`: of customers."""
    left = np.flatnonzero(
        (spans["ended_at"] <= END - 3 * DAY) & (spans["customer"] < len(company.accounts["place"]))
    )
    contact = company.contacts["first_of_account"][spans["customer"][left]]
    sent = even(spans["ended_at"][left] + 2 * DAY)
    kept = sent > START
    contact, sent = contact[kept], sent[kept]
    n = len(contact)
    nothing = np.full(n, np.nan)
    farewell = {
        "kind": np.full(n, EXIT),
        "ticket": np.full(n, NOBODY),
        "contact": contact,
        "touchpoint": np.full(n, FAREWELL),
        "sent_at": sent,
        "responded_at": answer(rng, sent, np.ones(n), 0.5),
        "score": nothing,
        "scale_min": nothing,
        "scale_max": nothing,
        "higher_is": np.full(n, NOBODY),
    }
    return {fact: np.concatenate([values, farewell[fact]]) for fact, values in surveys.items()}


def write_referrals(writer: Writer, company: Company, referrals: Table, gains: Table) -> None:
    count = len(referrals["referred_at"])
    number = some_twice(count, 60)
    row = {fact: values[number] for fact, values in referrals.items()}
    prospect = row["referred"] >= PROSPECTS
    prospects = label("prospect-", np.where(prospect, row["referred"] - PROSPECTS, NOBODY), 6)
    writer.write("referrals", {
        "referral_id": label("ref-", number, 6),
        "referrer_account_id": accounts_or_none(company, row["account"]),
        "referrer_contact_id": contact_ids(row["contact"]),
        "referral_code": label(f"{CANARY}-code-", np.where(number % 3 > 0, number * 37 % 9_973, NOBODY), 4),
        "referred_at": instants(row["referred_at"]),
        "referred_account_id": pc.coalesce(
            prospects, accounts_or_none(company, np.where(prospect, NOBODY, row["referred"]))
        ),
        "converted_at": instants(row["converted_at"]),
    }, duplicates=len(number) - count)  # fmt: skip
    writer.write("value_events", {
        "account_id": accounts_or_none(company, gains["account"]),
        "occurred_at": instants(gains["at"]),
        "amount": money(gains["amount"]),
        "kind": choose(GAINS, gains["kind"]),
    })  # fmt: skip
