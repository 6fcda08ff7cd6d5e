"""Under which other ids is a person known? The links that the last build made (int_identity_links) say it, since they
are of several sources."""

import csv

import duckdb

from customer_performance.core.build_file import columns_of
from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT

LINKS = ("intermediate", "int_identity_links")
SEED = PROJECT / "seeds" / "account_links.csv"


def also_known_as(connection: duckdb.DuckDBPyConnection, kind: str, identity: str) -> list[str]:
    """The other ids of the one who has an id, in order.

    Raises RunError where there are links and no build has followed them yet.
    """
    if LINKS not in columns_of(connection):
        if any_links():
            raise RunError(
                f"{SEED.relative_to(PROJECT)} says which accounts are one, and the build file does not know it yet, so "
                "nobody was forgotten. Run customer-performance build first, then forget."
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


def any_links() -> bool:
    with SEED.open(encoding="utf-8", newline="") as lines:
        return any(row for row in csv.reader(lines) if row[0] != "source")
