"""What DuckDB writes for Spark, and what it reads of Spark's."""

from datetime import UTC, datetime

import duckdb
import pytest

from customer_performance.core.errors import RunError
from customer_performance.spark.lake import attach, export, tables_of

MOMENT = datetime(2025, 3, 30, 1, 30)


@pytest.fixture
def build() -> duckdb.DuckDBPyConnection:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'Asia/Kathmandu'")  # what the session's is changes nothing
        connection.execute("create schema raw; create schema raw_stripe; create schema quality")
        yield connection


def in_lake(lake, schema: str, table: str) -> duckdb.DuckDBPyRelation:
    return duckdb.sql(f"from read_parquet('{lake}/{schema}/{table}/*.parquet')")


def node(name: str, schema: str = "marts", **data_types: str) -> dict:
    columns = {column: {"data_type": kind} for column, kind in data_types.items()}
    return {"name": name, "schema": schema, "columns": columns}


def test_tables_of_some_schemas_are_found(build):
    build.execute("create table raw.b (x int); create table raw.a (x int); create table quality.c (x int)")
    assert tables_of(build, ["raw", "raw_stripe"]) == {"raw": ["a", "b"]}


def test_a_timestamp_is_a_moment_in_utc_and_what_spark_lacks_is_text(build, tmp_path):
    build.execute(
        "create table raw.t as select timestamp '2025-03-30 01:30:00' as at, time '08:15:00' as opens, "
        "[1, 2] as numbers, 1.25::decimal(19, 2) as amount, date '2025-03-30' as day, null::timestamp as never"
    )
    export(build, tmp_path, {"raw": ["t"]})
    found = in_lake(tmp_path, "raw", "t")
    kinds = dict(zip(found.columns, map(str, found.types), strict=True))
    assert kinds == {
        "at": "TIMESTAMP WITH TIME ZONE", "opens": "VARCHAR", "numbers": "VARCHAR", "amount": "DECIMAL(19,2)",
        "day": "DATE", "never": "TIMESTAMP WITH TIME ZONE",
    }  # fmt: skip
    ((seconds, opens),) = found.select('epoch("at"), opens').fetchall()
    assert (seconds, opens) == (MOMENT.replace(tzinfo=UTC).timestamp(), "08:15:00")


def test_a_table_without_rows_keeps_its_columns(build, tmp_path):
    build.execute("create table raw.t (a varchar, b bigint)")
    export(build, tmp_path, {"raw": ["t"]})
    assert in_lake(tmp_path, "raw", "t").columns == ["a", "b"]


def test_a_table_is_replaced_whole_also_after_a_run_that_was_killed(build, tmp_path):
    (tmp_path / "raw" / "t.fresh").mkdir(parents=True)
    (tmp_path / "raw" / "t.fresh" / "half.parquet").write_bytes(b"PAR1")
    for rows in (3, 1):
        build.execute(f"create or replace table raw.t as select range as a from range({rows})")
        export(build, tmp_path, {"raw": ["t"]})
    assert in_lake(tmp_path, "raw", "t").fetchall() == [(0,)]
    assert [path.name for path in (tmp_path / "raw").iterdir()] == ["t"]


@pytest.mark.parametrize(("schema", "kind"), [("marts", "BASE TABLE"), ("intermediate", "VIEW")])
def test_the_build_file_has_a_model_with_the_types_that_it_says(build, tmp_path, schema, kind):
    build.execute(
        "create table raw.source as select timestamp '2025-03-30 01:30:00' as at, '08:15:00' as opens, 1::int as n"
    )
    export(build, tmp_path, {"raw": ["source"]})
    (tmp_path / schema).mkdir()
    (tmp_path / "raw" / "source").rename(tmp_path / schema / "model")
    for _ in range(2):  # what an earlier build left is replaced
        attach(build, tmp_path, node("model", schema, opens="time", n="bigint"))
    assert build.sql(f"from {schema}.model").fetchall() == [
        (MOMENT, MOMENT.replace(hour=8, minute=15).time(), 1)
    ]
    assert list(map(str, build.sql(f"from {schema}.model").types)) == ["TIMESTAMP", "TIME", "BIGINT"]
    kinds = build.execute(
        "select table_type from information_schema.tables where table_name = 'model'"
    ).fetchall()
    assert kinds == [(kind,)]


def test_a_table_of_the_build_file_gives_way_to_a_view(build, tmp_path):
    build.execute("create schema intermediate; create table intermediate.model as select 1 as a")
    export(build, tmp_path, {"intermediate": ["model"]})
    build.execute("create or replace table intermediate.model as select 2 as a")
    attach(build, tmp_path, node("model", "intermediate"))
    assert build.sql("from intermediate.model").fetchall() == [(1,)]


def test_a_model_that_is_not_in_the_lake_is_named(build, tmp_path):
    with pytest.raises(RunError, match=r"dim_teams is not in .*marts/dim_teams.*drop schema marts cascade"):
        attach(build, tmp_path, node("dim_teams"))
