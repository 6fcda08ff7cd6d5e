"""What customers do for the company: subscriptions, orders, quotes, referrals and what they gain, as one."""

from typing import Any

import numpy as np

from pipeline.demo import (
    billing,
    billing_tables,
    customers,
    referrals,
    sales,
    truth_business,
    truth_sales,
)
from pipeline.demo.company import Company
from pipeline.demo.customers import Table
from pipeline.demo.tables import Writer
from pipeline.demo.truth import Truth


class Business:
    """Planned after the tickets, since what customers do depends on how they fared."""

    def __init__(self, seed: int, company: Company, lives: Table, facts: Table, surveys: Table):
        self.company, self.lives, self.facts = company, lives, facts
        tickets = len(lives["created_at"])
        rng = np.random.default_rng([seed, 2])  # one of its own, so that all else stays as it is
        self.billing = billing.plan(rng, company, lives, facts)
        self.prices = truth_business.Prices(company, self.billing)
        self.orders = truth_sales.judge_orders(company, sales.order(rng, company, tickets))
        self.claims = sales.claim(rng, self.orders)
        self.quotes = sales.quote(rng, company, tickets)
        self.referrals = referrals.refer(rng, company, surveys, self.starts())
        self.gains = referrals.gain(rng, company, tickets)
        self.surveys = referrals.say_goodbye(rng, company, surveys, self.prices.lives)

    def starts(self) -> np.ndarray:
        """When each account began: with its first subscription that recurs, else with its creation."""
        return customers.starts(self.company, self.billing["subscriptions"])

    def active(self) -> np.ndarray:
        return customers.active_months(self.company, self.billing["subscriptions"])

    def write(self, writer: Writer) -> None:
        billing_tables.write(writer, self.company, self.billing)
        sales.write(writer, self.company, self.orders, self.claims, self.quotes)
        referrals.write(writer, self.company, self.referrals, self.gains)

    def count(self, truth: Truth) -> dict[str, Any]:
        """Adds the metrics, and returns the effects that were planted."""
        company, prices, orders = self.company, self.prices, self.orders
        first = truth_sales.first_purchases(company, prices, orders)
        effects = truth_business.count(truth, company, self.lives, self.facts, self.billing, prices)
        truth_sales.count_orders(truth, orders, self.claims)
        truth_sales.count_quotes(truth, company, self.quotes)
        effects |= truth_sales.count_referrals(
            truth, company, self.lives, self.surveys, self.referrals, first
        )
        truth_sales.count_money(truth, company, prices, orders, self.gains, self.active(), len(first))
        return effects

    def traps(self) -> dict[str, int]:
        return truth_business.traps(self.company, self.billing, self.prices) | truth_sales.traps(
            self.orders, self.claims, self.quotes, self.referrals, self.surveys
        )

    def exceptions(self) -> dict[str, dict[str, int]]:
        return truth_business.exceptions(self.company, self.billing) | truth_sales.exceptions(
            self.orders, self.quotes, self.referrals, self.gains
        )
