"""All cells of all metrics as one table: what the dbt model metric_sums holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from customer_performance.models.roll_up.cells import Columns, sums_of_cells
from customer_performance.models.roll_up.kept import FINGERPRINT, Fingerprints, Kept, Program
from customer_performance.models.roll_up.periods import calendars, of_months
from customer_performance.models.roll_up.reading import Reader

SCHEMA = pa.schema(
    {
        "model": pa.string(),
        "kind": pa.string(),
        "grain": pa.string(),
        "period_start": pa.date32(),
        "value_code": pa.uint64(),
        "subjects": pa.int64(),
        "clusters": pa.int64(),
        "numerator": pa.float64(),
        "denominator": pa.float64(),
        "numerator_squares": pa.float64(),
        "cross_products": pa.float64(),
        "denominator_squares": pa.float64(),
        "distinct_subjects": pa.int64(),
        "largest": pa.float64(),
        "value": pa.float64(),
        "ci_low": pa.float64(),
        "ci_high": pa.float64(),
        "fingerprint": pa.string(),
    }
)


def metric_sums(connection: duckdb.DuckDBPyConnection, schema: str, table: str | None = None) -> pa.Table:
    """The sums of every cell, by SCHEMA, from the other models of the roll-up in that schema.

    `table`: as the last build left it, of which the cells are kept that still stand. Without it, all are summed.
    """
    tables = _tables(Reader(connection, schema), Program(connection, schema), Kept(connection, table, SCHEMA))
    return pa.concat_tables([SCHEMA.empty_table(), *tables])


def _tables(reader: Reader, program: Program, kept: Kept) -> Iterator[pa.Table]:
    observed = reader.fingerprints()
    if not observed:
        return
    months = sorted(month for of_model in observed.values() for month in of_model)
    first, last = months[0].astype("M8[D]"), (months[-1] + 1).astype("M8[D]") - 1
    periods, codes, value_codes = calendars(first, last), reader.codes(), reader.value_codes()
    touched = {}
    for model, plan in reader.plans():
        name = model["model"]
        now = program.fingerprints(model, plan, observed.get(name, {}))
        touched[name] = kept.touched(name, now)
        yield _table(_rows_of(now) | {"model": name})
        if not len(touched[name]):
            continue
        wanted = of_months(periods, touched[name])
        days = np.any([calendar.wanted_days() for calendar in wanted.values()], axis=0)
        rows = reader.observations(model, plan, codes, first, days)
        for columns in sums_of_cells(rows, plan, wanted) if rows else ():
            yield _table(columns | {"model": name, "value_code": value_codes[columns["value_key"]]})
    yield kept.cells(touched)


def _rows_of(fingerprints: Fingerprints) -> Columns:
    return {
        "kind": FINGERPRINT,
        "grain": "month",
        "period_start": np.array(list(fingerprints), "M8[D]"),
        "fingerprint": np.array(list(fingerprints.values()), object),
    }


def _table(columns: Mapping[str, Any]) -> pa.Table:
    rows = len(columns["period_start"])
    arrays = []
    for field in SCHEMA:
        column = columns.get(field.name)
        if column is None:
            arrays.append(pa.nulls(rows, field.type))
        elif isinstance(column, np.ndarray):
            arrays.append(pa.array(column, from_pandas=True).cast(field.type))
        else:
            arrays.append(pa.repeat(pa.scalar(column, field.type), rows))
    return pa.table(arrays, schema=SCHEMA)
