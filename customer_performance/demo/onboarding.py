"""How new customers get going: four steps in the product, the third of which many never take.

Who stays behind at the step before is unhappier from then on, and leaves more readily.
"""

import numpy as np

from customer_performance.demo.arrays import Array, Table, Values
from customer_performance.demo.company import DAY, END, NEVER, NOBODY, START, Company

USES_SINCE = START + 130 * DAY  # before it, uses were not written down
STEPS = ["setup_wizard", "data_import", "team_invite", "first_report"]
BREAKS_AT = 1  # the step after which many stop
# The share that takes each step of those who have taken the one before, the usual days to it, and their spread.
TAKEN, DAYS, SPREAD = (0.97, 0.95, 0.97, 0.97), (1.2, 2.5, 2.0, 3.0), 0.7
STUCK = 0.45  # share of the new accounts that stop at the break
STUCK_RISK = 0.035  # added to their risk of leaving, in each month
STUCK_MOOD = -0.9  # added to the feelings in their answers to surveys


def is_new(company: Company) -> Array:
    """Which accounts came while uses were written down, so that the steps they took are known."""
    return company.accounts["created_at"] > USES_SINCE + 10 * DAY


def stuck(company: Company) -> Array:
    """Which accounts stop at the break."""
    return (company.accounts["endurance"] < STUCK) & is_new(company)


def first_steps(rng: np.random.Generator, company: Company, starts: Array) -> Table:
    """One use for each step that a new account took. `starts`: when each became a customer, NEVER if it did not."""
    n = len(starts)
    is_stuck = stuck(company)
    at = starts.astype(float)
    goes_on = is_new(company) & (starts <= END)
    accounts, times, steps = [], [], []
    for step, (share, days) in enumerate(zip(TAKEN, DAYS, strict=True)):
        goes_on = goes_on & (rng.random(n) < share) & ~(is_stuck & (step > BREAKS_AT))
        at = at + rng.lognormal(np.log(days), SPREAD, n) * DAY
        who = np.flatnonzero(goes_on & (at <= END) & (at < company.accounts["deleted_at"]))
        accounts.append(who)
        times.append(at[who].astype(np.int64))
        steps.append(np.full(len(who), step))
    account = np.concatenate(accounts)
    nothing = np.full(len(account), np.nan)
    return {
        "account": account,
        "contact": np.full(len(account), NOBODY),
        "occurred_at": np.concatenate(times),
        "step": np.concatenate(steps),
        "quantity": nothing,
        "friends": nothing,
    }


def journey_figures(company: Company, starts: Array, events: Table, features: list[str]) -> Values:
    """How many new accounts took each step at least once, and how many were planned to stop at the break."""
    counts = ~company.accounts["is_test"] & is_new(company) & (starts <= END)
    taken = {"account_start": int(counts.sum())}
    for step in STEPS:
        has = np.zeros(len(starts), bool)
        rows = (events["feature"] == features.index(step)) & events["counts"] & (events["account"] >= 0)
        if step == "first_report":
            rows &= events["is_milestone"]
        has[events["account"][rows]] = True
        taken[step] = int((has & counts).sum())
    planted = "of those who imported their data, many never invite their team; they are unhappier"
    return {
        "planted": planted + " and leave more" * company.has_plants,
        "breaks_at": STEPS[BREAKS_AT],
        "new_accounts_since": str(np.datetime64(USES_SINCE + 10 * DAY, "s")).replace("T", " "),
        "accounts": taken,
        "stopped": int((stuck(company) & counts & (starts < NEVER)).sum()),
    }
