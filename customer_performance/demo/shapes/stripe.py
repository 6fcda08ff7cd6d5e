"""The company as Fivetran's connector for Stripe lands it: customers, subscriptions with their versions, and payments.

Stripe knows no one-off contracts, and nothing of who works for a customer; it takes no payment of nothing or less, and
a subscription has one currency for good. A price that was left blank is one that did not land; a subscription without
terms has no periods. Accounts for tests are in test mode.
"""

from customer_performance.demo.shapes import stripe_payments, stripe_subscriptions
from customer_performance.demo.shapes.retell import Shape

PARTS = (stripe_subscriptions, stripe_payments)
SHAPE = Shape(
    needs=("accounts", "subscriptions", "subscription_changes", "orders", "order_claims"),
    steps={name: query for part in PARTS for name, query in part.STEPS.items()},
    tables={name: query for part in PARTS for name, query in part.TABLES.items()},
    # The versions keep a request to cancel that was taken back.
    variables={"keeps_withdrawn_requests": ["files", "stripe"]},
)
