"""What customers do for the company: subscriptions, orders, quotes, referrals and what they gain, as one."""

from typing import Any

import numpy as np

from customer_performance.demo import (
    billing,
    billing_tables,
    customers,
    referrals,
    sales,
)
from customer_performance.demo.arrays import Array, Table
from customer_performance.demo.company import Company
from customer_performance.demo.tables import Writer
from customer_performance.demo.truth import sales as true_sales
from customer_performance.demo.truth import subscriptions as true_subscriptions
from customer_performance.demo.truth.tickets import Truth


class Business:
    """Planned after the tickets, since what customers do depends on how they fared."""

    def __init__(self, seed: int, company: Company, histories: Table, facts: Table, surveys: Table):
        self.company, self.histories, self.facts = company, histories, facts
        tickets = len(histories["created_at"])
        rng = np.random.default_rng([seed, 2])  # one of its own, so that all else stays as it is
        self.billing = billing.plan(rng, company, histories, facts)
        self.prices = true_subscriptions.Prices(company, self.billing)
        self.orders = true_sales.judge_orders(company, sales.order(rng, company, tickets))
        self.claims = sales.claim(rng, self.orders)
        self.quotes = sales.quote(rng, company, tickets)
        self.referrals = referrals.refer(rng, company, surveys, self.starts())
        self.gains = referrals.gain(rng, company, tickets)
        self.surveys = referrals.say_goodbye(rng, company, surveys, self.prices.spans)

    def starts(self) -> Array:
        """When each account began: with its first subscription that recurs, else with its creation."""
        return customers.customer_starts(self.company, self.billing["subscriptions"])

    def active(self) -> Array:
        return customers.active_months(self.company, self.billing["subscriptions"])

    def write(self, writer: Writer) -> None:
        billing_tables.write(writer, self.company, self.billing)
        sales.write(writer, self.company, self.orders, self.claims, self.quotes)
        referrals.write(writer, self.company, self.referrals, self.gains)

    def count(self, truth: Truth) -> dict[str, Any]:
        """Adds the metrics, and returns the effects that were planted."""
        company, prices, orders = self.company, self.prices, self.orders
        first = true_sales.first_purchases(company, prices, orders)
        effects = true_subscriptions.count(truth, company, self.histories, self.facts, self.billing, prices)
        true_sales.count_orders(truth, orders, self.claims)
        true_sales.count_quotes(truth, company, self.quotes)
        effects |= true_sales.count_referrals(
            truth, company, self.histories, self.surveys, self.referrals, first
        )
        true_sales.count_money(truth, company, prices, orders, self.gains, self.active(), len(first))
        return effects

    def traps(self) -> dict[str, int]:
        return true_subscriptions.traps(self.company, self.billing, self.prices) | true_sales.traps(
            self.orders, self.claims, self.quotes, self.referrals, self.surveys
        )

    def exceptions(self) -> dict[str, dict[str, int]]:
        return true_subscriptions.exceptions(self.company, self.billing) | true_sales.exceptions(
            self.orders, self.quotes, self.referrals, self.gains
        )
