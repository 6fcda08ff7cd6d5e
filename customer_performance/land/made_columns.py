"""Columns that source.yml makes out of others, and rows that it leaves out."""

import re
from collections.abc import Sequence

import duckdb

from customer_performance.core.build_file import address
from customer_performance.core.contract import Column, Table
from customer_performance.core.diagnose import is_about_the_run
from customer_performance.core.sql import folded, literal, name
from customer_performance.core.suggest import meant
from customer_performance.land.readers import Refused, Relation
from customer_performance.land.shapes import shape_of
from customer_performance.land.source_schema import FirstOf, JsonPath, LookUp, TableConfig

PLACE = re.compile(r"\{([^{}]+)\}")
CARRIED = ("_line", "_text", "_reason", "_kinds")
KEY = "(select pseudonym_key from raw.pseudonym_key)"


def headers_in(made: str | LookUp) -> list[str]:
    """Their headers that a made column needs."""
    if isinstance(made, FirstOf):
        return made.split("\n")
    if isinstance(made, JsonPath):
        return [made.partition(".")[0]]
    return [made.source] if isinstance(made, LookUp) else PLACE.findall(made)


def look_ups(config: TableConfig) -> dict[str, LookUp]:
    return {column: made for column, made in config.set.items() if isinstance(made, LookUp)}


def with_made_columns(
    rows: str,
    relation: Relation,
    table: Table,
    config: TableConfig,
    tables: dict[str, Table],
    carried: Sequence[str],
    is_tried: bool = False,
) -> str:
    """A query for the rows of a file with the columns that source.yml makes behind their own, and with _kept, which is
    false for a row that `where` leaves out. `carried`: further columns that the rows have; `is_tried`: see judged."""
    if not config.set and not config.where:
        return rows
    columns = {column.name: column for column in table.columns}
    made: list[str] = []
    joins: list[str] = []
    for number, (column, each) in enumerate(config.set.items()):
        at = len(relation.columns) + number
        if isinstance(each, LookUp):
            joins.append(join_for(each, number, relation, tables))
            sought = f"nullif(trim(cast(kept.c{position_of(each.source, relation)} as varchar)), '')"
            made += [
                f"found{number}.value as c{at}",
                f"{sought} is not null and found{number}.value is null as lost{at}",
            ]
        elif isinstance(each, JsonPath):
            made.append(f"{text_at(each, relation)} as c{at}")
        elif isinstance(each, FirstOf):
            made.append(f"{first_text(each, relation)} as c{at}")
        else:
            made.append(f"{text_of_template(each, columns[column], relation)} as c{at}")
    listed = "".join(f", {each}" for each in made)
    kept = (
        judged(rows, relation, config.where, carried, is_tried)
        if config.where
        else f"select *, true as _kept from ({rows})"
    )
    return f"select kept.*{listed} from ({kept}) as kept {' '.join(joins)}"


def position_of(header: str, relation: Relation) -> int:
    """Where the first column of this name is. Raises Refused where there is none."""
    for position, column in enumerate(relation.columns):
        if folded(column) == folded(header):
            return position
    raise Refused(
        f"source.yml names {header!r}, which is not among its columns{meant(header, relation.columns)}"
    )


def text_of_template(template: str, column: Column, relation: Relation) -> str:
    """A text with the values of columns in it; null where all of them are null. What an id is made of, of more than one
    column, may say who somebody is, and ids are published: so such an id is a keyed hash."""
    places = PLACE.findall(template)
    if not places:
        return literal(template)
    values = [f"cast(c{position_of(header, relation)} as varchar)" for header in places]
    if template == f"{{{places[0]}}}":
        return values[0]
    texts = PLACE.split(template)[::2]
    parts = [literal(texts[0])]
    for value, text in zip(values, texts[1:], strict=True):
        parts += [f"coalesce(trim({value}), '')", literal(text)]
    text = f"concat({', '.join(parts)})"
    if column.is_id and column.person is None and len(set(places)) > 1:
        text = f"left(sha256({KEY} || '|' || {text}), 32)"
    return f"case when coalesce({', '.join(values)}) is not null then {text} end"


def text_at(each: JsonPath, relation: Relation) -> str:
    """The text at a path in a column of JSON; null where the column is no JSON, or has nothing there."""
    header, *keys = each.split(".")
    position = position_of(header, relation)
    column = f"kept.c{position}"
    text = f"cast({column} as varchar)"
    record = (
        f"case when json_valid({text}) then {text} end"
        if is_json(relation, position)
        else f"to_json({column})"
    )
    path = "$" + "".join(f'."{key}"' for key in keys)
    return f"json_extract_string({record}, {literal(path)})"


def filled(position: int) -> str:
    return f"nullif(trim(cast(kept.c{position} as varchar)), '')"


def first_text(headers: FirstOf, relation: Relation) -> str:
    """The text of the first of these columns that has one."""
    positions = [position_of(header, relation) for header in headers_in(headers)]
    return f"coalesce({', '.join(filled(at) for at in positions)})"


def is_json(relation: Relation, position: int) -> bool:
    """Whether a column has JSON written as text; one of Parquet may have structures instead."""
    return relation.types[position] in ("varchar", "json")


def join_for(each: LookUp, number: int, relation: Relation, tables: dict[str, Table]) -> str:
    """A join that finds the one row of a table by a value, without regard to case and outer blanks. Where several rows
    with different values have it, none is found."""
    looked_in = tables[each.find]
    value = name(each.take or looked_in.key or "")
    at = position_of(each.source, relation)
    return f"""
        left join (
            select lower(trim({name(each.by)})) as key, min({value}) as value
            from {address(looked_in)} group by 1 having count(distinct {value}) = 1
        ) as found{number} on lower(trim(cast(kept.c{at} as varchar))) = found{number}.key"""


def judged(rows: str, relation: Relation, where: str, carried: Sequence[str], is_tried: bool = False) -> str:
    """The rows with _kept: whether the condition holds. In it, columns are called as in the file. `is_tried`: where it
    cannot be computed for a row, _kept is null, instead of the query failing."""
    there, theirs, back = set[str](), [], []
    for position, header in enumerate(relation.columns):
        # The second column of a name cannot be spoken of, and neither can one without.
        alias = header if header and folded(header) not in there else f"\x01c{position}"
        there.add(folded(alias))
        theirs.append(f"c{position} as {name(alias)}")
        back.append(f"{name(alias)} as c{position}")
    for column in carried:
        alias = name(f"\x01{column}")
        theirs.append(f"{column} as {alias}")
        back.append(f"{alias} as {column}")
    return f"""
        select {", ".join(back)}, {"try" if is_tried else ""}(coalesce(({where}\n), false)) as _kept
        from (select {", ".join(theirs)} from ({rows}))"""


def can_be_tried(connection: duckdb.DuckDBPyConnection, relation: Relation, where: str) -> bool:
    """Whether the condition can be computed row by row: DuckDB tries none that has a query or a random number in it."""
    try:
        connection.execute(f"select _kept from ({judged(no_rows(relation), relation, where, (), True)})")
    except duckdb.BinderException:
        return False
    return True


def shape_for_where(relation: Relation, where: str) -> str:
    """What the columns that a condition names look like in a row, as an SQL expression for a text without a value."""
    named = {
        header: position
        for position, header in reversed(list(enumerate(relation.columns)))
        if header and re.search(rf"(?<!\w){re.escape(folded(header))}(?!\w)", folded(where))
    }
    shapes = [
        f"{literal(header + ' ')} || coalesce('(' || {shape_of(f'cast(c{at} as varchar)')} || ')', 'missing')"
        for header, at in sorted(named.items(), key=lambda each: each[1])
    ]
    return f"concat_ws(', ', {', '.join(shapes or ['null'])})"


def no_rows(relation: Relation) -> str:
    nulls = ", ".join(f"null::{kind} as c{at}" for at, kind in enumerate(relation.types))
    return f"select {nulls} limit 0"


def check_where(connection: duckdb.DuckDBPyConnection, relation: Relation, where: str) -> None:
    """Raises Refused where the condition of source.yml does not go with the columns of a file."""
    try:
        connection.execute(f"select _kept from ({judged(no_rows(relation), relation, where, ())}) limit 0")
    except duckdb.Error as error:
        if is_about_the_run(error):
            raise
        wrong = re.search(r'column "([^"]+)" not found', str(error))
        if wrong:
            hint = f"names {wrong[1]!r}, which is not among its columns{meant(wrong[1], relation.columns)}"
        else:
            hint = "is no condition in SQL on its columns, such as \"Status\" <> 'Test'"
        raise Refused(f"where of source.yml {hint}") from None
