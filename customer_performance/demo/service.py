"""What the company does for its customers beside tickets: telephone, reviews, uptime, portal and product."""

import numpy as np

from customer_performance.demo.arrays import Array, Table, Values
from customer_performance.demo.calls import plan_calls, roster, write_calls
from customer_performance.demo.company import END, Company
from customer_performance.demo.quality import review_tickets, service_days, write_quality
from customer_performance.demo.self_service import readings, visits, write_portal
from customer_performance.demo.tables import Writer
from customer_performance.demo.truth.calls import (
    call_exceptions,
    call_traps,
    count_calls,
    find_repeats,
    judge_calls,
)
from customer_performance.demo.truth.observations import Truth
from customer_performance.demo.truth.portal import (
    count_portal,
    count_portal_adoption,
    gaps,
    judge_visits,
    portal_exceptions,
    portal_traps,
)
from customer_performance.demo.truth.quality import (
    count_quality,
    judge_reviews,
    quality_exceptions,
    quality_traps,
)
from customer_performance.demo.truth.usage import (
    count_product_adoption,
    count_usage,
    judge_uses,
    usage_exceptions,
    usage_traps,
)
from customer_performance.demo.usage import plan_usage, write_usage


class Service:
    """Planned after the tickets. `judge` and `use_product` must run before what counts or writes."""

    def __init__(self, seed: int, company: Company, histories: Table):
        self.company, self.histories = company, histories
        # Its own random numbers, so that a change here changes no ticket.
        rng = self.rng = np.random.default_rng([seed, 1])
        self.calls = plan_calls(rng, company, histories)
        self.shifts = roster(rng, company)
        self.reviews = review_tickets(rng, company, histories)
        self.uptime = service_days(rng)
        self.visits = visits(rng, company, histories)
        self.views = readings(rng, self.visits)

    def judge(self, facts: Table) -> None:
        """Finds out what each row is worth, and writes into `facts` which tickets were followed by another contact."""
        company, histories = self.company, self.histories
        self.judged_calls = judge_calls(company, histories, self.calls)
        find_repeats(facts, company, histories, self.judged_calls)
        self.judged_reviews = judge_reviews(company, histories, self.reviews)
        self.judged_visits = judge_visits(company, histories, self.judged_calls, self.visits, self.views)

    def use_product(self, starts: Array, spans: Table) -> None:
        """Plans the use of the product, once it is known when each account began and left."""
        self.starts = starts
        events = plan_usage(self.rng, self.company, starts, spans, len(self.histories["created_at"]))
        self.events = judge_uses(self.company, events)

    def write(self, writer: Writer) -> None:
        write_calls(writer, self.company, self.calls, self.shifts)
        write_quality(writer, self.reviews, self.uptime)
        write_portal(writer, self.company, self.visits, self.views)
        write_usage(writer, self.company, self.events)

    def count(self, truth: Truth, facts: Table, active: Array) -> None:
        """Adds the metrics. `active`: accounts × months, the account that never landed in the last row."""
        count_calls(truth, self.company, self.histories, facts, self.judged_calls, self.shifts)
        count_quality(truth, self.judged_reviews, self.uptime)
        count_portal(truth, self.judged_visits)
        count_portal_adoption(truth, self.company, active, self.judged_visits)
        count_usage(truth, self.company, self.starts, self.events)
        count_product_adoption(truth, active, self.events)

    def traps(self) -> dict[str, int]:
        return (
            call_traps(self.judged_calls)
            | quality_traps(self.judged_reviews)
            | portal_traps(self.judged_visits)
            | usage_traps(self.events)
            | {"contacts_deleted": int((self.company.contacts["deleted_at"] <= END).sum())}
        )

    def exceptions(self) -> dict[str, dict[str, int]]:
        return (
            call_exceptions(self.judged_calls, self.shifts, len(self.histories["created_at"]))
            | quality_exceptions(self.judged_reviews, self.uptime)
            | portal_exceptions(self.judged_visits, self.views)
            | usage_exceptions(self.company, self.starts, self.events)
        )

    def insights(self) -> Values:
        return {"self_service_gaps": gaps()}
