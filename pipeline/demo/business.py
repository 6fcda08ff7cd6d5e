"""What customers do for the company: subscriptions, as one."""

import numpy as np

from pipeline.demo import billing, billing_tables, customers, truth_business
from pipeline.demo.company import Company
from pipeline.demo.customers import Table
from pipeline.demo.tables import Writer


class Business:
    """Planned after the tickets, since what customers do depends on how they fared."""

    def __init__(self, seed: int, company: Company, lives: Table, facts: Table):
        self.company = company
        rng = np.random.default_rng([seed, 2])  # one of its own, so that all else stays as it is
        self.billing = billing.plan(rng, company, lives, facts)

    def starts(self) -> np.ndarray:
        """When each account began: with its first subscription that recurs, else with its creation."""
        return customers.starts(self.company, self.billing["subscriptions"])

    def active(self) -> np.ndarray:
        return customers.active_months(self.company, self.billing["subscriptions"])

    def write(self, writer: Writer) -> None:
        billing_tables.write(writer, self.company, self.billing)

    def exceptions(self) -> dict[str, dict[str, int]]:
        return truth_business.exceptions(self.company, self.billing)
