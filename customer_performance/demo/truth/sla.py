"""What every metric of response and resolution targets must be, from the planned facts."""

import numpy as np

from customer_performance.demo.arrays import Array, Table, Values
from customer_performance.demo.company import END, Company
from customer_performance.demo.facts import clock_numbers, done, owed_a_response
from customer_performance.demo.hours import SCHEDULES, Policy
from customer_performance.demo.slas import policies_of
from customer_performance.demo.truth.observations import Truth


def count_sla(
    truth: Truth,
    company: Company,
    histories: Table,
    facts: Table,
    counted: Array,
    team: Array,
) -> None:
    """A target is kept by what is done within it, and broken once it has passed. Until then, it is not due."""
    created = histories["created_at"]
    own_clock = clock_numbers(company, histories, np.arange(len(created)))
    subjects = {
        # A reply before the creation gives no time.
        "first_response": counted & owed_a_response(histories) & (facts["first_reply_at"] >= created),
        "resolution": counted,
    }
    is_solved = done(facts["status"])
    finish = {
        "first_response": np.minimum(facts["first_reply_at"], END),
        "resolution": np.where(is_solved, facts["last_solved_at"], END),
    }
    is_finished = {"first_response": facts["first_reply_at"] <= END, "resolution": is_solved}
    due, kept = {}, {}
    promise_due = promise_kept = np.zeros(len(created), bool)
    by_policy: Values = {}
    for metric in subjects:
        due[metric], kept[metric] = np.zeros((2, len(created)), bool)
        for policy, holds in policies_of(company, histories, metric):
            mine = subjects[metric] & holds
            spent = spent_seconds(company, policy, created, finish[metric], own_clock)
            if policy.pause_on_pending:
                spent -= facts["pending_business_seconds" if policy.in_business_hours else "pending_seconds"]
            is_kept = mine & is_finished[metric] & (spent <= policy.target_minutes * 60)
            is_due = is_kept | (mine & (spent > policy.target_minutes * 60))
            due[metric] |= is_due
            kept[metric] |= is_kept
            if policy.is_promise:
                promise_due, promise_kept = promise_due | is_due, promise_kept | is_kept
            by_policy[policy.policy_id] = {
                "denominator": int(is_due.sum()),
                "numerator": int(is_kept.sum()),
            }

    def add(metric: str, is_due: list[Array], is_kept: list[Array]) -> None:
        # The month of a breach is left to the tests of the business clock, so every row has the same instant.
        at = np.full(len(created) * len(is_due), END)
        where, hits = np.concatenate(is_due), np.concatenate(is_kept)
        truth.add(metric, where, at, hits, np.tile(team, len(is_due)), scale=100)
        del truth.metrics[metric]["by_month"]

    add("kpi_sla_first_response", [due["first_response"]], [kept["first_response"]])
    add("kpi_sla_resolution", [due["resolution"]], [kept["resolution"]])
    add("kpi_sla_attainment", list(due.values()), list(kept.values()))
    add("cpi_response_promise_kept", [promise_due], [promise_kept])
    truth.metrics["kpi_sla_attainment"]["by_policy"] = by_policy


def spent_seconds(company: Company, policy: Policy, since: Array, until: Array, own_clock: Array) -> Array:
    """The seconds that count against a target. `own_clock`: the number of the clock of each ticket's team."""
    if not policy.in_business_hours:
        return until - since
    clock = own_clock
    if policy.schedule_id:
        clock = np.full(len(since), list(SCHEDULES).index(policy.schedule_id))
    return company.business_seconds(clock, since, until)
