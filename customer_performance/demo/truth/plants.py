"""What was planted for the insights to find, how strong it came out, and what is connected with nothing."""

import numpy as np

from customer_performance.demo.arrays import Array, Table, Values
from customer_performance.demo.billing import experience
from customer_performance.demo.business import Business
from customer_performance.demo.company import DAY, END, MONTH_SECONDS, START, Company
from customer_performance.demo.customers import is_grace_over, span_at
from customer_performance.demo.facts import counted_tickets
from customer_performance.demo.holidays import holiday_figures
from customer_performance.demo.onboarding import journey_figures
from customer_performance.demo.service import Service
from customer_performance.demo.tickets import GROWTH_DAYS, SEASON
from customer_performance.demo.truth.subscriptions import QUARTER, Prices, share
from customer_performance.demo.usage import FALL_DAYS, FEATURES, QUIET_DAYS, STILL_USED, USES_SINCE

# Nothing in the demo company connects these with who leaves.
NULLS = ["cpi_payment_flexibility", "cpi_quality_score", "cpi_social_proof"]
# What a link must find on a company of LINK_TICKETS tickets: CPI, outcome, and what a better value goes with.
LINKS = [
    ["cpi_repeat_contact_rate", "is_lost", "goes_with_better"],
    ["cpi_response_promise_kept", "is_lost", "goes_with_better"],
    ["cpi_net_promoter_score", "is_referring", "goes_with_better"],
    ["cpi_likelihood_to_recommend", "is_referring", "goes_with_better"],
]
LINK_TICKETS = 80_000
OF_LEAVING = ["loss_by_share_of_failed_tickets", "use_falls_before_leaving"]


def count_plants(
    company: Company, histories: Table, facts: Table, business: Business, service: Service
) -> Values:
    counted = counted_tickets(company, histories)
    return {
        "loss_by_share_of_failed_tickets": losses_by_failures(company, histories, facts, business.prices),
        "use_falls_before_leaving": use_before_losses(business.prices.spans, service.events),
        "journey": journey_figures(company, service.starts, service.events, FEATURES),
        "season": season_figures(histories["created_at"][counted]),
        "holidays": holiday_figures(company, histories["account"], histories["created_at"], counted),
        "links": LINKS,
        "links_need_tickets": LINK_TICKETS,
        "nulls": NULLS,
    }


def by_chance(figures: Values, *names: str) -> Values:
    """The figures of a company without plants; of all names, unless some are given."""
    nothing = {"planted": "nothing: who leaves and who refers others is chance"}
    return {name: figures[name] | nothing for name in names or figures}


def losses_by_failures(company: Company, histories: Table, facts: Table, prices: Prices) -> Values:
    """Of the customers with solved tickets in a month: who left within QUARTER of its end, by the share that failed."""
    solved, failed, _ = experience(company, histories, facts)
    groups: dict[str, list[Array]] = {"none": [], "up_to_half": [], "more": []}
    for number in range(len(MONTH_SECONDS) - 1):
        closes = int(MONTH_SECONDS[number + 1])
        if not is_grace_over(closes + QUARTER):
            break
        who = np.flatnonzero(prices.customers_at(closes)[:-1] & (solved[:, number] > 0))
        span = span_at(prices.spans, who, np.full(len(who), closes - 1))
        is_lost = prices.spans["ended_at"][span] <= closes + QUARTER
        part = failed[who, number] / solved[who, number]
        groups["none"].append(is_lost[part == 0])
        groups["up_to_half"].append(is_lost[(part > 0) & (part <= 0.5)])
        groups["more"].append(is_lost[part > 0.5])
    return {"planted": "an account leaves the more readily, the more of its tickets of a month failed"} | {
        name: share(np.concatenate(found)) for name, found in groups.items()
    }


def use_before_losses(spans: Table, events: Table) -> Values:
    """Uses of accounts in the QUIET_DAYS before they left, and in as many days before their use began to fall."""
    counts = events["counts"] & ~events["is_milestone"] & (events["account"] >= 0)
    account, at = events["account"][counts], events["occurred_at"][counts]
    length, fall = QUIET_DAYS * DAY, FALL_DAYS * DAY
    lost = (spans["ended_at"] <= END) & (spans["ended_at"] >= USES_SINCE + fall + length)
    customer, ends = spans["customer"][lost], spans["ended_at"][lost]
    known = np.isin(account, customer)
    account, at = account[known], at[known]
    last, before = 0, 0
    for who, end in zip(customer, ends, strict=True):
        mine = at[account == who]
        last += int(((mine >= end - length) & (mine < end)).sum())
        before += int(((mine >= end - fall - length) & (mine < end - fall)).sum())
    return {
        "planted": f"before most losses, use falls from {FALL_DAYS} days before on, to {STILL_USED} of what it was",
        "losses": int(lost.sum()),
        "uses_in_the_last_days": last,
        "uses_in_as_many_days_before_the_fall": before,
    }


def season_figures(created: Array) -> Values:
    """Tickets of the second year by month, over their trend."""
    month = np.searchsorted(MONTH_SECONDS, created, "right") - 1
    days = np.diff(MONTH_SECONDS) / DAY
    first = int(np.searchsorted(MONTH_SECONDS, START, "right") - 1)
    a_day = np.bincount(month, minlength=len(days))[first : first + 23] / days[first : first + 23]
    trend = 1 + np.arange(23) * 30.4 / GROWTH_DAYS
    level = a_day / trend
    return {
        "planted": "contacts swing with the year: they are fewest in May, and most in November",
        "amplitude": SEASON,
        "in_may": float(level[[4, 16]].mean() / level.mean()),
        "in_november": float(level[[10, 22]].mean() / level.mean()),
    }
