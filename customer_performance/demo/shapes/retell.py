"""Read the plain tables of a company, and write those of a vendor: each is a query over them."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from customer_performance.core.contract import PLAIN, load_contract
from customer_performance.core.database import connect
from customer_performance.core.sql import literal


@dataclass(frozen=True)
class Shape:
    """How a vendor tells a company. Queries in SQL for DuckDB, each for a table of its name.

    `needs`: the plain tables, each as `plain.<table>` and with a row once for each of its keys. `steps`: what further
    queries read, in this order. `tables`: what is written. `variables`: the vars with which the project reads it.
    """

    needs: tuple[str, ...]
    steps: Mapping[str, str]
    tables: Mapping[str, str]
    variables: Mapping[str, Any] = field(default_factory=dict)


def retell(shapes: Mapping[str, Shape], plain: Path, landing: Path, file_format: str) -> dict[str, int]:
    """Write the company whose plain tables lie in the folder `plain` to `<landing>/<vendor>/`, as `csv` or `parquet`.

    Returns how many rows each table has, by `<vendor>/<table>`. The same tables give the same bytes.
    """
    rows = {}
    for vendor, shape in shapes.items():
        folder = landing / vendor
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # One thread, as the order of rows that are told apart by nothing else would be that of the threads.
        with connect(threads=1) as connection:
            read_plain(connection, plain, shape.needs)
            for name, query in shape.steps.items():
                connection.execute(f"create table {name} as {query}")
            for name, query in shape.tables.items():
                file = literal(str(folder / f"{name}.{file_format}"))
                told = connection.execute(f"copy ({query}) to {file} (format {file_format})").fetchone()
                rows[f"{vendor}/{name}"] = told[0] if told else 0
    return rows


def read_plain(connection: duckdb.DuckDBPyConnection, plain: Path, tables: tuple[str, ...]) -> None:
    """Make `plain.<table>` of the files of each, in the contract's types, without older copies of a row."""
    contract = load_contract()[PLAIN]
    connection.execute("create schema plain")
    for name in tables:
        files = sorted([*plain.glob(f"{name}.*"), *plain.glob(f"{name}/*")])
        listed = ", ".join(literal(str(file)) for file in files)
        reader = "read_parquet" if files[0].suffix == ".parquet" else "read_csv"
        options = "" if reader == "read_parquet" else ", all_varchar = true"
        relation = f"{reader}([{listed}]{options})"
        there = connection.sql(f"from {relation}").columns
        columns = ", ".join(
            f"cast({column.name} as {column.type}) as {column.name}"
            if column.name in there
            else f"cast(null as {column.type}) as {column.name}"
            for column in contract[name].columns
        )
        key = contract[name].key
        newest = "updated_at desc nulls last" if "updated_at" in there else "1"
        once = f"qualify row_number() over (partition by {key} order by {newest}) = 1" if key else ""
        connection.execute(f"create table plain.{name} as select {columns} from {relation} {once}")
