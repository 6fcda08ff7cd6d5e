"""What one client reads in the published files, as JSON: `python ask.py CLIENT PATH`, in the client's environment.

PATH is the published database, or the folder of the Parquet files. Every client gives the rows of some tables, and
the values of a column of one; what is made of them is the same for all.
"""

import datetime
import decimal
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TABLES = ("metric_values", "metric_catalog", "fct_tickets", "fct_orders", "dim_agents")
VIEWS = ("metric_observations", "semantic_observations", "kpi_tickets_created")
MONTH = datetime.date(2024, 9, 1)
CELL = {"metric_id": "cpi_customer_satisfaction", "grain": "month", "dimension": "all", "period_start": MONTH}
TYPED = (
    ("fct_tickets", "created_at"),
    ("fct_tickets", "is_solved"),
    ("fct_orders", "amount"),
    ("dim_agents", "agent_id"),
    ("metric_catalog", "unit"),
)
NULLS = (("fct_tickets", "first_solved_at"), ("fct_tickets", "team_id"), ("metric_values", "ci_low"))


@dataclass
class Client:
    """`rows` counts those of a table; `values` are those of its column, where it has these values in others."""

    rows: Callable[[str], int]
    values: Callable[[str, str, dict[str, Any]], Iterable[Any]]
    relations: tuple[str, ...] = TABLES + VIEWS


def answers(client: Client) -> dict[str, Any]:
    times = plain(client.values("fct_tickets", "created_at", {}))
    cell = {
        column: plain(client.values("metric_values", column, CELL))
        for column in ("value", "subjects", "period_start", "is_complete")
    }
    types = {f"{table}.{column}": plain(client.values(table, column, {})) for table, column in TYPED}
    return {
        "rows": {table: client.rows(table) for table in client.relations},
        "cell": {column: [said(value) for value in values] for column, values in cell.items()},
        "first": said(min(times)),
        "last": said(max(times)),
        "nulls": {
            f"{table}.{column}": sum(value is None for value in plain(client.values(table, column, {})))
            for table, column in NULLS
        },
        "types": {name: kind(values) for name, values in (types | cell).items()},
        "agents": sorted(plain(client.values("dim_agents", "agent_id", {}))),
    }


def plain(values: Iterable[Any]) -> list[Any]:
    """Python's own values: None for what is missing, and times as UTC without saying so."""
    return [plain_value(value) for value in values]


def plain_value(value: Any) -> Any:
    if hasattr(value, "to_pydatetime"):  # of pandas
        value = value.to_pydatetime()
    elif hasattr(value, "as_py"):  # of pyarrow
        value = value.as_py()
    elif hasattr(value, "item"):  # of numpy
        value = value.item()
    if value is None or value != value:
        return None
    if isinstance(value, datetime.datetime) and value.tzinfo:
        return value.astimezone(datetime.UTC).replace(tzinfo=None)
    return value


def kind(values: list[Any]) -> str:
    return type(next(value for value in values if value is not None)).__name__


def said(value: Any) -> Any:
    return value.isoformat()[:19].removesuffix("T00:00:00") if isinstance(value, datetime.date) else value


# --- clients that speak SQL


def sql(
    address: Callable[[str], str], ask: Callable[[str], Iterable[Any]], relations=TABLES + VIEWS
) -> Client:
    def literal(value: Any) -> str:
        return f"date '{value}'" if isinstance(value, datetime.date) else f"'{value}'"

    def values(table: str, column: str, where: dict[str, Any]) -> list[Any]:
        conditions = " and ".join(f"{name} = {literal(value)}" for name, value in where.items())
        rows = ask(f"select {column} from {address(table)} {f'where {conditions}' if where else ''}")
        return [value for (value,) in rows]

    def rows(table: str) -> int:
        ((count,),) = ask(f"select count(*) from {address(table)}")
        return count

    return Client(rows, values, relations)


def of_duckdb(connection: Any, schema: str = "marts") -> Client:
    return sql(lambda table: f"{schema}.{table}", lambda query: connection.execute(query).fetchall())


def duckdb(path: Path) -> Client:
    import duckdb

    return of_duckdb(duckdb.connect(str(path), read_only=True))


def duckdb_attached(path: Path) -> Client:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"attach '{path}' as november (read_only)")
    return of_duckdb(connection, "november.marts")


def ibis(path: Path) -> Client:
    import ibis

    connection = ibis.duckdb.connect(path, read_only=True)

    def values(table: str, column: str, where: dict[str, Any]) -> list[Any]:
        rows = connection.table(table, database="marts")
        for name, value in where.items():
            rows = rows.filter(rows[name] == value)
        return rows.select(column).to_pyarrow()[column]

    return Client(lambda table: int(connection.table(table, database="marts").count().execute()), values)


def sqlalchemy(path: Path) -> Client:
    """By reflection: tables, columns and their types are those that the file tells."""
    from sqlalchemy import MetaData, Table, create_engine, func, select

    connection = create_engine(f"duckdb:///{path}", connect_args={"read_only": True}).connect()
    known: dict[str, Table] = {}

    def table_of(name: str) -> Table:
        if name not in known:
            known[name] = Table(name, MetaData(schema="marts"), autoload_with=connection)
        return known[name]

    def values(table: str, column: str, where: dict[str, Any]) -> list[Any]:
        columns = table_of(table).c
        query = select(columns[column]).where(*(columns[name] == value for name, value in where.items()))
        return list(connection.execute(query).scalars())

    return Client(
        lambda table: connection.execute(select(func.count()).select_from(table_of(table))).scalar_one(),
        values,
    )


# --- clients of Parquet, which has the tables and two of the views

FILES = TABLES + VIEWS[:2]


def duckdb_parquet(path: Path) -> Client:
    import duckdb

    connection = duckdb.connect()
    connection.execute("set TimeZone = 'America/Los_Angeles'")  # what is marked as UTC stays the same moment
    return sql(
        lambda table: f"'{path / table}.parquet'", lambda query: connection.execute(query).fetchall(), FILES
    )


def chdb(path: Path) -> Client:
    import chdb

    def ask(query: str) -> list[Any]:
        table = chdb.query(query, "ArrowTable")
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    return sql(lambda table: f"file('{path / table}.parquet', Parquet)", ask, FILES)


def datafusion(path: Path) -> Client:
    from datafusion import SessionContext

    context = SessionContext()
    for table in FILES:
        context.register_parquet(table, str(path / f"{table}.parquet"))

    def ask(query: str) -> list[Any]:
        table = context.sql(query).to_arrow_table()
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    return sql(lambda table: table, ask, FILES)


def pyarrow(path: Path) -> Client:
    import pyarrow.parquet

    def values(table: str, column: str, where: dict[str, Any]) -> list[Any]:
        filters = [(name, "=", value) for name, value in where.items()] or None
        return pyarrow.parquet.read_table(path / f"{table}.parquet", columns=[column], filters=filters)[
            column
        ]

    return Client(
        lambda table: pyarrow.parquet.read_metadata(path / f"{table}.parquet").num_rows, values, FILES
    )


def polars(path: Path) -> Client:
    import polars

    def scan(table: str) -> Any:
        return polars.scan_parquet(path / f"{table}.parquet")

    def values(table: str, column: str, where: dict[str, Any]) -> list[Any]:
        conditions = [polars.col(name) == value for name, value in where.items()]
        rows = scan(table).filter(*conditions) if conditions else scan(table)
        return rows.select(column).collect()[column].to_list()

    return Client(lambda table: scan(table).select(polars.len()).collect().item(), values, FILES)


def frames(read: Callable[[str], Any]) -> Client:
    """Data frames of pandas, whose months are made times, as the page on BI says."""
    import pandas

    known: dict[str, Any] = {}

    def frame(table: str) -> Any:
        if table not in known:
            known[table] = read(table)
        return known[table]

    def values(table: str, column: str, where: dict[str, Any]) -> list[Any]:
        rows = frame(table)
        for name, value in where.items():
            if isinstance(value, datetime.date):
                rows = rows[pandas.to_datetime(rows[name]) == str(value)]
            else:
                rows = rows[rows[name] == value]
        return list(rows[column])

    return Client(lambda table: len(frame(table)), values, FILES)


def pandas(path: Path) -> Client:
    import pandas

    return frames(lambda table: pandas.read_parquet(path / f"{table}.parquet", engine="pyarrow"))


def fastparquet(path: Path) -> Client:
    import fastparquet

    return frames(lambda table: fastparquet.ParquetFile(str(path / f"{table}.parquet")).to_pandas())


def encoded(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return float(value)
    raise TypeError(type(value))


if __name__ == "__main__":
    client = globals()[sys.argv[1]](Path(sys.argv[2]))
    print(json.dumps(answers(client), default=encoded))
