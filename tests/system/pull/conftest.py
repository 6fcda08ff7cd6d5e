"""Databases to pull from, on servers of the tests' own."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.mariadb import MariaDB, program


class PostgresSource:
    """The words of PostgreSQL where they differ from those of others."""

    time = "timestamp"
    zoned_time = "timestamptz"
    broken_query = "\"select 's3cret-value'::int as ticket_id\""

    def __init__(self, server):
        self.server = server
        self.url, self.run, self.ask = server.url, server.run, server.ask

    def empty(self) -> None:
        self.run("drop schema if exists helpdesk cascade", "create schema helpdesk")

    @staticmethod
    def retyped(table: str, column: str, kind: str) -> list[str]:
        return [f"alter table {table} alter column {column} type {kind}"]

    @contextmanager
    def transaction(self, statement: str):
        """What is done inside is done before the statement is committed."""
        with self.server.connect(autocommit=False) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            yield
            connection.commit()


@pytest.fixture(scope="session")
def mariadb():
    if not program("mariadbd"):
        pytest.skip("no MariaDB on this machine: apt-get install mariadb-server")
    server = MariaDB(Path(tempfile.mkdtemp(prefix="maria", dir="/tmp")))
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(params=["postgres", "mariadb"])
def source(request):
    server = request.getfixturevalue(request.param)
    return PostgresSource(server) if request.param == "postgres" else server
