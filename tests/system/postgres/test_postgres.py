"""The marts on a real server: the same rows, whole at any moment, and nothing of others lost."""

import re
import threading
import time
from pathlib import Path

import duckdb
import pytest

from customer_performance import cli
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout
from customer_performance.publish.postgres import STAGING, Server, serve
from tests.support.demo import OUT
from tests.support.postgres import PASSWORD

READER = "customer_performance_reader"


def put(server, layout, user="owner", password=PASSWORD, schema="marts", role=READER, wait=1.0):
    return serve(layout, server.url(user, password), schema, role, wait)


def test_every_row_key_and_description_of_the_demo_company_arrives_twice_over(database):
    layout = Layout(OUT)
    if not layout.published.exists():
        pytest.fail(
            f"{layout.published} is not there: build the demo company first, as `make serve-test` does"
        )
    put(database, layout)
    put(database, layout)
    file = str(layout.published.resolve() / "warehouse.duckdb")
    with (
        duckdb.connect(file, read_only=True) as published,
        database.connect() as connection,
        connection.cursor() as cursor,
    ):
        relations = published.execute("""
            select table_name, list(column_name order by column_index), list(data_type order by column_index)
            from duckdb_columns() where schema_name = 'marts' group by table_name order by table_name
        """).fetchall()
        for name, columns, types in relations:
            names = ", ".join(f'"{column}"' for column in columns)
            cast = ", ".join(
                f'cast("{column}" as {type})' for column, type in zip(columns, types, strict=True)
            )
            # Texts of amounts are cast back before they are compared.
            sent = ", ".join(
                f'"{column}"::text as "{column}"' if type.startswith("DECIMAL") else f'"{column}"'
                for column, type in zip(columns, types, strict=True)
            )
            cursor.execute(f'select {sent} from marts."{name}"')
            served = cursor.fetch_record_batch()  # noqa: F841
            fingerprint = "select count(*), sum(hash(({0}))::hugeint) from "
            there = published.execute(fingerprint.format(cast) + "served").fetchone()
            here = published.execute(fingerprint.format(names) + f'marts."{name}"').fetchone()
            assert there == here, name
        descriptions = published.execute(
            "select comment from duckdb_columns() where schema_name = 'marts' and table_name = 'metric_values' "
            "order by column_index"
        ).fetchall()
    for query in re.findall(
        r"```sql\n(.*?)```", Path("docs/how-to/serve-to-bi.md").read_text(encoding="utf-8"), re.DOTALL
    ):
        assert database.ask(query.strip().rstrip(";"))
    assert len(relations) > 100
    assert (
        database.ask("""
        select col_description('marts.metric_values'::regclass, ordinal_position::int) from information_schema.columns
        where table_schema = 'marts' and table_name = 'metric_values' order by ordinal_position
    """)
        == descriptions
    )
    assert (
        database.ask("select count(*) from pg_constraint where contype = 'p' and conname like 'fct_%'")[0][0]
        > 25
    )
    assert database.ask("""
        select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'marts.metric_values'::regclass
    """) == [("PRIMARY KEY (metric_id, grain, dimension, dimension_value, period_start)",)]
    undescribed = """
        select relname::text from pg_class where relnamespace = 'marts'::regnamespace and relkind in ('r', 'v')
        and obj_description(oid, 'pg_class') is null
    """
    assert database.ask(undescribed) == []


def test_the_reader_reads_and_writes_nothing(database, company):
    put(database, company(1))
    database.run(f"create role ada login password '{PASSWORD}' in role {READER}")
    try:
        assert database.ask("select count(*) from marts.cpi_x", user="ada") == [(2000,)]
        assert database.ask("select count(*) from marts.served_marts", user="ada") == [(5,)]
        for statement in (
            "delete from marts.fct_tickets",
            "insert into marts.fct_tickets values (1)",
            "update marts.fct_tickets set run = 2",
            "truncate marts.fct_tickets",
            "create table marts.own (one int)",
            "drop table marts.fct_tickets",
        ):
            with pytest.raises(Exception, match=r"permission denied|must be owner"):
                database.run(statement, user="ada")
    finally:
        database.run("drop role ada")


ONE_RUN = """
    select count(distinct run), min(run), count(*) from (
        select run from marts.fct_tickets union all select run from marts.metric_values
    ) as both_of_them
"""


def test_a_reader_who_has_waited_for_new_tables_sees_all_of_them(database, company, monkeypatch):
    put(database, company(1))
    note, seen, readers = Server.note, [], []

    def note_once_a_reader_waits(server, *arguments):
        readers.append(threading.Thread(target=lambda: seen.append(database.copy(ONE_RUN))))
        readers[0].start()
        waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
        for _ in range(200):
            if database.ask(waiting) != [(0,)]:
                break
            time.sleep(0.05)
        note(server, *arguments)

    monkeypatch.setattr(Server, "note", note_once_a_reader_waits)
    put(database, company(2, more=", 1 as extra"))
    readers[0].join(30)
    assert seen == ["1,2,4000"]


def test_readers_see_one_run_or_the_next_and_never_an_error(database, company):
    layout = company(1)
    put(database, layout)
    seen, errors, done = set(), [], threading.Event()

    def read():
        try:
            with database.connect() as connection, connection.cursor() as cursor:
                while not done.is_set():
                    cursor.execute(ONE_RUN)
                    seen.add(cursor.fetchall()[0])
        except Exception as error:
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for run in range(2, 12):
        # In three of the runs columns change, so that tables are made anew.
        put(database, company(run, more=", 1 as extra" if run in (4, 5, 8, 9, 10) else ""), wait=30)
    done.set()
    for reader in readers:
        reader.join(30)
    assert not errors
    assert {(runs, rows) for runs, _, rows in seen} == {(1, 4000)}
    assert len(seen) > 2


def test_a_transaction_with_one_snapshot_sees_one_run_and_holds_nobody_up(database, company):
    put(database, company(1))
    with database.connect(autocommit=False) as connection, connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("select max(run) from marts.fct_tickets")
        assert cursor.fetchall() == [(1,)]
        put(database, company(2))
        cursor.execute("select max(run) from marts.metric_values")
        assert cursor.fetchall() == [(1,)]
    assert database.ask("select max(run) from marts.metric_values") == [(2,)]


def test_a_failure_half_way_leaves_what_was_there(database, company):
    put(database, company(1))
    before = database.ask("select xmin::text, run from marts.metric_values limit 1")
    database.run("alter table marts.metric_values add check (run < 2)")
    with pytest.raises(RunError, match=r"violates check constraint(.|\n)*The marts there are as they were"):
        put(database, company(2))
    with pytest.raises(RunError, match="could not create unique index"):
        put(database, company(3, keys=(["topic", "run"],)))
    assert database.ask("select xmin::text, run from marts.metric_values limit 1") == before
    assert database.ask("select max(run), count(*) from marts.fct_tickets") == [(1, 2000)]
    assert database.ask("select count(*) from pg_namespace where nspname like 'marts%'") == [(1,)]
    database.run("alter table marts.metric_values drop constraint metric_values_run_check")
    put(database, company(4))
    assert database.ask("select max(run), count(*) from marts.fct_tickets") == [(4, 2000)]


def test_what_others_built_on_the_marts_stays(database, company):
    put(database, company(1))
    database.run("create schema mine")
    database.run("create view mine.topics as select topic, run from marts.fct_tickets")
    database.run("create index own_index on marts.fct_tickets (topic)")
    put(database, company(2))
    assert database.ask("select max(run) from mine.topics") == [(2,)]
    assert database.ask("select count(*) from pg_class where relname = 'own_index'") == [(1,)]
    with pytest.raises(RunError, match=r"view mine\.topics depends on table marts\.fct_tickets"):
        put(database, company(3, more=", 1 as extra"))
    assert database.ask("select max(run) from mine.topics") == [(2,)]
    database.run("drop view mine.topics")
    put(database, company(4, more=", 1 as extra"))
    assert database.ask("select max(run), max(extra) from marts.fct_tickets") == [(4, 1)]


def test_a_reader_in_the_way_of_new_columns_is_named(database, company):
    put(database, company(1))
    changed = company(2, more=", 1 as extra")
    with database.connect(autocommit=False) as connection, connection.cursor() as cursor:
        cursor.execute("set application_name = 'a long report'")
        cursor.execute("select max(run) from marts.fct_tickets")
        cursor.fetchall()
        with pytest.raises(RunError, match=r"pid \d+: owner a long report \(idle in transaction\)"):
            put(database, changed)
        # Nobody else had to wait for it.
        assert database.ask("select max(run) from marts.fct_tickets") == [(1,)]
        assert database.ask("select count(*) from pg_namespace where nspname like 'marts%'") == [(1,)]
    put(database, changed)
    assert database.ask("select max(run) from marts.fct_tickets") == [(2,)]


def test_marts_that_are_gone_go_and_what_somebody_else_made_is_not_touched(database, company):
    layout = company(1)
    put(database, layout)
    database.run("create table marts.notes as select 1 as one")
    with duckdb.connect(str(company(2).published / "warehouse.duckdb")) as connection:
        connection.execute("drop table marts.empty")
    put(database, layout)
    names = "select relname::text from pg_class where relnamespace = 'marts'::regnamespace and relkind in ('r', 'v')"
    assert sorted(database.ask(names)) == [
        ("cpi_x",),
        ("fct_tickets",),
        ("metric_observations",),
        ("metric_values",),
        ("notes",),
        ("served_marts",),
    ]
    with duckdb.connect(str(company(3).published / "warehouse.duckdb")) as connection:
        connection.execute("create table marts.notes as select 2 as one")
    with pytest.raises(RunError, match="has notes from somebody else"):
        put(database, layout)
    assert database.ask("select one from marts.notes") == [(1,)]


def test_what_a_run_left_that_was_stopped_goes_and_a_schema_of_somebody_else_stays(database, company):
    put(database, company(1))
    database.run("create schema marts_next", "create table marts_next.fct_tickets as select 1 as one")
    changed = company(2, more=", 1 as extra")
    with pytest.raises(RunError, match="marts_next is needed for a while, and is somebody else's"):
        put(database, changed)
    assert database.ask("select one from marts_next.fct_tickets") == [(1,)]
    database.run(f"comment on schema marts_next is '{STAGING}'")
    put(database, changed)
    assert database.ask("select count(*) from pg_namespace where nspname like 'marts%'") == [(1,)]


def test_only_one_serves_at_a_time(database, company):
    layout = company(1)
    with database.connect(autocommit=False) as connection, connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('customer-performance marts'))")
        cursor.fetchall()
        with pytest.raises(RunError, match="Somebody else is serving"):
            put(database, layout)


def test_errors_say_what_to_do_and_never_the_password(database, company, capsys):
    layout = company(1)
    database.run(f"create role guest login password '{PASSWORD}'")

    def said(url, *options):
        assert cli.main(["serve", "postgres", url, "--out", str(layout.out), *options]) == 1
        output = "".join(capsys.readouterr())
        assert PASSWORD not in output
        assert PASSWORD.replace("@", "%40") not in output
        return output

    try:
        assert "Is the password right?" in said(database.url(password=f"{PASSWORD}x"))
        assert "createdb" in said(database.url(database="nowhere"))
        assert "Failed to connect" in said(f"postgresql://owner:{PASSWORD[:-1]}%40@127.0.0.1:1/postgres")
        assert "right to create a schema" in said(database.url("guest"), "--no-role")
        database.run("create schema marts authorization guest")
        assert f"create role {READER} nologin" in said(database.url("guest"))
        put(database, layout, user="guest", role=None)
        assert database.ask("select count(*) from marts.cpi_x") == [(2000,)]
    finally:
        database.run("drop schema marts cascade", "drop role guest")


def test_a_full_disk_leaves_what_was_there(database, company, tmp_path):
    """The server's folder for it is a file system of a few megabytes, where this machine allows one."""
    import os
    import subprocess

    small = Path(database.folder) / "small"
    small.mkdir()
    mounted = os.getuid() == 0 and not subprocess.call(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(small)], stderr=subprocess.DEVNULL
    )
    if not mounted:
        small.rmdir()
        pytest.skip("no small file system to be had here")
    try:
        subprocess.check_call(["chown", "postgres", str(small)])
        database.run(f"create tablespace small location '{small}'", "create schema marts")
        database.run("alter role owner set default_tablespace = 'small'")
        put(database, company(1))
        with pytest.raises(RunError, match=r"No space left(.|\n)*disk of the server is full"):
            put(database, company(2, rows=300_000))
        assert database.ask("select max(run), count(*) from marts.fct_tickets") == [(1, 2000)]
    finally:
        database.run(
            "alter role owner reset default_tablespace", "drop schema marts cascade", "drop tablespace small"
        )
        subprocess.call(["umount", str(small)])
