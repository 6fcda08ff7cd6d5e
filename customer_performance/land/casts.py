"""Columns of a file as values of the contract's types, in SQL.

A cast never fails: what is no such value becomes null, and is marked as a fault.
"""

from dataclasses import dataclass

from customer_performance.core.contract import Column
from customer_performance.core.sql import literal
from customer_performance.land.readers import Relation
from customer_performance.land.source_config import SourceConfig

# Blanks of all kinds, and signs that only direct or join others.
INVISIBLE = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u180e\u3000\ufeff" + "".join(
    chr(code) for code in (*range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070))
)
# Parquet can hold earlier ones, which DuckDB takes, and cannot show.
EARLIEST = "timestamp '290309-12-22 (BC) 00:00:00'"
WORDS = {
    "timestamp": "a timestamp",
    "date": "a date",
    "time": "a time of day",
    "boolean": "true or false",
    "integer": "a whole number",
    "bigint": "a whole number",
    "double": "a number",
}


@dataclass(frozen=True)
class Field:
    """Column c<position> of a file, of a type of DuckDB, on its way into a column of a raw table."""

    position: int
    type: str
    column: Column

    @property
    def is_native(self) -> bool:
        """Whether its type of Parquet is taken as it is; all else goes through its text."""
        if self.column.type == "timestamp" and self.type.startswith("timestamp"):
            return True
        return self.type == self.column.type != "varchar"


def checked(rows: str, fields: list[Field], relation: Relation, further: str = "") -> str:
    """A query of a file's rows with, for column i, its text t<i>, its value v<i> and whether it is at fault,
    bad<i>. `further`: columns of the rows to keep beside them, with a comma before them."""
    config = relation.config
    texts = [f"{text_of(field, relation)} as t{field.position}" for field in fields]
    values = [f"{value_of(field, config)} as v{field.position}" for field in fields]
    faults = [f"{fault_of(field)} as bad{field.position}" for field in fields]
    return f"""
        with read as ({rows}),
        texts as (select {", ".join(texts)}{further} from read),
        valued as (select *, {", ".join(values)} from texts)
        select *, {", ".join(faults)} from valued"""


def text_of(field: Field, relation: Relation) -> str:
    """The text of a column, with the source's nulls as null and its words as ours. What came with its type is
    left as it is."""
    text = f"c{field.position}"
    if field.is_native:
        # Not nullif: the statistics of Parquet know no NaN, so DuckDB takes a comparison with it for false.
        return f"case when isnan({text}) then null else {text} end" if field.type == "double" else text
    if field.type in ("float", "double"):
        text = f"case when isnan({text}) then null else {text} end"
    text = text if field.type == "varchar" else f"cast({text} as varchar)"
    text = text if field.column.type == "varchar" else f"trim({text})"
    if relation.format != "csv":  # whose readers have done it
        nulls = ", ".join(literal(word) for word in relation.config.null_values)
        text = f"case when {text} in ({nulls}) then null else {text} end"
    words = relation.config.values.get(field.column.name)
    if words:
        pairs = " ".join(f"when {literal(theirs)} then {literal(ours)}" for theirs, ours in words.items())
        text = f"case trim({text}) {pairs} else {text} end"
    return text


def value_of(field: Field, config: SourceConfig) -> str:
    """A text as a value of its column's type."""
    text, wanted = f"t{field.position}", field.column.type
    if wanted == "timestamp":
        return timestamp_of(text, field.type if field.is_native else None, config)
    if field.is_native or wanted == "varchar":
        return text
    value = f"try_cast({text} as {wanted})"
    if wanted in ("integer", "bigint"):  # a cast alone would round 1.5
        value = f"case when {value} = try_cast({text} as double) then {value} end"
    if wanted == "date":  # a cast alone would drop what follows
        value = f"case when try_cast({text} as timestamp) is not null then {value} end"
    if wanted == "date" and config.timestamp_format:
        moments = f"try_strptime({text}, {literal(config.timestamp_format)})"
        value = f"coalesce({value}, cast({moments} as date))"
    return value


def timestamp_of(text: str, type: str | None, config: SourceConfig) -> str:
    """A text, or a value of the timestamp type named, as a UTC timestamp. The session's zone is the source's.

    Zone arithmetic takes several times as long as all else, so it is left out where it changes nothing."""
    in_utc = "try(make_timestamp(epoch_us({})))".format  # it fails beyond what the zone's calendar knows
    if type:
        if "time zone" in type:
            return in_utc(text)
        local = f"cast({text} as timestamp)"
    elif config.timestamp_format:
        local = f"try_strptime({text}, {literal(config.timestamp_format)})"
        if "%z" in config.timestamp_format.lower():
            return in_utc(local)
    else:
        # A cast to a timestamp without a zone would drop an offset.
        zoned = in_utc(f"try_cast({text} as timestamptz)")
        if config.timezone != "UTC":
            return zoned
        has_offset = f"(contains({text}, '+') or contains(substr({text}, 11), '-'))"
        return (
            f"case when {has_offset} then {zoned} else coalesce(try_cast({text} as timestamp), {zoned}) end"
        )
    return local if config.timezone == "UTC" else in_utc(f"cast({local} as timestamptz)")


def fault_of(field: Field) -> str:
    """Whether the value of a column cannot be taken."""
    value, text, blank = f"v{field.position}", f"t{field.position}", blank_of(field)
    if field.column.type == "varchar":
        fault = f"coalesce(contains({text}, chr(0)), false)"
        return f"{fault} or {blank}" if field.column.is_required else fault
    endless = field.column.type in ("timestamp", "date", "double")
    fits = f"isfinite({value})" if endless else f"{value} is not null"
    if field.column.type == "timestamp":
        fits += f" and {value} >= {EARLIEST}"
    missing = "true" if field.column.is_required else "false"
    # The blank comes second, for it is the costlier question, and most values fit.
    return f"case when {fits} then false when {blank} then {missing} else true end"


def blank_of(field: Field) -> str:
    """Whether a column is null, or its text shows nothing. Most begin with a visible sign, which is quickly seen."""
    text = f"t{field.position}"
    if field.is_native:
        return f"{text} is null"
    return (
        f"case when {text} between '!' and '~' then false "
        f"else coalesce(trim({text}, {literal(INVISIBLE)}), '') = '' end"
    )


def complaint_of(field: Field) -> str:
    """What is wrong with a value at fault, in words."""
    unfit = "a character that no text has (NUL)" if field.column.type == "varchar" else ""
    words = literal(unfit or f"not {WORDS.get(field.column.type, 'an amount')}")
    return f"case when {blank_of(field)} then 'missing' else {words} end"
