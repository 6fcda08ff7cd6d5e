"""The names that other loaders have for the columns of a table: `also` in the contract."""

from customer_performance.core.contract import Column, Table
from customer_performance.core.sql import folded
from customer_performance.land.source_schema import FirstOf, JsonPath, TableConfig


def known_aliases(table: Table) -> set[str]:
    """The headers, in lower case, that aliases of the columns of a table may be found under."""
    return {folded(each.partition(".")[0]) for column in table.columns for each in column.also}


def with_aliases(config: TableConfig, table: Table, headers: list[str]) -> TableConfig:
    """What source.yml says of a table, and beside it, for each column that a file with these headers lacks, the first
    of its other names that is there. What source.yml says itself comes first, and so does the name of the contract. A
    file may have a column by several names, each filled in other rows: then each row has the first that is filled."""
    there = {folded(header): header for header in headers}
    given = {folded(config.columns.get(header, header)) for header in headers} | config.set.keys()
    taken = {folded(header) for header in (*config.columns, *config.ignore)}
    columns, made = dict(config.columns), dict(config.set)
    for column in table.columns:
        several = headers_of(column, there, taken)
        if len(several) > 1 and column.name not in {*config.columns.values(), *config.set}:
            made[column.name] = FirstOf("\n".join(several))
            continue
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


def headers_of(column: Column, there: dict[str, str], taken: set[str]) -> list[str]:
    """The headers of a file that are names of a column, in the order in which they count; paths are none."""
    names = dict.fromkeys(map(folded, (column.name, *column.also)))
    return [there[each] for each in names if each in there and each not in taken]


def first_there(column: Column, headers: set[str]) -> str | None:
    for alias in column.also:
        if {folded(alias), folded(alias.partition(".")[0])} & headers:
            return alias
    return None
