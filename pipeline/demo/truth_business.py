"""What every metric of customers and their money must be, from what was planned."""

import numpy as np

from pipeline.demo.billing import AUD, UNKNOWN
from pipeline.demo.company import Company
from pipeline.demo.customers import Table, counted


def exceptions(company: Company, billing: dict[str, Table]) -> dict[str, dict[str, int]]:
    """How many rows of each kind of oddity must be listed."""
    table, steps = billing["subscriptions"], billing["steps"]
    of = steps["subscription"]
    no_rate = (steps["currency"] == AUD) & (steps["price"] != UNKNOWN) & counted(company, table)[of]
    return {
        "subscriptions": {
            "orphan": int((table["customer"] == len(company.accounts["place"])).sum()),
            "ended_before_start": int((table["ended_at"] < table["started_at"]).sum()),
            "not_convertible": len(np.unique(of[no_rate])),
        },
        "subscription_changes": {"orphan": 2},
    }
