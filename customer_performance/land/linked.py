"""Under which other ids is a person known? The links that the last build made (int_identity_links) say it, since they
are of several sources."""

import csv
from collections.abc import Mapping
from typing import Any

import duckdb

from customer_performance.core.build_file import columns_of
from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT

LINKS = ("intermediate", "int_identity_links")
SEEDS = PROJECT / "seeds"
KINDS = ("account", "contact", "agent")


def also_known_as(
    connection: duckdb.DuckDBPyConnection, kind: str, identity: str, variables: Mapping[str, Any]
) -> list[str]:
    """The other ids of the one who has an id, in order. `variables`: the vars of dbt.

    Raises RunError where there are links, or may be matches, and no build has followed them yet.
    """
    if LINKS not in columns_of(connection):
        if said := what_links(variables):
            raise RunError(
                f"{said} which {kind}s are one, and the build file does not know it yet, so nobody was forgotten. Run "
                "customer-performance build first, then forget."
            )
        return []
    rows = connection.execute(
        f"""
        with links as (
            select landed_id, identity_id from {".".join(LINKS)} where kind = $kind and identity_id is not null
        ),
        known as (
            select coalesce((select identity_id from links where landed_id = $identity), $identity) as identity_id
        )
        select landed_id from links inner join known using (identity_id) where landed_id <> $identity
        union
        select identity_id from known where identity_id <> $identity
        order by all
        """,
        {"kind": kind, "identity": identity},
    ).fetchall()
    return [other for (other,) in rows]


def seed_of(kind: str) -> str:
    return f"seeds/{kind}_links.csv"


def what_links(variables: Mapping[str, Any]) -> str | None:
    """What would link ids of several systems, as the beginning of a sentence; None where nothing does."""
    for kind in KINDS:
        if has_lines(kind):
            return f"{seed_of(kind)} says"
        if variables.get(f"match_{kind}s_by") not in (None, [], "none"):
            return f"Var match_{kind}s_by is to find"
    return None


def has_lines(kind: str) -> bool:
    with (SEEDS / f"{kind}_links.csv").open(encoding="utf-8", newline="") as lines:
        return any(row for row in csv.reader(lines) if row[0] != "source")
