"""The company as Fivetran's connector for Zendesk lands it, and Talk's calls beside it.

Zendesk knows nothing of subscriptions, orders, the portal, usage, reviews, shifts or money; of surveys only its own
rating of tickets, good or bad; of policies neither that they promise something nor a schedule of their own. A call that
never ended, or that contradicts itself, is none of Talk's. Ids are numbers from 1 in each kind.
"""

from customer_performance.demo.shapes import zendesk_calls, zendesk_targets, zendesk_tickets, zendesk_users
from customer_performance.demo.shapes.retell import Shape

PARTS = (zendesk_users, zendesk_tickets, zendesk_targets, zendesk_calls)
SHAPE = Shape(
    needs=(
        "accounts", "contacts", "agents", "teams", "tickets", "ticket_events", "ticket_messages", "sla_policies",
        "schedules", "holidays", "survey_responses", "calls",
    ),
    steps={name: query for part in PARTS for name, query in part.STEPS.items()},
    tables={name: query for part in PARTS for name, query in part.TABLES.items()},
    # Zendesk has no mark for a program; its two users have the first numbers.
    variables={"zendesk": {"bots": ["1", "2"], "spam_tags": ["spam"]}},
)  # fmt: skip
