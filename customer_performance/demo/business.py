"""What customers do for the company: subscriptions, orders, quotes and referrals; and what they gain from it."""

import numpy as np

from customer_performance.demo.arrays import Table, Values
from customer_performance.demo.billing import plan_billing
from customer_performance.demo.billing_tables import write_billing
from customer_performance.demo.company import Company
from customer_performance.demo.customers import active_months, customer_starts
from customer_performance.demo.referrals import plan_gains, plan_referrals, say_goodbye, write_referrals
from customer_performance.demo.sales import plan_claims, plan_orders, plan_quotes, write_sales
from customer_performance.demo.tables import Writer
from customer_performance.demo.truth.observations import Truth
from customer_performance.demo.truth.sales import (
    count_money,
    count_orders,
    count_quotes,
    count_referrals,
    first_starts,
    judge_orders,
    sales_exceptions,
    sales_traps,
)
from customer_performance.demo.truth.subscriptions import (
    Prices,
    count_subscriptions,
    subscription_exceptions,
    subscription_traps,
)


class Business:
    """Planned after the tickets, since what customers do depends on how they fared."""

    def __init__(self, seed: int, company: Company, histories: Table, facts: Table, surveys: Table):
        self.company, self.histories, self.facts = company, histories, facts
        tickets = len(histories["created_at"])
        # Its own random numbers, so that a change here changes no ticket, call or visit.
        rng = np.random.default_rng([seed, 2])
        self.billing = plan_billing(rng, company, histories, facts)
        self.prices = Prices(company, self.billing)
        self.starts = customer_starts(company, self.billing["subscriptions"])
        self.active = active_months(company, self.billing)
        self.orders = judge_orders(company, plan_orders(rng, company, tickets))
        self.claims = plan_claims(rng, self.orders)
        self.quotes = plan_quotes(rng, company, tickets)
        self.referrals = plan_referrals(rng, company, surveys, self.starts)
        self.gains = plan_gains(rng, company, tickets)
        self.surveys = say_goodbye(rng, company, surveys, self.prices.spans)

    def write(self, writer: Writer) -> None:
        write_billing(writer, self.company, self.billing)
        write_sales(writer, self.company, self.orders, self.claims, self.quotes)
        write_referrals(writer, self.company, self.referrals, self.gains)

    def count(self, truth: Truth) -> Values:
        """Adds the metrics, and returns the effects that were planted."""
        company, prices, orders = self.company, self.prices, self.orders
        first = first_starts(prices, orders)
        effects = count_subscriptions(truth, company, self.histories, self.facts, self.billing, prices)
        count_orders(truth, orders, self.claims)
        count_quotes(truth, company, self.quotes)
        effects |= count_referrals(truth, company, self.histories, self.surveys, self.referrals, first)
        count_money(truth, company, prices, orders, self.gains, self.active, len(first))
        return effects

    def traps(self) -> dict[str, int]:
        return subscription_traps(self.company, self.billing, self.prices) | sales_traps(
            self.orders, self.claims, self.quotes, self.referrals, self.surveys
        )

    def exceptions(self) -> dict[str, dict[str, int]]:
        return subscription_exceptions(self.company, self.billing) | sales_exceptions(
            self.orders, self.quotes, self.referrals, self.gains
        )
