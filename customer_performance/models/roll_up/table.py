"""All cells of all metrics as one table: what the dbt model metric_sums holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from customer_performance.models.roll_up.cells import sums_of_cells
from customer_performance.models.roll_up.reading import Reader, calendars

SCHEMA = pa.schema(
    {
        "model_key": pa.int16(),
        "kind": pa.string(),
        "grain": pa.string(),
        "period_start": pa.date32(),
        "value_key": pa.int32(),
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
    }
)


def metric_sums(connection: duckdb.DuckDBPyConnection, schema: str) -> pa.Table:
    """The sums of every cell, by SCHEMA, from the other models of the roll-up in that schema."""
    tables = list(_tables(Reader(connection, schema)))
    return pa.concat_tables([SCHEMA.empty_table(), *tables])


def _tables(reader: Reader) -> Iterator[pa.Table]:
    days = reader.days()
    if not days:
        return
    periods, codes = calendars(*days), reader.codes()
    for model, plan in reader.plans():
        rows = reader.observations(model, plan, codes, days[0])
        for columns in sums_of_cells(rows, plan, periods) if rows else ():
            yield _table(columns | {"model_key": model["model_key"]})


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
