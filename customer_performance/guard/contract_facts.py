"""What a suite may take from the contract instead of saying it again: words in braces, in `expect_no_rows`."""

from functools import cache

from customer_performance.core.contract import load_contract
from customer_performance.core.sql import literal


@cache
def facts() -> dict[str, str]:
    """Each word with the SQL that stands for it.

    `{ticket_ids}`: a select of the ids of all tickets that landed, from every source; `{ticket_tables}`: the names of
    the tables that bring tickets; `{parts}`: (table, the one without which its rows say nothing) for each such table.
    """
    tables = [table for tables in load_contract().values() for table in tables.values()]
    of_tickets = [table for table in tables if table.rows_of == "ticket"]
    ids = (f"select {table.record_id} as ticket_id from {table.schema}.{table.name}" for table in of_tickets)
    parts = [
        (f"{table.schema}.{table.name}", f"{table.schema}.{column.parent}")
        for table in tables
        for column in table.columns
        if column.is_part
    ]
    return {
        "{ticket_ids}": " union all ".join(ids),
        "{ticket_tables}": ", ".join(literal(f"{table.schema}.{table.name}") for table in of_tickets),
        "{parts}": ", ".join(f"({literal(child)}, {literal(parent)})" for child, parent in parts),
    }


def filled(query: str, table: str) -> str:
    for word, sql in {"{batch}": table, **facts()}.items():
        query = query.replace(word, sql)
    return query
