"""The names that other loaders have for the columns of a table: `also` in the contract."""

from customer_performance.core.contract import Column, Table
from customer_performance.core.sql import folded
from customer_performance.land.source_schema import JsonPath, TableConfig


def known_aliases(table: Table) -> set[str]:
    """The headers, in lower case, that aliases of the columns of a table may be found under."""
    return {folded(each.partition(".")[0]) for column in table.columns for each in column.also}


def with_aliases(config: TableConfig, table: Table, headers: list[str]) -> TableConfig:
    """What source.yml says of a table, and beside it, for each column that a file with these headers lacks, the first
    of its other names that is there. What source.yml says itself comes first, and so does the name of the contract."""
    there = {folded(header): header for header in headers}
    given = {folded(config.columns.get(header, header)) for header in headers} | config.set.keys()
    taken = {folded(header) for header in (*config.columns, *config.ignore)}
    columns, made = dict(config.columns), dict(config.set)
    for column in table.columns:
        alias = None if column.name in given else first_there(column, there.keys() - taken)
        if alias is None:
            continue
        header, point, path = alias.partition(".")
        if point and folded(alias) not in there:
            made[column.name] = JsonPath(f"{there[folded(header)]}.{path}")
        else:
            columns[there[folded(alias)]] = column.name
            taken.add(folded(alias))
    return config.model_copy(update={"columns": columns, "set": made})


def first_there(column: Column, headers: set[str]) -> str | None:
    for alias in column.also:
        if {folded(alias), folded(alias.partition(".")[0])} & headers:
            return alias
    return None
