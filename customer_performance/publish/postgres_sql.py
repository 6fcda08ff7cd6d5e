"""What `serve postgres` says to PostgreSQL: tables, keys and comments of the published marts, as SQL."""

import hashlib
import re
from dataclasses import dataclass, field

import duckdb

from customer_performance.core.sql import literal
from customer_performance.core.sql import name as quoted

OBSERVATIONS = "metric_observations"
# What differs by name; lists, structs and maps go as the text of their JSON, anything else as its text.
TYPES = {
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "UTINYINT": "smallint",
    "INTEGER": "integer",
    "USMALLINT": "integer",
    "BIGINT": "bigint",
    "UINTEGER": "bigint",
    "UBIGINT": "numeric(20,0)",
    "HUGEINT": "numeric(38,0)",
    "FLOAT": "double precision",
    "DOUBLE": "double precision",
    "DATE": "date",
    # Times are in UTC, and stay without a zone: the same query gives the same months in every session.
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "timestamp"),
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}
# PostgreSQL's types as DuckDB names them.
DUCKDB_NAMES = {"double precision": "double", "numeric": "decimal"}


def in_one_go(statements: list[str]) -> str:
    """Many statements in one round trip."""
    body = "\n".join(f"{statement};" for statement in statements)
    return f"do $customer_performance$ begin\n{body}\nend $customer_performance$"


@dataclass
class PublishedColumn:
    name: str
    duckdb_type: str
    comment: str

    @property
    def type(self) -> str:
        if self.duckdb_type.startswith("DECIMAL"):
            return self.duckdb_type.replace("DECIMAL", "numeric")
        return TYPES.get(self.duckdb_type, "text")

    @property
    def as_sent(self) -> str:
        """The column in DuckDB, in just the type that PostgreSQL is to take."""
        name = quoted(self.name)
        if self.type != "text":
            word, bracket, rest = self.type.partition("(")
            return f"cast({name} as {DUCKDB_NAMES.get(word, word)}{bracket}{rest}) as {name}"
        if re.search(r"\[\d*\]$|^(STRUCT|MAP|UNION)", self.duckdb_type):
            name = f"to_json({name})"
        # The one character that PostgreSQL's texts cannot hold.
        return f"replace(cast({name} as varchar), chr(0), '') as {quoted(self.name)}"


@dataclass
class PublishedRelation:
    """A table or view as it is to be in PostgreSQL."""

    name: str
    comment: str
    columns: list[PublishedColumn]
    keys: list[list[str]] = field(default_factory=list)
    has_nulls_in_keys: list[bool] = field(default_factory=list)
    is_view: bool = False

    def within(self, schema: str) -> str:
        return f"{quoted(schema)}.{quoted(self.name)}"

    def create(self, schema: str) -> str:
        names = ", ".join(quoted(column.name) for column in self.columns)
        if self.is_view:
            return (
                f"create view {self.within(schema)} as select {names} "
                f"from {quoted(schema)}.{OBSERVATIONS} where metric_id = {literal(self.name)}"
            )
        columns = ", ".join(f"{quoted(column.name)} {column.type}" for column in self.columns)
        return f"create table {self.within(schema)} ({columns})"

    def constrain(self, schema: str) -> list[str]:
        """A key with nulls in it is unique, and no primary key; a table has one primary key at most."""
        statements = []
        has_primary = False
        for key, has_nulls in zip(self.keys, self.has_nulls_in_keys, strict=True):
            is_primary = not (has_nulls or has_primary)
            has_primary = has_primary or is_primary
            columns = ", ".join(quoted(name) for name in key)
            kind = "primary key" if is_primary else "unique"
            statements.append(f"alter table {self.within(schema)} add {kind} ({columns})")
        if self.name == OBSERVATIONS:
            statements.append(f"create index on {self.within(schema)} (metric_id, observed_at)")
        return statements

    def describe(self, schema: str) -> list[str]:
        relation = self.within(schema)
        kind = "view" if self.is_view else "table"
        return [f"comment on {kind} {relation} is {literal(self.comment)}"] + [
            f"comment on column {relation}.{quoted(column.name)} is {literal(column.comment)}"
            for column in self.columns
        ]

    @property
    def structure(self) -> str:
        """The same as long as new rows fit into the table that is there."""
        text = "\n".join([self.create("marts"), *self.constrain("marts")])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def rows(self) -> str:
        """The query for its rows, in DuckDB."""
        return f"select {', '.join(column.as_sent for column in self.columns)} from {self.within('marts')}"


def read_relations(
    connection: duckdb.DuckDBPyConnection, keys: dict[str, list[list[str]]]
) -> list[PublishedRelation]:
    """What is published, tables before views. A metric's view is one on metric_observations here, so that its
    rows are stored once; any other view becomes a table."""
    comments = dict(
        connection.execute(
            "select table_name, comment from duckdb_tables() where schema_name = 'marts' "
            "union all select view_name, comment from duckdb_views() where schema_name = 'marts'"
        ).fetchall()
    )
    views = {
        name
        for (name,) in connection.execute(
            "select view_name from duckdb_views() where schema_name = 'marts'"
        ).fetchall()
    }
    relations = {
        name: PublishedRelation(name, comment or "", []) for name, comment in sorted(comments.items())
    }
    for name, *column in connection.execute(
        "select table_name, column_name, data_type, coalesce(comment, '') from duckdb_columns() "
        "where schema_name = 'marts' order by table_name, column_index"
    ).fetchall():
        relations[name].columns.append(PublishedColumn(*column))
    for relation in relations.values():
        relation.is_view = relation.name in views and is_metric(relation, relations.get(OBSERVATIONS))
        relation.keys = [] if relation.name in views else keys.get(relation.name, [])
        relation.has_nulls_in_keys = [has_nulls(connection, relation, key) for key in relation.keys]
    return sorted(relations.values(), key=lambda relation: relation.is_view)


def is_metric(relation: PublishedRelation, observations: PublishedRelation | None) -> bool:
    def shape(columns: list[PublishedColumn]) -> list[tuple[str, str]]:
        return [(column.name, column.duckdb_type) for column in columns]

    return observations is not None and shape(relation.columns) == shape(observations.columns[1:])


def has_nulls(connection: duckdb.DuckDBPyConnection, relation: PublishedRelation, key: list[str]) -> bool:
    any_null = " or ".join(f"{quoted(name)} is null" for name in key)
    query = f"select exists (from {relation.within('marts')} where {any_null})"
    return bool(connection.execute(query).fetchall()[0][0])
