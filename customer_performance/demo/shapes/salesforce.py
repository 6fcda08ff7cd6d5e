"""The company as Fivetran's connector for Salesforce lands it, with Service Cloud.

Salesforce knows nothing of surveys, calls, usage, the portal, reviews or shifts; of a case one owner and one kind of
end; of a message only whether it was a mail; of business hours one window a day, and of holidays not whose they are.
Of a milestone it has minutes and whether they count in business hours; what stops them holds for all. Contracts and
orders have days, and no revenue a month.
"""

from customer_performance.demo.shapes import (
    salesforce_cases,
    salesforce_hours,
    salesforce_people,
    salesforce_sales,
)
from customer_performance.demo.shapes.retell import Shape

PARTS = (salesforce_people, salesforce_hours, salesforce_cases, salesforce_sales)
SHAPE = Shape(
    needs=(
        "accounts", "contacts", "agents", "teams", "tickets", "ticket_events", "ticket_messages", "sla_policies",
        "schedules", "holidays", "subscriptions", "subscription_changes", "orders", "quotes",
    ),
    steps={name: query for part in PARTS for name, query in part.STEPS.items()},
    tables={name: query for part in PARTS for name, query in part.TABLES.items()},
    variables={
        "salesforce": {
            "automated_users": [salesforce_people.SITE_USER],
            "milestones_stop_in": ["pending"],
        }
    },
)  # fmt: skip
