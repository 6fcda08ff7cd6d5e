"""SQL that turns the columns of a file into values of the contract's types.

A cast never fails: a text that is no value of the type becomes null, and is marked as a fault.
"""

from dataclasses import dataclass

from customer_performance.core.contract import Column
from customer_performance.core.sql import literal
from customer_performance.land.readers import Relation
from customer_performance.land.source_config import SourceConfig

# Blanks of all kinds, and characters that show nothing, such as those for the direction of writing.
INVISIBLE = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u180e\u3000\ufeff" + "".join(
    chr(code) for code in (*range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070))
)
# Parquet can hold earlier timestamps, which DuckDB reads but cannot write as text.
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
    """A column of a file and the column of the raw table that it goes to. `position`: it is called c<position> in the
    rows of the file; `type`: its type of DuckDB there."""

    position: int
    type: str
    column: Column

    @property
    def is_native(self) -> bool:
        """Whether the values are taken with their type from Parquet. All others are cast from their text."""
        if self.column.type == "timestamp" and self.type.startswith("timestamp"):
            return True
        return self.type == self.column.type != "varchar"


def checked(rows: str, fields: list[Field], relation: Relation, further: str = "") -> str:
    """A query that yields, for column i of the file's rows, the text t<i>, the value v<i> and the fault bad<i>, which
    is true where the value cannot be taken. `further`: more columns of the rows that it yields, each with a comma
    before it."""
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
    """The text of a column, in which the source's words for null are null, and its words are replaced by ours. A value
    that is taken with its type stays as it is."""
    text = f"c{field.position}"
    if field.is_native:
        # Parquet's statistics do not count NaN, so DuckDB takes every comparison with NaN for false, also in nullif.
        return f"case when isnan({text}) then null else {text} end" if field.type == "double" else text
    if field.type in ("float", "double"):
        text = f"case when isnan({text}) then null else {text} end"
    text = text if field.type == "varchar" else f"cast({text} as varchar)"
    text = text if field.column.type == "varchar" else f"trim({text})"
    if relation.format != "csv":  # the readers of CSV have replaced these words already
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
    if wanted in ("integer", "bigint"):  # the cast alone would round 1.5
        value = f"case when {value} = try_cast({text} as double) then {value} end"
    if wanted == "date":  # the cast alone would drop what follows the date
        value = f"case when try_cast({text} as timestamp) is not null then {value} end"
    if wanted == "date" and config.timestamp_format:
        timestamps = f"try_strptime({text}, {literal(config.timestamp_format)})"
        value = f"coalesce({value}, cast({timestamps} as date))"
    return value


def timestamp_of(text: str, type: str | None, config: SourceConfig) -> str:
    """A text as a timestamp in UTC; with `type`, a value of this timestamp type of DuckDB's. The time zone of the
    connection must be that of the source.

    Conversions between time zones take several times as long as everything else, so they are left out where they would
    change nothing.
    """
    in_utc = (
        "try(make_timestamp(epoch_us({})))".format
    )  # fails for years that the calendar of the zone does not have
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
    """A condition: the value of a column cannot be taken."""
    value, text, blank = f"v{field.position}", f"t{field.position}", blank_of(field)
    if field.column.type == "varchar":
        fault = f"coalesce(contains({text}, chr(0)), false)"
        return f"{fault} or {blank}" if field.column.is_required else fault
    endless = field.column.type in ("timestamp", "date", "double")
    fits = f"isfinite({value})" if endless else f"{value} is not null"
    if field.column.type == "timestamp":
        fits += f" and {value} >= {EARLIEST}"
    missing = "true" if field.column.is_required else "false"
    # Whether a text is blank is asked last: it takes the longest to find out, and most values fit.
    return f"case when {fits} then false when {blank} then {missing} else true end"


def blank_of(field: Field) -> str:
    """A condition: a column is null, or its text shows nothing. It looks at the first character first, which is
    quick, and visible in most texts."""
    text = f"t{field.position}"
    if field.is_native:
        return f"{text} is null"
    return (
        f"case when {text} between '!' and '~' then false "
        f"else coalesce(trim({text}, {literal(INVISIBLE)}), '') = '' end"
    )


def complaint_of(field: Field) -> str:
    """What is wrong with a value that cannot be taken, as an SQL expression for a text."""
    unfit = "a character that no text has (NUL)" if field.column.type == "varchar" else ""
    words = literal(unfit or f"not {WORDS.get(field.column.type, 'an amount')}")
    return f"case when {blank_of(field)} then 'missing' else {words} end"
