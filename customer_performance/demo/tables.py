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
ROW_GROUP = 100_000  # rows of a Parquet file that are read by one thread


class Writer:
    """Writes tables as `<landing>/<table>.<format>`, or as numbered parts in a folder of that name."""

    def __init__(self, landing: Path, file_format: str):
        self.landing, self.format = landing, file_format
        self.rows: dict[str, int] = {}
        self.duplicates: dict[str, int] = {}

    def write(
        self, table: str, columns: dict[str, pa.Array], part: int | None = None, duplicates: int = 0
    ) -> None:
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
    """Words by position, none where it is negative."""
    return pa.array(pool, pa.string()).take(pa.array(index, mask=np.asarray(index) < 0))


def label(prefix: str, number: Array, digits: int) -> pa.Array:
    text = pc.utf8_lpad(
        pa.array(np.asarray(number), mask=np.asarray(number) < 0).cast(pa.string()), digits, "0"
    )
    return pc.binary_join_element_wise(prefix, text, "")


def instants(seconds: Array) -> pa.Array:
    """UTC timestamps, none beyond the present."""
    return pa.array(np.asarray(seconds).astype("datetime64[s]"), mask=np.asarray(seconds) > END)


def instants_ahead(seconds: Array) -> pa.Array:
    """UTC timestamps that may lie ahead, such as the end of a term."""
    return pa.array(np.asarray(seconds).astype("datetime64[s]"), mask=np.asarray(seconds) >= NEVER)


def money(cents: Array) -> pa.Array:
    """Amounts to the cent, none where negative."""
    words = np.stack([cents, np.zeros_like(cents)], axis=1)  # 128 bits each
    amounts = pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(words.tobytes())])
    return pc.if_else(pa.array(cents >= 0), amounts, None)


def numbers(values: Array) -> pa.Array:
    return pa.array(values, mask=np.isnan(values))


def flags(values: Array, blank: Array | None = None) -> pa.Array:
    return pa.array(np.asarray(values, bool), mask=blank)


def some_twice(count: int, every: int) -> Array:
    """Positions of rows, one in so many of them twice, as exports that overlap have them."""
    rows = np.arange(count)
    return np.sort(np.concatenate([rows, rows[rows % every == 3]]))


def contact_ids(number: Array) -> pa.Array:
    return label(f"{CANARY}-contact-", number, 6)


def agent_ids(number: Array) -> pa.Array:
    return label(f"{CANARY}-agent-", number, 3)


def account_ids(company: Company, number: Array) -> pa.Array:
    """Persons' ids are personal, too."""
    person = company.accounts["is_person"][number]
    return pc.if_else(pa.array(person), label(f"{CANARY}-person-", number, 5), label("acc-", number, 5))


def accounts_or_none(company: Company, number: Array) -> pa.Array:
    ids = pc.if_else(pa.array(number >= 0), account_ids(company, np.maximum(number, 0)), None)
    return pc.if_else(pa.array(number == NEVER_LANDED), UNKNOWN_ACCOUNT, ids)
