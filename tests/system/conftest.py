"""A PostgreSQL of our own, from the machine's packages, in a folder of its own and on a socket alone."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import duckdb
import pytest

from customer_performance.core.paths import Layout
from tests.support.postgres import PASSWORD, Postgres


@pytest.fixture(scope="session")
def postgres():
    if not (shutil.which("pg_ctl") or list(Path("/usr/lib/postgresql").glob("*/bin"))):
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    # A socket's path must be short, and pytest's folders are closed to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    server = Postgres(folder)
    (folder / "password").write_text(PASSWORD)
    if server.user:
        shutil.chown(folder, "postgres")
        shutil.chown(folder / "password", "postgres")
    data = str(folder / "data")
    try:
        server.call(
            "initdb", "-D", data, "-A", "scram-sha-256", "-U", "owner", "--pwfile", str(folder / "password")
        )
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        server.call("pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        yield server
    finally:
        if Path(data, "postmaster.pid").exists():
            server.call("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(postgres):
    """The server with neither marts nor reader in it."""
    for statement in (
        "drop schema if exists marts cascade",
        "drop schema if exists marts_next cascade",
        "drop schema if exists mine cascade",
        "drop role if exists customer_performance_reader",
    ):
        postgres.run(statement)
    return postgres


@pytest.fixture
def company(tmp_path):
    """Publishes a small company: every row says of which run it is."""
    layout = Layout(tmp_path / "out")
    layout.out.mkdir()

    def publish(run: int, rows: int = 2000, more: str = "", keys=(["ticket_id"],)) -> Layout:
        generation = layout.out / ".published" / f"{run}"
        generation.mkdir(parents=True)
        with duckdb.connect(str(generation / "warehouse.duckdb")) as connection:
            connection.execute(f"""
                create schema marts;
                create table marts.fct_tickets as
                select {run} as run, 't' || i as ticket_id, case when i % 2 = 0 then 'a' end as topic {more}
                from range({rows}) as numbers(i);
                create table marts.metric_values as select {run} as run, i as value from range({rows}) as numbers(i);
                create table marts.empty as select 1 as one where false;
                create view marts.metric_observations as
                select 'cpi_x' as metric_id, ticket_id, timestamp '2024-01-01' as observed_at from marts.fct_tickets;
                create view marts.cpi_x as
                select ticket_id, timestamp '2024-01-01' as observed_at from marts.fct_tickets;
                comment on table marts.fct_tickets is 'The company''s tickets.';
                comment on column marts.fct_tickets.topic is 'What it''s about.';
            """)
        (generation / "keys.json").write_text(json.dumps({"fct_tickets": list(keys)}))
        link = layout.out / "next"
        link.symlink_to(Path(".published") / generation.name)
        os.replace(link, layout.published)
        return layout

    return publish
