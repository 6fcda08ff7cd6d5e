"""Who subscribed to what, for how much and until when, month by month.

Customers leave more readily the more of their contacts failed, premium ones after a promise that was broken, and
new ones who never got going.
Unlike tickets, subscriptions often begin and end in the first instant of a month, as they do.
"""

import numpy as np

from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import (
    AUSTRALIA,
    BILLING_START,
    DAY,
    END,
    MONTH_SECONDS,
    NEVER,
    PLANS,
    START,
    YEAR,
    Company,
)
from customer_performance.demo.facts import counted_tickets, done
from customer_performance.demo.onboarding import STUCK_RISK, stuck

CURRENCIES = ["EUR", "GBP", "USD", "CNY", "AUD"]  # the seed demo_exchange_rates knows no AUD
EUR, GBP, USD, CNY, AUD = range(5)
PLACE_CURRENCIES = np.array([EUR, GBP, USD, USD, CNY])
RATES = np.array([[100, 116, 90, 13, -1], [100, 115, 92, 13, -1]])  # hundredths, before and since NEW_RATES
NEW_RATES = int(np.datetime64("2023-01-01", "s").astype(np.int64))
PRICES = np.array([6_900, 24_900, 99_000])  # euro cents a month, by plan
UNKNOWN = -1  # a price that was left blank

RISK = np.array([0.005, 0.004, 0.003])  # of leaving in a month, by plan
# Added to the risk in a month: times the share that failed at first of the tickets solved in the REMEMBERED months
# before it.
AFTER_FAILURE, REMEMBERED = 0.25, 3
# In the two months after a first reply to premium customers: added to the risk if it was late, else a factor of it.
AFTER_BROKEN_PROMISE, KEPT_PROMISE_FACTOR = 0.05, 0.4
CHANCE = 0.045  # of leaving in a month, of everyone, where nothing is planted
REPLY_PROMISE = 3600  # to premium customers: seconds to the first reply


def rate(currency: Array, at: Array) -> Array:
    """The worth of a currency in hundredths of a euro, as the seed demo_exchange_rates has it; -1 where it has none."""
    return RATES[(np.asarray(at) >= NEW_RATES).astype(int), currency]


def in_cents(amount: Array, hundredths: Array) -> Array:
    """Amounts in whole cents. Converted to euro, none ends in half a cent: that edge belongs to unit tests."""
    cents = np.round(amount).astype(np.int64)
    return cents + (cents * hundredths % 100 == 50)


def plan_billing(
    rng: np.random.Generator, company: Company, histories: Table, facts: Table
) -> dict[str, Table]:
    """`subscriptions`, and `steps`: what each subscription cost from when on. Its first step is its start."""
    solved, failed, promise = experience(company, histories, facts)
    failed = remembered(failed) / np.maximum(remembered(solved), 1)
    subscriptions, steps = through_the_months(rng, company, failed, promise)
    further = beside_the_main_one(rng, company, subscriptions)
    count = len(subscriptions["customer"])
    steps = {
        name: np.concatenate([steps[name], values])
        for name, values in {
            "subscription": count + np.arange(len(further["customer"])),
            "at": further["started_at"],
            "price": further.pop("price"),
        }.items()
    }
    subscriptions = {name: np.concatenate([subscriptions[name], further[name]]) for name in subscriptions}
    order = np.lexsort((subscriptions["customer"], subscriptions["started_at"]))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    steps["subscription"] = place[steps["subscription"]]
    subscriptions = {name: values[order] for name, values in subscriptions.items()}
    steps = {name: values[np.lexsort((steps["at"], steps["subscription"]))] for name, values in steps.items()}
    return {"subscriptions": subscriptions, "steps": oddities(subscriptions, steps)}


def experience(company: Company, histories: Table, facts: Table) -> tuple[Array, Array, Array]:
    """How each account fared in each month of MONTH_SECONDS, as three arrays of accounts × months.

    The first two: how many tickets were solved in the month, and how many of them had failed at first. The third, for
    premium accounts: whether the promise to reply was kept (1), broken (-1), or not put to the test (0).
    """
    shape = (len(company.accounts["place"]), len(MONTH_SECONDS))
    known = counted_tickets(company, histories) & ~histories["is_account_orphan"]
    rows = np.flatnonzero(known & done(facts["status"]))
    month = np.searchsorted(MONTH_SECONDS, facts["last_solved_at"][rows], "right") - 1
    solved, failed = np.zeros(shape), np.zeros(shape)
    np.add.at(solved, (histories["account"][rows], month), 1)
    np.add.at(failed, (histories["account"][rows], month), failed_at_first(facts)[rows])

    is_premium = company.accounts["plan"][histories["account"]] == PLANS.index("premium")
    is_answered = (facts["first_reply_at"] <= END) & (facts["first_reply_at"] >= histories["created_at"])
    rows = np.flatnonzero(known & is_premium & is_answered)
    is_kept = facts["first_reply_at"][rows] - histories["created_at"][rows] <= REPLY_PROMISE
    month = np.searchsorted(MONTH_SECONDS, facts["first_reply_at"][rows], "right") - 1
    promise = np.zeros(shape, np.int64)
    promise[histories["account"][rows[is_kept]], month[is_kept]] = 1
    # Assigned last, since a broken promise outweighs a kept one.
    promise[histories["account"][rows[~is_kept]], month[~is_kept]] = -1
    return solved, failed, promise


def remembered(counts: Array) -> Array:
    """The sums of each month and of those before it that customers still remember."""
    months = counts.shape[1]
    return np.sum([np.pad(counts, ((0, 0), (ago, 0)))[:, :months] for ago in range(REMEMBERED)], axis=0)


def failed_at_first(facts: Table) -> Array:
    """Whether a ticket was reopened, or its customer came back about the same thing, within a week."""
    return (facts["reopens_in_window"] > 0) | (facts["repeat_contacts"] > 0)


def through_the_months(
    rng: np.random.Generator, company: Company, failed: Array, promise: Array
) -> tuple[Table, Table]:
    """Every account's main subscription, month by month: begun, repriced, ended, and begun again."""
    accounts = company.accounts
    n = len(accounts["place"])
    number = np.arange(n)
    currency = PLACE_CURRENCIES[accounts["place"]]
    currency = np.where((accounts["place"] == AUSTRALIA) & (number % 5 == 3), AUD, currency)
    worth = np.maximum(RATES[1, currency], 60)
    list_price = PRICES[accounts["plan"]] * rng.lognormal(0, 0.3, n) * 100 / worth
    is_annual = rng.random(n) < 0.65
    goes_with_account = number % 5 != 1
    back_at = first_starts(rng, accounts)
    current, since, price = np.full(n, -1), np.full(n, NEVER), np.zeros(n, np.int64)
    begun, ended, asked, steps = [], [], [], []
    subscriptions = 0
    for month in range(len(MONTH_SECONDS) - 1):
        first, until = MONTH_SECONDS[month], min(MONTH_SECONDS[month + 1], END)
        starts = np.flatnonzero((current < 0) & (back_at < until) & (back_at < accounts["deleted_at"]))
        current[starts], since[starts] = subscriptions + np.arange(len(starts)), back_at[starts]
        subscriptions += len(starts)
        price[starts] = in_cents(list_price[starts], rate(currency[starts], since[starts]))
        begun.append((starts, since[starts], price[starts]))

        at = rng.integers(first, until, n)
        at = np.where(rng.random(n) < 0.4, first, at)
        turn = since + np.maximum(-((since - first) // YEAR), 1) * YEAR  # the next end of a yearly term
        is_due = is_annual & (turn >= first) & (turn < until)
        at = np.where(is_due, turn, at)
        runs = (current >= 0) & (since < at - 10 * DAY)

        risk = risks(company, is_due, failed, promise, month)
        is_deleted = (accounts["deleted_at"] < until) & goes_with_account
        at = np.where(is_deleted, np.maximum(accounts["deleted_at"], since), at)
        leaves = runs & ((rng.random(n) < risk) | is_deleted)
        gap = rng.choice([0, 1, 2], n, p=[0.45, 0.2, 0.35])
        days = np.where(gap == 1, rng.integers(3, 29, n), rng.integers(33, 220, n))
        chance = rng.random((4, n))
        notice = np.maximum(at - (1 + chance[0] * 55).astype(np.int64) * DAY, since + DAY)
        notice = notice if company.has_plants else at
        says_so = np.flatnonzero(leaves & (chance[1] < 0.75))
        asked.append((current[says_so], notice[says_so]))
        ended.append((current[leaves], at[leaves]))
        back_at = np.where(leaves, np.where((gap > 0) & ~is_deleted, at + days * DAY, NEVER), back_at)
        current[leaves] = -1

        stays = runs & ~leaves
        saved = np.flatnonzero(stays & (chance[1] > 0.992))
        asked.append((current[saved], at[saved]))
        factor = np.where(is_due & (chance[3] < 0.5), 1.03, 1.0)
        factor = np.where(chance[2] < 0.025, 1.1 + 0.6 * chance[0], factor)
        factor = np.where((chance[2] > 0.025) & (chance[2] < 0.037), 0.5 + 0.4 * chance[0], factor)
        factor = np.where(chance[2] > 0.9985, 0, factor)  # the customer stays, and pays nothing
        moves = np.flatnonzero(stays & ((factor != 1) | is_due))
        basis = np.where(price > 0, price, list_price)[moves] * factor[moves]
        price[moves] = in_cents(basis, rate(currency[moves], since[moves]))
        steps.append((current[moves], at[moves], price[moves]))

    customer, started_at, first_price = (np.concatenate(column) for column in zip(*begun, strict=True))
    ended_at, requested_at = np.full((2, subscriptions), NEVER)
    for which, when in asked:
        requested_at[which] = when
    for which, when in ended:
        ended_at[which] = when
    notified = (ended_at == NEVER) & (np.arange(subscriptions) % 43 == 5) & (started_at < END - 60 * DAY)
    ended_at[notified] = END + rng.integers(5, 60, notified.sum()) * DAY
    requested_at[notified] = END - 5 * DAY
    table = {
        "customer": customer,
        "started_at": started_at,
        "ended_at": ended_at,
        "requested_at": requested_at,
        "currency": currency[customer],
        "is_annual": is_annual[customer],
        "is_one_off": np.zeros(subscriptions, bool),
    }
    moved = [np.concatenate(column) for column in zip(*steps, strict=True)]
    return table, {
        "subscription": np.concatenate([np.arange(subscriptions), moved[0]]),
        "at": np.concatenate([started_at, moved[1]]),
        "price": np.concatenate([first_price, moved[2]]),
    }


def risks(company: Company, is_due: Array, failed: Array, promise: Array, month: int) -> Array:
    """Each account's risk of leaving in a month, by how it fared in the months before."""
    accounts = company.accounts
    if not company.has_plants:
        return np.full(len(accounts["plan"]), CHANCE)
    # Padded by two months in front, so that column `month` is the month before last, and `month + 1` the last one.
    failed, promise = (np.pad(each, ((0, 0), (2, 0))) for each in (failed, promise))
    risk = RISK[accounts["plan"]] * np.where(is_due, 4, 1) + AFTER_FAILURE * failed[:, month + 1]
    risk += STUCK_RISK * stuck(company)
    for since_promise in (promise[:, month + 1], promise[:, month]):
        risk = np.where(since_promise > 0, KEPT_PROMISE_FACTOR * risk, risk)
        risk += AFTER_BROKEN_PROMISE * (since_promise < 0)
    return risk


def first_starts(rng: np.random.Generator, accounts: Table) -> Array:
    """When each account first subscribed. Accounts as old as the CRM itself subscribed before it began."""
    n = len(accounts["place"])
    number = np.arange(n)
    is_old = accounts["created_at"] == START
    at = np.where(
        is_old,
        rng.integers(BILLING_START + DAY, START, n),
        accounts["created_at"] + rng.integers(0, 20 * DAY, n),
    )
    month = np.searchsorted(MONTH_SECONDS, at, "right")
    at = np.where(rng.random(n) < 0.4, MONTH_SECONDS[month], at)
    never = accounts["is_internal"] & (number % 74 != 5)  # most departments are not charged
    never |= (number % 17 == 7) & ~accounts["is_internal"]  # these accounts order, and never subscribe
    return np.where(never | (at >= END), NEVER, at)


def beside_the_main_one(rng: np.random.Generator, company: Company, main: Table) -> Table:
    """Further subscriptions: add-ons, one-off contracts, some that end before they start, one of an unknown account."""
    accounts = company.accounts
    n = len(accounts["place"])
    number = np.arange(n)
    first = np.full(n + 1, NEVER)
    np.minimum.at(first, main["customer"], main["started_at"])
    add_on = np.flatnonzero((number % 8 == 3) & (first[:n] < END - 500 * DAY))
    one_off = np.flatnonzero((number % 11 == 6) | (number == 2))
    # Of those that end, also in a small company, fewer than the gate to raw refuses.
    upside_down = np.array([7, 17, 27])[: max(1, n // 60)]
    customer = np.concatenate([add_on, one_off, upside_down, [n]])
    kind = np.repeat(np.arange(4), [len(add_on), len(one_off), len(upside_down), 1])
    count = len(customer)
    started_at = np.select(
        [kind == 0, kind == 1],
        [first[customer] + rng.integers(60, 400, count) * DAY, rng.integers(START, END - 130 * DAY, count)],
        START + 300 * DAY,
    )
    length = np.select(
        [kind == 0, kind == 1, kind == 2],
        [
            np.where(rng.random(count) < 0.4, rng.integers(80, 300, count), 99_999),
            rng.integers(30, 120, count),
            -50,
        ],
        99_999,
    )
    ended_at = np.where(length > 9_999, NEVER, started_at + length * DAY)
    ended_at = np.where(ended_at > END, NEVER, ended_at)
    place = np.append(accounts["place"], 0)[customer]
    currency = PLACE_CURRENCIES[place]
    requested = (kind == 1) & (rng.random(count) < 0.3)
    amount = np.where(kind == 1, 150_000, 4_900) * rng.lognormal(0, 0.4, count)
    return {
        "customer": customer,
        "started_at": started_at,
        "ended_at": ended_at,
        "requested_at": np.where(requested, started_at + 9 * DAY, NEVER),
        "currency": currency,
        "is_annual": np.zeros(count, bool),
        "is_one_off": kind == 1,
        "price": in_cents(amount, rate(currency, started_at)),
    }


def oddities(subscriptions: Table, steps: Table) -> Table:
    """Leaves some prices blank, and lets some subscriptions change to euro at the same amount."""
    of = steps["subscription"]
    is_first = np.append(True, of[1:] != of[:-1])
    currency = subscriptions["currency"][of]
    to_euro = ((currency == GBP) | (currency == USD)) & (of % 10 == 7) & ~is_first
    is_blank = is_first & (of % 47 == 19)
    return steps | {
        "is_first": is_first,
        "currency": np.where(to_euro, EUR, currency),
        "price": np.where(is_blank, UNKNOWN, steps["price"]),
    }
