"""Which cells of the last build still stand: those of months of which the roll-up would read the same again.

The table of the cells holds a fingerprint of what each metric's month was summed from. A month whose fingerprint is
another one now, or that is new or gone, is touched, and all cells with a day in it are summed again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from customer_performance.models.roll_up.cells import Plan
from customer_performance.models.roll_up.periods import GRAINS, have_one_of

FINGERPRINT = "fingerprint"  # the kind of the rows that hold one
# The views by which the roll-up reads; their SQL says the time zone and the published dimensions.
VIEWS = ("metric_observation_codes", "metric_fingerprints")
# {month: fingerprint} of one metric.
Fingerprints = Mapping[np.datetime64, str]


class Program:
    """What else decides on the cells: the code of the roll-up, and that of the views by which it reads."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, schema: str) -> None:
        views = connection.execute(
            "select view_name, sql from duckdb_views() where database_name = current_database()"
            " and schema_name = ? and list_contains(?, view_name) order by all",
            [schema, list(VIEWS)],
        ).fetchall()
        code = [path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))]
        # DuckDB quotes more names in a view that was made since the file was opened.
        selects = [sql.replace('"', "") for _, sql in views]
        self.said = [*code, *selects, *map(version, ("duckdb", "numpy", "pyarrow"))]

    def fingerprints(
        self, model: Mapping[str, Any], plan: Plan, months: Fingerprints
    ) -> dict[np.datetime64, str]:
        """The fingerprint of each month of one row of metric_models, with its plan and the program in it."""
        wanted = {name: value for name, value in model.items() if name != "model_key"}
        before = hashlib.sha256(json.dumps([self.said, wanted, asdict(plan)], sort_keys=True).encode())
        found = {}
        for month, read in months.items():
            digest = before.copy()
            digest.update(read.encode())
            found[month] = digest.hexdigest()
        return found


class Kept:
    """The table of the cells as the last build left it, without any where it has other columns or is not there."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: str | None, columns: pa.Schema) -> None:
        self.connection = connection
        self.table = table
        self.columns = columns
        self.fingerprints: dict[str, dict[np.datetime64, str]] = {}
        if self._has_columns():
            self._read()

    def _has_columns(self) -> bool:
        if self.table is None:
            return False
        try:
            return self._select("true limit 0").schema.equals(self.columns)
        except duckdb.CatalogException:
            return False

    def _select(self, condition: str) -> pa.Table:
        return self.connection.execute(f"select * from {self.table} where {condition}").to_arrow_table()

    def _read(self) -> None:
        rows = self._select(f"kind = '{FINGERPRINT}'")
        months = rows.column("period_start").to_numpy().astype("M8[M]")
        columns = (rows.column("model").to_pylist(), months, rows.column("fingerprint").to_pylist())
        for model, month, fingerprint in zip(*columns, strict=True):
            self.fingerprints.setdefault(model, {})[month] = fingerprint

    def touched(self, model: str, now: Fingerprints) -> np.ndarray:
        """The months of which a metric's cells do not stand: (n,) M8[M], ascending."""
        before = self.fingerprints.get(model, {})
        months = [month for month in {*before, *now} if before.get(month) != now.get(month)]
        return np.array(sorted(months), "M8[M]")

    def cells(self, touched: Mapping[str, np.ndarray]) -> pa.Table:
        """The cells that stand, of the metrics that `touched` names, with the months in which theirs do not."""
        if not self.fingerprints:
            return self.columns.empty_table()
        periods = self.connection.execute(
            f"select distinct model, grain, period_start from {self.table} where kind <> '{FINGERPRINT}'"
        ).to_arrow_table()
        standing = [
            of_grain.filter(pa.array(~have_one_of(months, grain, of_grain.column("period_start").to_numpy())))
            for model, months in touched.items()
            for grain in GRAINS
            if len(of_grain := periods.filter((pc.field("model") == model) & (pc.field("grain") == grain)))
        ]
        self.connection.register("standing_periods", pa.concat_tables([periods.slice(0, 0), *standing]))
        try:
            return self.connection.execute(
                f"select sums.* from {self.table} as sums semi join standing_periods using (model, grain, period_start)"
                f" where kind <> '{FINGERPRINT}'"
            ).to_arrow_table()
        finally:
            self.connection.unregister("standing_periods")
