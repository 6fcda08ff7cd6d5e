"""A view reads the file it lies in, whatever the name of the file and whatever else is attached."""

import duckdb
import pytest

from customer_performance.publish.publish import publish
from customer_performance.publish.views import without_catalog
from tests.support.published_company import build, read


@pytest.mark.parametrize(
    ("query", "published"),
    [
        ("SELECT a FROM build.marts.t", "SELECT a FROM marts.t"),
        ("SELECT build.marts.t.a FROM build.marts.t", "SELECT marts.t.a FROM marts.t"),
        ("SELECT build.a FROM build.marts.t AS build", "SELECT build.a FROM marts.t AS build"),
        ("SELECT 'build.marts.t' AS a FROM build.marts.t", "SELECT 'build.marts.t' AS a FROM marts.t"),
        ("SELECT a FROM other.marts.t", "SELECT a FROM other.marts.t"),
        ("SELECT a FROM marts.build", "SELECT a FROM marts.build"),
        (
            "WITH t AS (SELECT a FROM build.marts.t) SELECT a FROM t WHERE a IN (SELECT b FROM build.marts.u)",
            "WITH t AS (SELECT a FROM marts.t)SELECT a FROM t WHERE (a = ANY(SELECT b FROM marts.u))",
        ),
    ],
)
def test_only_names_of_tables_and_columns_lose_the_catalog(query, published):
    with duckdb.connect() as connection:
        assert (
            without_catalog(connection, f"CREATE VIEW marts.v AS {query};", "build")
            == f"CREATE VIEW marts.v AS {published}"
        )


def test_a_query_that_cannot_be_taken_apart_is_an_error():
    with duckdb.connect() as connection, pytest.raises(ValueError, match="SELECT"):
        without_catalog(connection, "CREATE VIEW marts.v AS delete from build.marts.t", "build")


def test_a_published_view_names_no_catalog(layout):
    build(layout)
    publish(layout)
    assert read(layout, "select sql from duckdb_views() where not internal") == [
        ("CREATE VIEW marts.kpi_tickets AS SELECT ticket_id FROM marts.fct_tickets;",)
    ]


def test_two_generations_beside_each_other_give_each_its_own_rows(layout, tmp_path):
    for rows in (3, 4):
        build(layout, rows=rows)
        publish(layout)
        (layout.published / "warehouse.duckdb").rename(tmp_path / f"of {rows}.duckdb")
    for first, second in ((3, 4), (4, 3)):
        with duckdb.connect(str(tmp_path / f"of {first}.duckdb"), read_only=True) as connection:
            connection.execute(f"attach '{tmp_path}/of {second}.duckdb' as other (read_only)")
            counts = [
                connection.execute(f"select count(*) from {view}").fetchone()[0]
                for view in ("marts.kpi_tickets", "other.marts.kpi_tickets")
            ]
            assert counts == [first, second]
