"""How a table lies in the published file: in the order of its key, with the rules that its data tests hold."""

import duckdb
import pytest

from customer_performance.core.errors import RunError
from customer_performance.publish.model import Model
from customer_performance.publish.parquet import write_parquet
from customer_performance.publish.publish import read_rules

CELL = ["metric_id", "period_start"]
ROWS = """
    select * from (values
        ('b', date '2024-01-01', 1.5, timestamp '2024-01-31 23:30:00'),
        ('a', date '2024-02-01', null, null),
        ('a', date '2024-01-01', 2.5, timestamp '2024-02-01 00:30:00')
    ) as rows(metric_id, period_start, value, computed_at)
"""


@pytest.fixture
def connection(tmp_path):
    """The database to fill is the current one, and the one to read is attached as `build`."""
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute(f"attach '{tmp_path / 'build.duckdb'}' as build; create schema build.marts")
        connection.execute("create schema marts")
        yield connection


def model(name="metric_values", keys=(CELL,), never_null=tuple(CELL)) -> Model:
    columns = {
        column: {"description": f"It's the {column}."}
        for column in ("metric_id", "period_start", "value", "computed_at")
    }
    return Model(name, "It's all values.", columns, list(keys), list(never_null))


def make(connection, model: Model, rows: str = ROWS) -> None:
    connection.execute(f"create table build.{model.address} as {rows}")
    connection.execute("begin")
    model.copy(connection, "build")


def constraints(connection) -> list[tuple]:
    return connection.execute(
        "select constraint_type, constraint_column_names from duckdb_constraints() where database_name = 'warehouse'"
        " order by all"
    ).fetchall()


def test_rows_lie_in_the_order_of_the_key(connection):
    make(connection, model())
    rows = connection.execute("select metric_id, month(period_start) from marts.metric_values").fetchall()
    assert rows == [("a", 1), ("a", 2), ("b", 1)]


def test_without_a_key_rows_lie_in_the_order_of_all_columns(connection):
    make(connection, model(keys=(), never_null=()), f"select value, metric_id from ({ROWS})")
    assert connection.execute("select value from marts.metric_values").fetchall() == [(1.5,), (2.5,), (None,)]


def test_a_table_has_the_key_and_no_nulls_where_its_tests_say_so(connection):
    make(connection, model())
    assert constraints(connection) == [
        ("NOT NULL", ["metric_id"]),
        ("NOT NULL", ["period_start"]),
        ("PRIMARY KEY", CELL),
    ]


@pytest.mark.parametrize(
    ("name", "never_null"), [("fct_tickets", CELL), ("metric_values", ["metric_id"]), ("metric_values", [])]
)
def test_facts_and_keys_that_may_be_null_have_no_primary_key(connection, name, never_null):
    make(connection, model(name, never_null=never_null))
    assert constraints(connection) == [("NOT NULL", [column]) for column in never_null]


@pytest.mark.parametrize(
    "rows",
    [
        "select 'secret' as metric_id, null::date as period_start",
        "select 'secret' as metric_id, date '2024-01-01' as period_start from range(2)",
    ],
)
def test_what_breaks_a_rule_is_refused_without_its_values(connection, rows):
    with pytest.raises(RunError, match=r"^metric_values has a null where .*, or the same key") as error:
        make(connection, model(), rows)
    assert "secret" not in str(error.value)
    assert error.value.__suppress_context__


def of_test(name: str, config: dict | None = None, **arguments) -> dict:
    return {
        "attached_node": "model.a",
        "config": {"where": None, "severity": "ERROR"} | (config or {}),
        "test_metadata": {"name": name, "kwargs": arguments},
    }


def test_only_tests_that_stop_a_run_on_any_row_make_rules():
    a = Model("a", "", {})
    nodes = [
        of_test("unique_combination", columns=["y", "z"]),
        of_test("unique", column_name="x"),
        of_test("not_null", column_name="x"),
        of_test("not_null", {"severity": "warn"}, column_name="y"),
        of_test("not_null", {"where": "x > 1"}, column_name="z"),
        of_test("unique", {"severity": "WARN"}, column_name="y"),
        of_test("accepted_values", column_name="y"),
        of_test("unique", column_name="x") | {"attached_node": "model.of_nobody"},
    ]
    named = {"model.a": {"name": "a", "config": {}}, "model.of_nobody": {"name": "step", "config": {}}}
    read_rules({"nodes": named | dict(enumerate(nodes))}, {"a": a})
    assert (a.keys, a.never_null) == ([["x"], ["y", "z"]], ["x"])


def test_parquet_says_what_is_in_it_and_that_times_are_in_utc(connection, tmp_path):
    make(connection, model())
    connection.execute("set TimeZone = 'America/Los_Angeles'")
    write_parquet(connection, model(), tmp_path)
    file = str(tmp_path / "metric_values.parquet")
    said = dict(
        connection.execute("select decode(key), decode(value) from parquet_kv_metadata(?)", [file]).fetchall()
    )
    assert said == {
        "description": "It's all values.",
        "column_descriptions": '{"metric_id": "It\'s the metric_id.", "period_start": "It\'s the period_start.", '
        '"value": "It\'s the value.", "computed_at": "It\'s the computed_at."}',
        "time_zone": "UTC",
    }
    types = connection.execute(
        "select typeof(computed_at), typeof(period_start) from read_parquet(?)", [file]
    )
    assert types.fetchone() == ("TIMESTAMP WITH TIME ZONE", "DATE")
    rows = connection.execute(
        "select metric_id, epoch_us(computed_at) = epoch_us(timestamp '2024-02-01 00:30:00') from read_parquet(?)",
        [file],
    )
    assert rows.fetchall() == [("a", True), ("a", None), ("b", False)]
