"""Reads observations from the models of the roll-up, one metric at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer_performance.models.roll_up.cells import Plan
from customer_performance.models.roll_up.exact import Exact
from customer_performance.models.roll_up.observations import Observations
from customer_performance.models.roll_up.periods import GRAINS
from customer_performance.models.roll_up.quantiles import SHARES


@dataclass(frozen=True)
class Codes:
    """Codes, sorted, and the key that each stands for: for words, and for the accounts and teams that bear them."""

    codes: np.ndarray
    keys: np.ndarray

    @classmethod
    def of(cls, rows: pa.Table, code: str, key: str) -> Codes:
        codes = rows.column(code).to_numpy()
        keys = rows.column(key).fill_null(-1).to_numpy()
        order = np.argsort(codes)
        return cls(codes[order], keys[order].astype(np.int32))

    def look_up(self, codes: np.ndarray) -> np.ndarray:
        """The key of each code, -1 where it stands for nothing: int32 of the same shape."""
        if not len(self.codes):
            return np.full(len(codes), -1, np.int32)
        place = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        return np.where(self.codes[place] == codes, self.keys[place], np.int32(-1))


class Reader:
    """Reads the models of the roll-up that lie in a schema of the build file."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, schema: str) -> None:
        self.connection = connection
        self.schema = schema

    def rows(self, table: str, columns: str = "*", condition: str = "true") -> pa.Table:
        statement = f"select {columns} from {self.schema}.{table} where {condition}"
        return self.connection.execute(statement).to_arrow_table()

    def fingerprints(self) -> dict[str, dict[np.datetime64, str]]:
        """What was observed of each metric model in each month, as a text that is the same for the same only."""
        rows = self.rows("metric_fingerprints")
        months = rows.column("month_start").to_numpy().astype("M8[M]")
        found: dict[str, dict[np.datetime64, str]] = {}
        for row, month in zip(rows.to_pylist(), months, strict=True):
            text = f"{row['observations']} {row['fingerprint']}"
            found.setdefault(row["model"], {})[month] = text
        return found

    def value_codes(self) -> np.ndarray:
        """The code of each dimension value, at the position that is its key."""
        rows = self.rows("metric_dimension_values", "value_key, value_code")
        keys = rows.column("value_key").to_numpy()
        codes = np.zeros(keys.max(initial=0) + 1, np.uint64)
        codes[keys] = rows.column("value_code").to_numpy()
        return codes

    def codes(self) -> dict[str, tuple[str, Codes]]:
        """For each dimension the column of metric_observation_codes that says it, and what its codes stand for."""
        found = {}
        words = self.rows("metric_dimension_values", "dimension, source_code, value_key")
        for dimension in words.column("dimension").unique().to_pylist():
            of_dimension = words.filter(pc.field("dimension") == dimension)
            found[dimension] = (f"{dimension}_code", Codes.of(of_dimension, "source_code", "value_key"))
        for table, code in (("metric_account_keys", "account_code"), ("metric_team_keys", "team_code")):
            rows = self.rows(table)
            for key in rows.column_names:
                if key.endswith("_key"):
                    found[key.removesuffix("_key")] = (code, Codes.of(rows, code, key))
        return found

    def plans(self) -> list[tuple[dict[str, Any], Plan]]:
        """Each row of metric_models with what is to be made of its observations."""
        cells: dict[int, dict[str, dict[str, bool]]] = {}
        for row in self.rows("metric_model_cells").to_pylist():
            of_model = cells.setdefault(row["model_key"], {})
            of_model.setdefault(row["dimension"], {})[row["grain"]] = row["has_quantiles"]
        return [
            (
                model,
                Plan(
                    cells=cells[model["model_key"]],
                    is_ratio=model["ratio_metric_id"] is not None,
                    is_total=model["total_metric_id"] is not None,
                    is_balance=model["is_balance"],
                    is_max=model["is_max"],
                    quantiles=tuple(name for name in SHARES if model[f"{name}_metric_id"] is not None),
                ),
            )
            for model in self.rows("metric_models").to_pylist()
        ]

    def observations(
        self,
        model: Mapping[str, Any],
        plan: Plan,
        codes: Mapping[str, tuple[str, Codes]],
        first: np.datetime64,
        is_wanted: np.ndarray,
    ) -> Observations | None:
        """The observations of one row of metric_models, in days since `first`; None where it has none.

        `is_wanted`: for each such day, whether its observations are wanted.
        """
        told = {
            dimension: codes[dimension]
            for dimension in plan.cells
            if dimension in codes and dimension != "all"
        }
        columns = ["observed_on", "cluster_code", *sorted({column for column, _ in told.values()})]
        columns += [
            f"{part}_{half}" for part in ("numerator", "denominator") for half in ("whole", "fraction")
        ]
        columns += ["measure"] if plan.quantiles else []
        columns += ["subject_code"] if model["is_distinct"] else []
        columns += [f"is_at_end_of_{grain}" for grain in GRAINS] if model["is_snapshot"] else []
        condition = f"metric_id = '{model['model']}' and {_on_days(first, is_wanted)}"
        table = self.rows("metric_observation_codes", ", ".join(columns), condition)
        if not len(table):
            return None
        encoded = {
            column: _encode(table.column(column)) for column in {column for column, _ in told.values()}
        }
        keys = {
            dimension: np.full(len(table), -1, np.int32) for dimension in plan.cells if dimension != "all"
        }
        for dimension, (column, known) in told.items():
            places, distinct = encoded[column]
            keys[dimension] = known.look_up(distinct)[places]
        arrays = {name: table.column(name).to_numpy() for name in columns}
        return Observations(
            cluster=_numbered(table.column("cluster_code")),
            day=(arrays["observed_on"].astype("M8[D]") - first).astype(np.int64),
            numerator=Exact.of_parts(arrays["numerator_whole"], arrays["numerator_fraction"]),
            denominator=Exact.of_parts(arrays["denominator_whole"], arrays["denominator_fraction"]),
            measure=arrays.get("measure"),
            subject=_encode(table.column("subject_code"))[0].astype(np.int64)
            if model["is_distinct"]
            else None,
            is_at_end={grain: arrays[f"is_at_end_of_{grain}"] for grain in GRAINS}
            if model["is_snapshot"]
            else {},
            keys=keys,
        )


def _on_days(first: np.datetime64, is_wanted: np.ndarray) -> str:
    """A condition: `observed_on` is one of the wanted days since `first`."""
    if is_wanted.all():
        return "true"
    edges = np.flatnonzero(np.diff(np.pad(is_wanted.astype(np.int8), 1))).reshape(-1, 2)
    spans = [f"observed_on between '{first + begin}' and '{first + end - 1}'" for begin, end in edges]
    return f"({' or '.join(spans)})"


def _encode(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """(positions in the distinct values, the distinct values)."""
    encoded = pc.dictionary_encode(column).combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    return encoded.indices.to_numpy(), encoded.dictionary.to_numpy()


def _numbered(column: pa.ChunkedArray) -> np.ndarray:
    """Each value's place among the distinct ones, in their order."""
    places, distinct = _encode(column)
    place = np.empty(len(distinct), np.int64)
    place[np.argsort(distinct)] = np.arange(len(distinct))
    return place[places]
