"""Views that read the file they lie in, whatever its name: DuckDB stores them with the name of the build file."""

import json
from typing import Any

import duckdb


def without_catalog(connection: duckdb.DuckDBPyConnection, sql: str, catalog: str) -> str:
    """The statement that makes a view, without the name of the file that it was made in.

    DuckDB's own parser finds the names, since the same word may stand in a text. Raises ValueError where it cannot
    take the query apart, and what DuckDB raises.
    """
    head, _, query = sql.partition(" AS ")
    (parsed,) = connection.execute("select json_serialize_sql(?)", [query]).fetchall()[0]
    tree = json.loads(parsed)
    if tree["error"]:
        raise ValueError(tree["error_message"])
    drop(tree, catalog)
    (select,) = connection.execute("select json_deserialize_sql(?)", [json.dumps(tree)]).fetchall()[0]
    return f"{head} AS {select}"


def drop(node: Any, catalog: str) -> None:
    """Take the catalog out of a parsed query, wherever it qualifies a table or a column."""
    if isinstance(node, list):
        for each in node:
            drop(each, catalog)
    elif isinstance(node, dict):
        if node.get("catalog_name") == catalog:
            node["catalog_name"] = ""
        names = node.get("column_names")  # catalog, schema, table, column
        if isinstance(names, list) and len(names) > 3 and names[0] == catalog:
            del names[0]
        for each in node.values():
            drop(each, catalog)
