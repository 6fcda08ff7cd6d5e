"""What the company does for its customers beside tickets: telephone, reviews, uptime, portal and product, as one."""

from typing import Any

import numpy as np

from customer_performance.demo import (
    calls,
    quality,
    self_service,
    usage,
)
from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import END, Company
from customer_performance.demo.tables import Writer
from customer_performance.demo.truth import calls as true_calls
from customer_performance.demo.truth import portal as true_portal
from customer_performance.demo.truth import quality as true_quality
from customer_performance.demo.truth import usage as true_usage
from customer_performance.demo.truth.tickets import Truth


class Service:
    def __init__(self, seed: int, company: Company, histories: Table):
        self.company, self.histories = company, histories
        rng = self.rng = np.random.default_rng([seed, 1])  # one of its own, so that tickets stay as they are
        self.calls = calls.plan(rng, company, histories)
        self.shifts = calls.roster(rng, company)
        self.reviews = quality.review(rng, company, histories)
        self.uptime = quality.services(rng)
        self.visits = self_service.visits(rng, company, histories)
        self.views = self_service.readings(rng, self.visits)

    def write(self, writer: Writer) -> None:
        calls.write(writer, self.company, self.calls, self.shifts)
        quality.write(writer, self.reviews, self.uptime)
        self_service.write(writer, self.company, self.visits, self.views)
        usage.write(writer, self.company, self.events)

    def judge(self, facts: Table) -> None:
        """What can be said of every row; `facts` learns which tickets were followed by another contact."""
        company, histories = self.company, self.histories
        self.told = true_calls.judge(company, histories, self.calls)
        true_calls.find_repeats(facts, company, histories, self.told)
        self.judged = true_quality.judge(company, histories, self.reviews)
        self.seen = true_portal.judge(company, histories, self.told, self.visits, self.views)

    def use(self, starts: Array) -> None:
        """The use of the product, once it is known when each account began."""
        self.starts = starts
        events = usage.use(self.rng, self.company, starts, len(self.histories["created_at"]))
        self.events = true_usage.judge(self.company, events)

    def count(self, truth: Truth, facts: Table, active: Array) -> None:
        """`active`: which accounts were customers in which month, the account that never landed at the end."""
        true_calls.count(truth, self.company, self.histories, facts, self.told, self.shifts)
        true_quality.count(truth, self.judged, self.uptime)
        true_portal.count(truth, self.seen)
        true_portal.count_adoption(truth, self.company, active, self.seen)
        true_usage.count(truth, self.company, self.starts, self.events)
        true_usage.count_adoption(truth, active, self.events)

    def traps(self) -> dict[str, int]:
        return (
            true_calls.traps(self.told)
            | true_quality.traps(self.judged)
            | true_portal.traps(self.seen)
            | true_usage.traps(self.events)
            | {"contacts_deleted": int((self.company.contacts["deleted_at"] <= END).sum())}
        )

    def exceptions(self) -> dict[str, dict[str, int]]:
        return (
            true_calls.exceptions(self.told, self.shifts, len(self.histories["created_at"]))
            | true_quality.exceptions(self.judged, self.uptime)
            | true_portal.exceptions(self.seen, self.views)
            | true_usage.exceptions(self.company, self.starts, self.events)
        )

    def insights(self) -> dict[str, Any]:
        return {"self_service_gaps": true_portal.gaps()}
