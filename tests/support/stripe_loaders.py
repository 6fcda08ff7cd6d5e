"""One customer of Stripe as three loaders land them: the same by other names, with what belongs together as JSON
(Airbyte), and with names made of keys within keys (dlt). Each loader's ids have its name in them, so that all land side
by side."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb

Tables = dict[str, list[dict[str, Any]]]
STAGED = ("accounts", "subscriptions", "subscription_changes", "orders", "order_claims")


@dataclass(frozen=True)
class Loader:
    name: str
    tables: Tables


def day(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def told(name: str) -> Tables:
    """A subscription of two packages at a discount, with one by tiers; a single purchase that was refunded in part and
    disputed. Times are seconds since 1970, as Stripe has them."""
    ids = {
        kind: f"{kind}_{name}"
        for kind in ("cus", "sub", "co", "di", "in", "ch", "re", "dp", "pr", "tr", "prod")
    }
    return {
        "customer": [{"id": ids["cus"], "name": "Acme", "email": "ana@acme.example", "address_country": "DE",
                      "metadata_external_id": "4711", "metadata_segment": "enterprise", "created": day("2024-01-01"),
                      "livemode": True}],
        "subscription": [{"id": ids["sub"], "customer_id": ids["cus"], "status": "active", "livemode": True,
                          "start_date": day("2024-01-01"), "created": day("2024-01-01"),
                          "current_period_start": day("2024-03-01"), "current_period_end": day("2024-04-01"),
                          "canceled_at": day("2024-03-10"), "cancel_at_period_end": True,
                          "cancellation_details_reason": "cancellation_requested",
                          "cancellation_details_feedback": "switched_service"}],
        "subscription_item": [
            {"id": f"si_{name}_1", "subscription_id": ids["sub"], "plan_id": ids["pr"], "quantity": 4,
             "created": day("2024-01-01")},
            {"id": f"si_{name}_2", "subscription_id": ids["sub"], "plan_id": ids["tr"], "quantity": 12,
             "created": day("2024-02-01")},
        ],
        "price": [
            {"id": ids["pr"], "nickname": "Pro", "currency": "eur", "unit_amount": 1000, "recurring_interval": "month",
             "recurring_interval_count": 1, "recurring_usage_type": "licensed", "transform_quantity_divide_by": 2,
             "transform_quantity_round": "up"},
            {"id": ids["tr"], "product_id": ids["prod"], "currency": "eur", "tiers_mode": "graduated",
             "recurring_interval": "month", "recurring_interval_count": 1, "recurring_usage_type": "licensed"},
        ],
        "product": [{"id": ids["prod"], "name": "Seats"}],
        "tier": [{"price_id": ids["tr"], "up_to": 10, "unit_amount": 100, "flat_amount": None},
                 {"price_id": ids["tr"], "up_to": None, "unit_amount": 50, "flat_amount": 200}],
        "coupon": [{"id": ids["co"], "percent_off": 50, "duration": "repeating", "duration_in_months": 2}],
        "discount": [{"id": ids["di"], "coupon_id": ids["co"], "customer_id": ids["cus"], "subscription_id": ids["sub"],
                      "start": day("2024-01-01"), "end": None}],
        "invoice": [{"id": ids["in"], "customer_id": ids["cus"], "subscription_id": ids["sub"], "status": "paid",
                     "currency": "eur", "amount_paid": 1000, "created": day("2024-01-01"), "livemode": True}],
        "invoice_line_item": [{"id": f"il_{name}", "invoice_id": ids["in"], "subscription_id": ids["sub"],
                               "subscription_item_id": f"si_{name}_1", "plan_id": ids["pr"], "quantity": 4,
                               "amount": 2000, "proration": False, "period_start": day("2024-01-01"),
                               "period_end": day("2024-02-01"), "livemode": True}],
        "charge": [
            {"id": f"{ids['ch']}_1", "customer_id": ids["cus"], "invoice_id": ids["in"], "status": "succeeded",
             "captured": True, "amount": 1000, "currency": "eur", "created": day("2024-01-01"), "livemode": True,
             "payment_method_details_type": "card"},
            {"id": f"{ids['ch']}_2", "customer_id": ids["cus"], "invoice_id": None, "status": "succeeded",
             "captured": True, "amount": 4990, "currency": "eur", "created": day("2024-02-05"), "livemode": True,
             "payment_method_details_type": "sepa_debit"},
        ],
        "refund": [{"id": ids["re"], "charge_id": f"{ids['ch']}_2", "status": "succeeded", "amount": 990,
                    "currency": "eur", "created": day("2024-02-07")}],
        "dispute": [{"id": ids["dp"], "charge_id": f"{ids['ch']}_2", "status": "lost", "amount": 4000,
                     "currency": "eur", "created": day("2024-02-20"), "livemode": True}],
    }  # fmt: skip


def moved(row: dict[str, Any], names: dict[str, str], point: str | None) -> None:
    """Rename keys of a row; a name with a point in it is a key within another, as JSON or with `point` between them."""
    for old, new in names.items():
        if old in row:
            if "." in new and point is None:
                outer, _, inner = new.partition(".")
                row.setdefault(outer, {})[inner] = row.pop(old)
            else:
                row[new.replace(".", point or ".")] = row.pop(old)


WITHIN = {
    "customer": {"address_country": "address.country", "metadata_external_id": "metadata.external_id",
                 "metadata_segment": "metadata.segment"},
    "subscription": {"customer_id": "customer", "cancellation_details_reason": "cancellation_details.reason",
                     "cancellation_details_feedback": "cancellation_details.feedback"},
    "subscription_item": {"subscription_id": "subscription", "plan_id": "price.id"},
    "price": {"product_id": "product", "recurring_interval": "recurring.interval",
              "recurring_interval_count": "recurring.interval_count", "recurring_usage_type": "recurring.usage_type",
              "transform_quantity_divide_by": "transform_quantity.divide_by",
              "transform_quantity_round": "transform_quantity.round"},
    "invoice": {"customer_id": "customer", "subscription_id": "subscription"},
    "invoice_line_item": {"invoice_id": "invoice", "subscription_id": "subscription",
                          "subscription_item_id": "subscription_item", "plan_id": "price.id",
                          "period_start": "period.start", "period_end": "period.end"},
    "charge": {"customer_id": "customer", "invoice_id": "invoice",
               "payment_method_details_type": "payment_method_details.type"},
    "refund": {"charge_id": "charge"},
    "dispute": {"charge_id": "charge"},
}  # fmt: skip


def airbyte() -> Tables:
    """Items and discounts lie within the subscription, and tiers within the price."""
    tables = told("airbyte")
    for name, names in WITHIN.items():
        for row in tables[name]:
            moved(row, names, None)
    (coupon,), (discount,) = tables.pop("coupon"), tables.pop("discount")
    tables["subscription"][0]["items"] = {"object": "list", "data": tables.pop("subscription_item")}
    tables["subscription"][0]["discount"] = {
        "id": discount["id"], "coupon": coupon, "start": discount["start"], "end": None,
    }  # fmt: skip
    tables["price"][1]["tiers"] = [
        {key: value for key, value in tier.items() if key != "price_id"} for tier in tables.pop("tier")
    ]
    return {f"{name}s": rows for name, rows in tables.items()}


def dlt() -> Tables:
    """Lists within a record are tables of their own."""
    tables = told("dlt")
    for name, names in WITHIN.items():
        for row in tables[name]:
            moved(row, names, "__")
    names = {"subscription_item": "subscription__items__data", "tier": "price__tiers",
             "invoice_line_item": "invoice__lines__data"}  # fmt: skip
    return {names.get(name, name): rows for name, rows in tables.items()}


FIVETRAN, AIRBYTE, DLT = (
    Loader("fivetran", told("fivetran")),
    Loader("airbyte", airbyte()),
    Loader("dlt", dlt()),
)


def rows_of(connection: duckdb.DuckDBPyConnection, loader: Loader) -> dict[str, list[tuple]]:
    """The rows of each staging model that came by a loader, as text without its name; without where they came from."""
    found = {}
    for name in STAGED:
        rows = connection.execute(
            f"select columns(lambda field: not starts_with(field, '_')) from staging.stg_stripe__{name}"
        ).fetchall()
        found[name] = sorted(
            str(row).replace(loader.name, "") for row in rows if f"_{loader.name}" in str(row)
        )
    return found
