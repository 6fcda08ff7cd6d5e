"""What a subscription of Stripe came to in a month, day by day: by plain fractions, apart from the warehouse's SQL.

Rows are dicts, with the names of Stripe's columns and midnights as datetimes; what a row lacks is None.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]
DAY = timedelta(days=1)
NONE = (
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "JPY",
    "KMF",
    "KRW",
    "MGA",
    "PYG",
    "RWF",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
)
DECIMALS = dict.fromkeys(NONE, 0) | dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 3)
# Of a mean month, as in twelve months of 365.25 days.
A_MONTH = {
    "day": Fraction(487, 16),
    "week": Fraction(487, 112),
    "month": Fraction(1),
    "year": Fraction(1, 12),
}
NOT_PAID = ("trialing", "incomplete", "incomplete_expired", "paused")
FREE_PAUSES = ("void", "keep_as_draft")


@dataclass
class Facts:
    """All that is known of one subscription. `prices` and `tiers` by the id of a price, `coupons` by their id; `lines`
    of invoices that were sent, `discounts` its own and its customer's."""

    versions: list[Row]
    items: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    prices: Mapping[str, Row] = field(default_factory=dict)
    tiers: Mapping[str, list[Row]] = field(default_factory=dict)
    coupons: Mapping[str, Row] = field(default_factory=dict)
    discounts: list[Row] = field(default_factory=list)

    @property
    def history(self) -> list[Row]:
        """The versions in order; where any has a time, only those that have one."""
        timed = [each for each in self.versions if each.get("_fivetran_start")]
        return sorted(timed, key=lambda each: each["_fivetran_start"]) or self.versions[-1:]

    @property
    def starts_at(self) -> datetime:
        return min(each.get("start_date") or each["created"] for each in self.history)

    @property
    def billed_in(self) -> str | None:
        """By the subscription itself, else by its invoices."""
        own = self.history[-1].get("currency")
        told = [own] if own else [line["currency"] for line in self.lines if line.get("currency")]
        return max(told).lower() if told else None

    @property
    def ends_at(self) -> datetime | None:
        last = self.history[-1]
        at_period_end = last.get("current_period_end") if last.get("cancel_at_period_end") else None
        cancelled = last.get("canceled_at") if last["status"] == "canceled" else None
        return last.get("ended_at") or cancelled or last.get("cancel_at") or at_period_end

    def tells_from(self, version: Row) -> datetime:
        made = version.get("_fivetran_start")
        if made is None:
            return max(self.starts_at, version.get("current_period_start") or self.starts_at)
        is_of_the_start = version is self.history[0] and made < self.starts_at + DAY
        return self.starts_at if is_of_the_start else made


def changes(facts: Facts, until: datetime) -> list[tuple[datetime, Fraction | None]]:
    """(day, MRR from then on) of each day on which it changed, in hundredths; None where nobody knows. Empty, where it
    never was a subscription."""
    found: list[tuple[datetime, Fraction | None]] = []
    if all(version["status"] in ("incomplete", "incomplete_expired") for version in facts.history):
        return found
    day = facts.starts_at
    while day <= until and not (facts.ends_at and day >= facts.ends_at):
        now = mrr(facts, day)
        if not found or found[-1][1] != now:
            found.append((day, now))
        day += DAY
    return found


def mrr(facts: Facts, day: datetime) -> Fraction | None:
    due = is_due(facts, day)
    if not due:
        return None if due is None else Fraction(0)
    there = [(item, known) for item in known_items(facts) if (known := at(facts, item, day))]
    if not there:
        days = range((day - facts.starts_at).days)
        was_there = any(
            at(facts, item, facts.starts_at + number * DAY) for item in known_items(facts) for number in days
        )
        return Fraction(0) if was_there else None
    prices = [facts.prices.get(price) for _, (price, _) in there]
    if None in prices or all(price["recurring_usage_type"] == "metered" for price in prices):
        return None
    if any(
        0 in (price.get("recurring_interval_count"), price.get("transform_quantity_divide_by"))
        for price in prices
    ):
        return None
    total, often = Fraction(0), Fraction(0)
    for price, (_, (name, quantity)) in zip(prices, there, strict=True):
        often = max(often, per_month(price))
        if price["recurring_usage_type"] != "metered":
            total += per_month(price) * amount(price, facts.tiers.get(name, []), quantity)
    currency = prices[0]["currency"]
    if any(price["currency"] != currency for price in prices) or facts.billed_in not in (None, currency):
        return None
    for coupon in sorted(coupons(facts, day), key=lambda each: each.get("percent_off") is None):
        if coupon.get("percent_off") is not None:
            total *= 1 - Fraction(str(coupon["percent_off"])) / 100
        elif coupon.get("currency") == currency:
            total -= often * Fraction(str(coupon["amount_off"]))
    return in_hundredths(max(total, Fraction(0)), currency)


def is_due(facts: Facts, day: datetime) -> bool | None:
    """None where a trial is over by its date alone."""
    told = [version for version in facts.history if facts.tells_from(version) <= day]
    version = told[-1] if told else facts.history[0]
    begins = version.get("trial_start") or datetime.min
    if version.get("trial_end") and begins <= day < version["trial_end"]:
        return False
    if not told:
        return True
    resumes = version.get("pause_collection_resumes_at") or datetime.max
    is_paused = version.get("pause_collection_behavior") in FREE_PAUSES and day < resumes
    is_over = day >= (version.get("trial_end") or datetime.max)
    if version["status"] == "trialing" and not is_paused and is_over and version is facts.history[-1]:
        return None
    return version["status"] not in NOT_PAID and not is_paused


def known_items(facts: Facts) -> list[str]:
    return sorted(
        {item["id"] for item in facts.items} | {line["subscription_item_id"] for line in facts.lines}
    )


def at(facts: Facts, item: str, day: datetime) -> tuple[str, int] | None:
    """The price and the quantity of an item on a day; None where it was not there."""
    today = next((each for each in facts.items if each["id"] == item), None)
    lines = [line for line in facts.lines if line["subscription_item_id"] == item]
    credits = [line for line in lines if is_credit(line)]
    told = [
        (
            group[0]["period_start"],
            1 if group[0].get("proration") else 2,
            group[0]["plan_id"],
            sum(map(how_many, group)),
        )
        for group in of_one_invoice([line for line in lines if line not in credits])
        if not is_replaced(group, credits)
    ]
    is_history = bool(facts.history[0].get("_fivetran_start"))
    if is_history and today and len(facts.items) == 1:
        told += [
            (facts.tells_from(each), 0, None, each["quantity"])
            for each in facts.history
            if each.get("quantity")
        ]
    last = max((each[0] for each in told), default=facts.starts_at)
    if today:
        newest = facts.tells_from(facts.history[-1]) if is_history else facts.starts_at
        told.append((max(last, newest), 3, today["plan_id"], how_many(today)))
    told.sort(key=lambda each: each[:2])
    if day < beginning(facts, today, told[0][0]) or (
        not today and facts.items and day >= end(lines, credits, last)
    ):
        return None
    known = [each for each in told if each[0] <= day] or told[:1]
    before = [each[2] for each in known if each[2]] or [each[2] for each in told if each[2]][:1]
    return before[-1], known[-1][3]


def of_one_invoice(lines: list[Row]) -> list[list[Row]]:
    """The lines, those of one invoice for one price and instant together: tiers have a line each."""
    alike: dict[tuple, list[Row]] = {}
    for line in lines:
        key = (line["invoice_id"], line["plan_id"], line["period_start"], bool(line.get("proration")))
        alike.setdefault(key, []).append(line)
    return list(alike.values())


def is_replaced(group: list[Row], credits: list[Row]) -> bool:
    """Whether all of it was given back at its very beginning."""
    begins, price = group[0]["period_start"], group[0]["plan_id"]
    back = [each["amount"] for each in credits if (each["period_start"], each["plan_id"]) == (begins, price)]
    return bool(back) and sum(line["amount"] for line in group) + sum(back) <= 0


def is_credit(line: Row) -> bool:
    return bool(line.get("proration")) and line["amount"] < 0


def how_many(row: Row) -> int:
    return 1 if row.get("quantity") is None else row["quantity"]


def beginning(facts: Facts, today: Row | None, first_told: datetime) -> datetime:
    made = facts.history[0].get("created") or facts.starts_at
    if today and today.get("created"):
        return today["created"] if today["created"] > made + timedelta(minutes=1) else facts.starts_at
    billed = [line["period_start"] for line in facts.lines if not is_credit(line)]
    return first_told if not today and first_told > min(billed) else facts.starts_at


def end(lines: Iterable[Row], credits: list[Row], last_told: datetime) -> datetime:
    given_back = [line["period_start"] for line in credits if line["period_start"] > last_told]
    return min(given_back, default=max(line["period_end"] for line in lines if line not in credits))


def per_month(price: Row) -> Fraction:
    return A_MONTH[price["recurring_interval"]] / (price.get("recurring_interval_count") or 1)


def amount(price: Row, tiers: list[Row], quantity: int) -> Fraction:
    """What a quantity costs each time, in the smallest units."""
    if not price.get("tiers_mode"):
        divide_by = price.get("transform_quantity_divide_by") or 1
        sold = (
            -(-quantity // divide_by)
            if price.get("transform_quantity_round") == "up"
            else quantity // divide_by
        )
        return sold * exact(price, "unit_amount")
    total, above = Fraction(0), 0
    in_order = sorted(tiers, key=lambda each: float("inf") if each["up_to"] is None else each["up_to"])
    for place, tier in enumerate(in_order):
        to = max(quantity, above) if tier["up_to"] is None else tier["up_to"]
        if quantity > above or place == 0:
            if price["tiers_mode"] == "graduated":
                total += exact(tier, "unit_amount") * (min(quantity, to) - above) + exact(tier, "flat_amount")
            elif quantity <= to:
                total += exact(tier, "unit_amount") * quantity + exact(tier, "flat_amount")
        above = to
    return total


def exact(row: Row, name: str) -> Fraction:
    return Fraction(str(row.get(f"{name}_decimal") or row.get(name) or 0))


def coupons(facts: Facts, day: datetime) -> list[Row]:
    holding = []
    for discount in facts.discounts:
        coupon = facts.coupons[discount["coupon_id"]]
        ends = discount.get("ends_at")
        if ends is None and coupon["duration"] == "repeating":
            ends = months_later(discount["starts_at"], coupon["duration_in_months"])
        if coupon["duration"] != "once" and discount["starts_at"] <= day and not (ends and day >= ends):
            holding.append((discount.get("subscription_id") is not None, coupon))
    own = [coupon for is_own, coupon in holding if is_own]
    return own or [coupon for _, coupon in holding]


def months_later(moment: datetime, months: int) -> datetime:
    month = moment.month - 1 + months
    return moment.replace(year=moment.year + month // 12, month=month % 12 + 1)


def in_hundredths(units: Fraction, currency: str) -> Fraction:
    """Money of a currency from its smallest units, to the nearest hundredth, halves up."""
    cents = units * 100 / 10 ** DECIMALS.get(currency.upper(), 2)
    return Fraction(int(cents + Fraction(1, 2)), 100)
