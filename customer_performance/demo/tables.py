"""Tables in the plain contract: Arrow columns, written file by file so that memory stays bounded."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from customer_performance.demo.arrays import Array
from customer_performance.demo.company import CANARY, END, NEVER, NEVER_LANDED, Company

UNKNOWN_ACCOUNT = "acc-404"
ROW_GROUP = 100_000  # rows of a Parquet file; readers give each such group to one thread


class Writer:
    """Writes tables as `<landing>/<table>.<format>`, or as numbered parts in a folder of that name."""

    def __init__(self, landing: Path, file_format: str):
        self.landing, self.format = landing, file_format
        self.rows: dict[str, int] = {}
        self.duplicates: dict[str, int] = {}

    def write(
        self, table: str, columns: dict[str, pa.Array], part: int | None = None, duplicates: int = 0
    ) -> None:
        """Write a table or one part of it; `duplicates`: so many of its rows are copies of others."""
        content = pa.table(columns)
        path = self.landing / f"{table}.{self.format}"
        if part is not None:
            path = self.landing / table / f"part-{part:04d}.{self.format}"
            path.parent.mkdir(exist_ok=True)
        if self.format == "csv":
            pa.csv.write_csv(content, path)
        else:
            pa.parquet.write_table(content, path, row_group_size=ROW_GROUP)
        self.rows[table] = self.rows.get(table, 0) + content.num_rows
        self.duplicates[table] = self.duplicates.get(table, 0) + duplicates


def choose(pool: Sequence[str | None], index: Array) -> pa.Array:
    """Words by their position in the pool, null where the position is negative."""
    return pa.array(pool, pa.string()).take(pa.array(index, mask=np.asarray(index) < 0))


def label(prefix: str, number: Array, digits: int) -> pa.Array:
    """Ids: a prefix and a number with leading zeros, null where the number is negative."""
    text = pc.utf8_lpad(
        pa.array(np.asarray(number), mask=np.asarray(number) < 0).cast(pa.string()), digits, "0"
    )
    return pc.binary_join_element_wise(prefix, text, "")


def instants(seconds: Array) -> pa.Array:
    """UTC timestamps, null beyond the present."""
    return pa.array(np.asarray(seconds).astype("datetime64[s]"), mask=np.asarray(seconds) > END)


def instants_ahead(seconds: Array) -> pa.Array:
    """UTC timestamps that may lie beyond the present, such as the end of a term; null for NEVER."""
    return pa.array(np.asarray(seconds).astype("datetime64[s]"), mask=np.asarray(seconds) >= NEVER)


def money(cents: Array) -> pa.Array:
    """Decimal amounts from cents, null where these are negative."""
    words = np.stack([cents, np.zeros_like(cents)], axis=1)  # a decimal has 128 bits
    amounts = pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(words.tobytes())])
    return pc.if_else(pa.array(cents >= 0), amounts, None)


def numbers(values: Array) -> pa.Array:
    """Numbers, null where they are not a number."""
    return pa.array(values, mask=np.isnan(values))


def flags(values: Array, blank: Array | None = None) -> pa.Array:
    """Booleans, null where `blank` is set."""
    return pa.array(np.asarray(values, bool), mask=blank)


def some_twice(count: int, every: int) -> Array:
    """The positions of `count` rows, with one in `every` of them twice, as in exports that overlap."""
    rows = np.arange(count)
    return np.sort(np.concatenate([rows, rows[rows % every == 3]]))


def contact_ids(number: Array) -> pa.Array:
    return label(f"{CANARY}-contact-", number, 6)


def agent_ids(number: Array) -> pa.Array:
    return label(f"{CANARY}-agent-", number, 3)


def account_ids(company: Company, number: Array) -> pa.Array:
    """Ids of accounts. The id of an account that is a person is personal, so it has the canary."""
    person = company.accounts["is_person"][number]
    return pc.if_else(pa.array(person), label(f"{CANARY}-person-", number, 5), label("acc-", number, 5))


def accounts_or_none(company: Company, number: Array) -> pa.Array:
    """Ids of accounts, null for NOBODY; NEVER_LANDED has an id that is in no other table."""
    ids = pc.if_else(pa.array(number >= 0), account_ids(company, np.maximum(number, 0)), None)
    return pc.if_else(pa.array(number == NEVER_LANDED), UNKNOWN_ACCOUNT, ids)
