"""A published model: what dbt says of it, and how it is made in the published file."""

from dataclasses import dataclass, field

import duckdb

from customer_performance.core.diagnose import is_of_the_machine
from customer_performance.core.errors import RunError
from customer_performance.core.sql import literal
from customer_performance.core.sql import name as quoted
from customer_performance.publish.views import without_catalog

SCHEMA = "marts"
ALLOWED = ("public", "pseudonym")
# The index of a primary key makes the file of a large fact three to five times as large; see the decision on keys.
WITHOUT_INDEX = "fct_"


@dataclass
class Model:
    name: str
    description: str
    columns: dict[str, dict]
    keys: list[list[str]] = field(default_factory=list)
    never_null: list[str] = field(default_factory=list)
    view: str | None = None

    @property
    def is_view(self) -> bool:
        return self.view is not None

    @property
    def address(self) -> str:
        return f"{SCHEMA}.{quoted(self.name)}"

    @property
    def order(self) -> str:
        """What lies together in its key is read together, and packs better."""
        return ", ".join(quoted(column) for column in self.keys[0]) if self.keys else "all"

    def unmarked(self, existing: list[str]) -> list[str]:
        return [name for name in existing if privacy(self.columns.get(name, {})) not in ALLOWED]

    def copy(self, connection: duckdb.DuckDBPyConnection, catalog: str) -> None:
        """Make it in the current database, from the one attached as `build`, whose own name is `catalog`."""
        if self.view is not None:
            self.copy_view(connection, self.view, catalog)
        else:
            self.copy_table(connection)

    def copy_view(self, connection: duckdb.DuckDBPyConnection, sql: str, catalog: str) -> None:
        try:
            connection.execute(without_catalog(connection, sql, catalog))
        except (duckdb.Error, ValueError) as error:
            if is_of_the_machine(error):
                raise
            raise RunError(
                f"The view {self.name} cannot be published, as it reads what is not: {error}"
            ) from error

    def copy_table(self, connection: duckdb.DuckDBPyConnection) -> None:
        """With what the data tests hold in the table itself, where tools look for it."""
        columns = connection.execute(
            "select column_name, data_type from duckdb_columns() "
            "where database_name = 'build' and schema_name = ? and table_name = ? order by column_index",
            [SCHEMA, self.name],
        ).fetchall()
        parts = [
            f"{quoted(column)} {kind}{' not null' if column.lower() in self.never_null else ''}"
            for column, kind in columns
        ]
        if self.primary_key:
            parts.append(f"primary key ({', '.join(map(quoted, self.primary_key))})")
        connection.execute(f"create table {self.address} ({', '.join(parts)})")
        try:
            connection.execute(f"insert into {self.address} from build.{self.address} order by {self.order}")
        except duckdb.ConstraintException:  # its message quotes a value
            raise RunError(
                f"{self.name} has a null where its data tests allow none, or the same key twice. "
                f"Run them (dbt test --select {self.name}), and mend what they name."
            ) from None

    @property
    def primary_key(self) -> list[str]:
        key = self.keys[0] if self.keys else []
        has_index = not self.name.startswith(WITHOUT_INDEX) and set(key) <= set(self.never_null)
        return key if has_index else []

    def describe(self, connection: duckdb.DuckDBPyConnection) -> None:
        kind = "view" if self.is_view else "table"
        connection.execute(f"comment on {kind} {self.address} is {literal(self.description)}")
        for name, column in self.columns.items():
            connection.execute(
                f"comment on column {self.address}.{quoted(name)} is {literal(column['description'])}"
            )


def privacy(column: dict) -> str | None:
    return column.get("config", {}).get("meta", {}).get("privacy") or column.get("meta", {}).get("privacy")
