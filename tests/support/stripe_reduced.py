"""The plain tables of the demo company without what Stripe cannot know, so that a build of the one can be held against
one of the other. Written apart from the exporter: each rule is said once more here."""

from pathlib import Path

import pandas as pd

from tests.support.reduced import read

TABLES = ["accounts", "subscriptions", "subscription_changes", "orders", "order_claims"]


def reduce_to_stripe(plain: Path, landing: Path) -> None:
    """Write the tables of the plain contract that Stripe tells of, as CSV. What lies there already stays."""
    landing.mkdir(exist_ok=True)
    tables = {name: read(plain, name) for name in TABLES}
    for name, frame in tables.items():
        if name == "accounts" and (landing / "accounts.csv").exists():
            continue
        reduced = globals()[name](frame, tables)
        reduced.to_csv(landing / f"{name}.csv", index=False)


def accounts(frame: pd.DataFrame, _) -> pd.DataFrame:
    """A customer that is deleted has ended its subscriptions, or had none."""
    return frame.drop(columns="deleted_at")


def subscriptions(frame: pd.DataFrame, _) -> pd.DataFrame:
    """What recurs, and does not end before it starts."""
    ends, starts = pd.to_datetime(frame["ended_at"]), pd.to_datetime(frame["started_at"])
    one_off = frame["is_one_off"].str.lower() == "true"
    return frame[~one_off & ~(ends < starts)]


def subscription_changes(frame: pd.DataFrame, _) -> pd.DataFrame:
    """A subscription's currency never changes."""
    return frame.assign(currency="")


def orders(frame: pd.DataFrame, _) -> pd.DataFrame:
    """Payments of something, by accounts: who of them paid, when it arrived and in which market is not told."""
    paid = frame[pd.to_numeric(frame["amount"]) > 0]
    return paid.drop(columns=["contact_id", "delivered_at", "payment_plan", "market"])


def order_claims(frame: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Disputes of what was paid, of no kind."""
    known = set(orders(tables["orders"], tables)["order_id"])
    told = frame[frame["order_id"].isin(known) & (pd.to_numeric(frame["credit_amount"]) > 0)]
    return told.assign(kind="other").drop(columns="replacement_cost")
