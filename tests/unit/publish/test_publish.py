"""Publishing is an allow-list, and all or nothing."""

import json
import os
import stat
import sys
import types

import duckdb
import pytest

from customer_performance import cli
from customer_performance.core.errors import RunError
from customer_performance.core.recovery import Audit
from customer_performance.publish.publish import publish
from tests.support.published_company import build, node, read


def test_tables_views_comments_and_parquet_are_published_and_nothing_else(layout):
    build(layout)
    publish(layout)
    assert read(layout, "select table_name from information_schema.tables order by all") == [
        ("fct_tickets",),
        ("kpi_tickets",),
    ]
    assert read(layout, "select count(*) from marts.kpi_tickets") == [(3,)]
    assert read(layout, "select comment from duckdb_tables()") == [("All of the company's fct_tickets.",)]
    assert read(layout, "select comment from duckdb_columns() where table_name = 'kpi_tickets'") == [
        ("The ticket_id.",)
    ]
    assert read(layout, "select free_blocks, wal_size from pragma_database_size()") == [(0, "0 bytes")]
    assert sorted(path.name for path in layout.published.rglob("*")) == [
        "fct_tickets.parquet",
        "keys.json",
        "parquet",
        "warehouse.duckdb",
    ]
    assert json.loads((layout.published / "keys.json").read_text()) == {"fct_tickets": [["ticket_id"]]}
    parquet = str(layout.published / "parquet" / "*.parquet")
    assert duckdb.execute("select count(*) from read_parquet(?)", [parquet]).fetchall() == [(3,)]


def test_columns_without_a_mark_are_named_and_nothing_is_published(layout):
    build(layout, privacy=None)
    with pytest.raises(RunError, match=r"nothing is published:\n  fct_tickets.topic$"):
        publish(layout)
    assert not layout.published.exists()
    assert not list((layout.out / ".published").iterdir())


def test_a_private_column_is_refused_as_well(layout):
    build(layout, privacy="private")
    with pytest.raises(RunError, match=r"fct_tickets\.topic"):
        publish(layout)


def test_a_column_that_the_yaml_does_not_know_is_refused(layout):
    build(layout)
    with duckdb.connect(str(layout.database)) as connection:
        connection.execute("alter table marts.fct_tickets add column subject varchar")
    with pytest.raises(RunError, match=r"fct_tickets\.subject"):
        publish(layout)


def test_what_may_be_left_out_of_a_build_is_not_missed(layout):
    """As after dbt build --exclude tag:advanced; anything else that is not there is."""
    links = node("cpi_kpi_links", {"metric_id": "public"})
    build(layout, left_out={"model.cpi_kpi_links": links | {"tags": ["advanced"]}})
    publish(layout)
    assert read(layout, "select count(*) from duckdb_tables()") == [(1,)]
    build(layout, left_out={"model.cpi_kpi_links": links | {"tags": []}})
    with pytest.raises(RunError, match="cpi_kpi_links"):
        publish(layout)


def test_a_view_on_what_is_not_published_is_refused_by_name(layout):
    build(layout, view="select full_name as ticket_id from warehouse.raw.contacts")
    with pytest.raises(RunError, match="The view kpi_tickets cannot be published"):
        publish(layout)


def test_a_reader_of_the_old_file_goes_on_while_new_readers_see_the_new_one(layout):
    build(layout, rows=3)
    publish(layout)
    with duckdb.connect(str(layout.published.resolve() / "warehouse.duckdb"), read_only=True) as reader:
        for rows in (4, 5, 6):
            build(layout, rows=rows)
            publish(layout)
        assert reader.execute("select count(*), any_value(topic) from marts.fct_tickets").fetchall() == [
            (3, "Canary")
        ]
    assert read(layout, "select count(*) from marts.fct_tickets") == [(6,)]
    assert len(list((layout.out / ".published").iterdir())) == 2


def test_a_publishing_that_fails_leaves_the_old_state(layout):
    build(layout, rows=3)
    publish(layout)
    build(layout, rows=4, privacy=None)
    with pytest.raises(RunError):
        publish(layout)
    assert read(layout, "select count(*) from marts.fct_tickets") == [(3,)]


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_what_is_published_is_for_everyone_and_the_build_for_its_owner(layout, monkeypatch, request, umask):
    def land(landing, database, *, variables, progress):
        build(layout)
        return "landed"

    monkeypatch.setitem(sys.modules, "customer_performance.land.land", types.SimpleNamespace(land=land))
    before = os.umask(umask)
    request.addfinalizer(lambda: os.umask(before))
    assert cli.main(["land", "--landing", str(layout.out), "--out", str(layout.out)]) == 0
    Audit(layout).end("guard marts")
    assert cli.main(["publish", "--out", str(layout.out)]) == 0
    assert stat.S_IMODE(layout.database.stat().st_mode) == 0o600
    assert stat.S_IMODE(layout.build.stat().st_mode) == 0o700
    release = layout.published.resolve()
    for path in (release.parent, release, *release.rglob("*")):
        needed = 0o055 if path.is_dir() else 0o044
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == needed, path
