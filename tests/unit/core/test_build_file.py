"""A transaction keeps all of what is done in it, or nothing."""

import duckdb
import pytest

from customer_performance.core.build_file import columns_of, transaction


def make(connection, table, *statements):
    with transaction(connection):
        for statement in (f"create table {table} (Id VARCHAR)", *statements):
            connection.execute(statement)


def test_a_transaction_that_raises_leaves_nothing():
    connection = duckdb.connect()
    make(connection, "kept")
    with pytest.raises(duckdb.CatalogException):
        make(connection, "gone", "from nowhere")
    tables = {table: columns for (_, table), columns in columns_of(connection).items()}
    assert tables["kept"] == {"Id": "varchar"}
    assert "gone" not in tables


class Dying:
    """A connection to a database that an error has ended."""

    def begin(self):
        pass

    def rollback(self):
        raise duckdb.FatalException("database has been invalidated because of a previous fatal error")


def test_a_transaction_raises_what_the_database_died_of():
    with pytest.raises(duckdb.OutOfMemoryException), transaction(Dying()):
        raise duckdb.OutOfMemoryException("failed to pin block")
