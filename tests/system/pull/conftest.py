"""Databases to pull from, on servers of the tests' own."""

from contextlib import contextmanager

import pytest


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


@pytest.fixture(params=["postgres"])
def source(request):
    return PostgresSource(request.getfixturevalue("postgres"))
