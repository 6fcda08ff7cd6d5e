"""The metrics that the project declares, from their files alone."""

from functools import cache
from typing import Any

import yaml

from customer_performance.core.paths import PROJECT


@cache
def declared_metrics() -> dict[str, dict[str, Any]]:
    """The meta of each metric's model by the model's name."""
    files = sorted((PROJECT / "models" / "marts").glob("[ck]pi/*.yml"))
    models = [model for file in files for model in yaml.safe_load(file.read_text("utf-8"))["models"]]
    return {model["name"]: model["config"]["meta"] for model in models}


def ids_of(model: str) -> set[str]:
    """The metric of a model, and its further ones."""
    return {model} | {f"{model}_{suffix}" for suffix in declared_metrics()[model].get("also") or []}


def metric_ids() -> set[str]:
    return {metric for model in declared_metrics() for metric in ids_of(model)}


def fed_by(table: str, columns: set[str]) -> set[str]:
    """The metrics that a raw table with these columns feeds without any other table, by their `requires`."""
    return {
        metric
        for model, meta in declared_metrics().items()
        if any(all(is_there(item, table, columns) for item in way) for way in ways_of(meta))
        for metric in ids_of(model)
    }


def ways_of(meta: dict[str, Any]) -> list[list[str]]:
    requires = meta["requires"]
    return [requires] if isinstance(requires[0], str) else requires


# The kinds of things of which one table tells by a column of its own.
TOLD_BY = {"solve": "tickets.solved_at", "caller": "calls.contact_id"}


def is_there(item: str, table: str, columns: set[str]) -> bool:
    if item.startswith("evidence."):
        item = TOLD_BY.get(item.removeprefix("evidence."), "")
    name, _, column = item.partition("[")[0].partition(".")
    return name == table and (not column or column in columns)
