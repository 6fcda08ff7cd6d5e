"""SQL that turns the columns of a file into values of the contract's types.

A cast never fails: a text that is no value of the type becomes null, and is marked as a fault.
"""

from dataclasses import dataclass, field

from customer_performance.core.contract import Column
from customer_performance.core.sql import literal
from customer_performance.land.currencies import without_sign
from customer_performance.land.numbers import could_be_either, has_further_decimals, plain
from customer_performance.land.shapes import shape_of
from customer_performance.land.source_schema import TableConfig
from customer_performance.land.times import (
    EARLIEST,
    LATEST,
    NULL_DATES,
    PLAUSIBLE,
    day_of,
    from_local,
    in_utc,
    lacks_clock,
    moment_of,
)

# Blanks of all kinds, and characters that show nothing, such as those for the direction of writing.
INVISIBLE = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u180e\u3000\ufeff" + "".join(
    chr(code) for code in (*range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070))
)
# What a spreadsheet makes of a long id: 4.40881E+12.
SHORTENED = "[0-9]([.,][0-9]+)?[Ee][+][0-9]{2}"
EXACT = 2**53  # up to it, a floating-point number is as exact as a whole number
WORDS = {
    "timestamp": "a timestamp",
    "date": "a date",
    "time": "a time of day",
    "boolean": "true or false",
    "integer": "a whole number",
    "bigint": "a whole number",
    "double": "a number",
}
WHOLE = ("integer", "bigint")
TYPED = ("parquet", "xlsx")  # formats of which a value has a type of its own


@dataclass(frozen=True)
class Field:
    """A column of a file and the column of the raw table that it goes to. `position`: it is called c<position> in the
    rows of the file; `type`: its type of DuckDB there; `kind`: an SQL condition that a value is no text in the file, so
    that it is what it is."""

    position: int
    type: str
    column: Column
    kind: str = "false"

    @property
    def is_native(self) -> bool:
        """Whether the values are taken with their type from Parquet. All others are cast from their text."""
        if self.column.type == "timestamp" and self.type.startswith("timestamp"):
            return True
        return self.type == self.column.type != "varchar"

    @property
    def is_time(self) -> bool:
        return self.column.type in ("timestamp", "date")

    @property
    def is_number(self) -> bool:
        return self.column.type in (*WHOLE, "double") or self.is_amount

    @property
    def is_amount(self) -> bool:
        return self.column.type.startswith("decimal")

    @property
    def scale(self) -> int:
        """How many decimals an amount has."""
        return int(self.column.type.rstrip(")").partition(",")[2])

    @property
    def is_read_from_text(self) -> bool:
        """Whether it is a number that may be written in more than one way."""
        return self.is_number and not self.is_native and self.kind != "true"


@dataclass(frozen=True)
class Reading:
    """How the values of a file are read. `is_strict`: quickly, with everything unusual as a fault; `decimals`: the sign
    of decimals for each column of numbers (by position) that is known to have one; `currency`: of amounts in rows that
    tell none."""

    config: TableConfig
    format: str
    is_strict: bool
    decimals: dict[int, str] = field(default_factory=dict)
    currency: str = ""

    @property
    def null_dates(self) -> str:
        return ", ".join(f"date '{day}'" for day in (*NULL_DATES, *self.config.null_dates))


def checked(rows: str, fields: list[Field], reading: Reading, further: str = "") -> str:
    """A query that yields, for column i of the file's rows, the text t<i>, the value v<i> and the fault bad<i>, which
    is true where the value cannot be taken. `further`: more columns of the rows that it yields, each with a comma
    before it.

    Where the reading is not strict, there is note<i> as well: how a value was read otherwise than it is written.
    `dates_only` names the timestamps that are written without a time of day.
    """
    steps: list[list[str]] = [[], [], [], [f"{dates_only(fields, reading)} as dates_only"]]
    told = next(
        (f"nullif(trim(t{each.position}), '')" for each in fields if each.column.name == "currency"), "null"
    )
    currency = f"coalesce({told}, {literal(reading.currency)})"
    for each in fields:
        at = each.position
        steps[0].append(f"{text_of(each, reading)} as t{at}")
        if not reading.is_strict and each.kind not in ("true", "false"):
            steps[0].append(f"{each.kind} as kind{at}")
        steps[1] += [] if reading.is_strict else [f"{aid_of(each, reading, currency)} as x{at}"]
        steps[2].append(f"{value_of(each, reading)} as v{at}")
        steps[3].append(f"{fault_of(each, reading)} as bad{at}")
        steps[3] += [] if reading.is_strict else [f"{note_of(each)} as note{at}"]
    aided = f"aided as (select *, {', '.join(steps[1])} from texts)" if steps[1] else "aided as (from texts)"
    return f"""
        with read as ({rows}),
        texts as (select {", ".join(steps[0])}{further} from read),
        {aided},
        valued as (select *, {", ".join(steps[2])} from aided)
        select *, {", ".join(steps[3])} from valued"""


def text_of(each: Field, reading: Reading) -> str:
    """The text of a column, in which the source's words for null are null, and its words are replaced by ours. A value
    that is taken with its type stays as it is."""
    text = f"c{each.position}"
    if each.is_native:
        # Parquet's statistics do not count NaN, so DuckDB takes every comparison with NaN for false, also in nullif.
        return f"case when isnan({text}) then null else {text} end" if each.type == "double" else text
    if each.type in ("float", "double"):
        text = f"case when isnan({text}) then null else {text} end"
        if each.column.type == "varchar":  # such as the id 42.0
            is_whole = f"{text} = trunc({text}) and abs({text}) <= {EXACT}"
            text = f"case when {is_whole} then cast(cast({text} as bigint) as varchar) else cast({text} as varchar) end"
    if each.type == "json":
        text = f"{text} ->> '$'"
    elif each.type != "varchar":
        text = f"cast({text} as varchar)"
    text = text if each.column.type == "varchar" else f"trim({text})"
    if reading.format != "csv":  # the readers of CSV have replaced these words already
        nulls = ", ".join(literal(word) for word in reading.config.null_values)
        text = f"case when {text} in ({nulls}) then null else {text} end"
    words = reading.config.values.get(each.column.name)
    if words:
        pairs = " ".join(
            f"when lower({literal(theirs)}) then {literal(ours)}" for theirs, ours in words.items()
        )
        text = f"case lower(trim({text})) {pairs} else {text} end"
    return text


def aid_of(each: Field, reading: Reading, currency: str) -> str:
    """What the value of a column is found by: of a time, whether its date means none; of a number, its text as DuckDB
    writes it. `currency`: of the row."""
    text, kind = f"t{each.position}", kind_of(each)
    if each.is_time:
        if each.is_native:
            day = f"try(cast({in_utc(text) if 'time zone' in each.type else text} as date))"
        else:
            day = day_of(text, reading.config)
            if kind != "false":
                day = f"case when {kind} then try_cast({text} as date) else {day} end"
        return f"coalesce({day} in ({reading.null_dates}), false)"
    if each.is_number and not each.is_native:
        sign = reading.decimals.get(each.position)
        bare = without_sign(text, currency) if each.is_amount else text
        read = plain(bare, sign) if sign else f"case when not {could_be_either(bare)} then {bare} end"
        if sign == ".":  # such as 1e3
            read = f"coalesce({read}, {bare})"
        return read if kind == "false" else f"case when {kind} then {text} else {read} end"
    return "null"


def kind_of(each: Field) -> str:
    """A condition: a value is no text in the file."""
    return each.kind if each.kind in ("true", "false") else f"kind{each.position}"


def value_of(each: Field, reading: Reading) -> str:
    """A text as a value of its column's type."""
    text, wanted = f"t{each.position}", each.column.type
    if each.is_time:
        return time_of(each, reading)
    if each.is_native or wanted == "varchar":
        return text
    if each.is_number and not reading.is_strict:
        text = f"x{each.position}"
    elif each.is_read_from_text and reading.config.decimal:
        text = quickly(text, reading.config.decimal)
    value = f"try_cast({text} as {wanted})"
    if wanted in WHOLE:  # the cast alone would round 1.5
        value = f"case when {value} = try_cast({text} as double) then {value} end"
    return value


def quickly(text: str, sign: str) -> str:
    """A number whose sign of decimals is declared. Most have no thousands sign."""
    if sign == ".":
        return f"case when contains({text}, ',') then {plain(text, sign)} else {text} end"
    return plain(text, sign)


def time_of(each: Field, reading: Reading) -> str:
    """A text, or a time from Parquet, as a timestamp in UTC or as a date."""
    text, config = f"t{each.position}", reading.config
    if each.column.type == "date":
        value = text if each.is_native else date_of(text, kind_of(each), config)
    elif each.is_native:
        value = in_utc(text) if "time zone" in each.type else from_local(f"cast({text} as timestamp)", config)
    else:
        value = moment_of(text, config, reading.is_strict)
        if each.kind != "false":
            local = from_local(f"try_cast({text} as timestamp)", config)
            value = (
                local
                if each.kind == "true"
                else f"case when kind{each.position} then {local} else {value} end"
            )
    return value if reading.is_strict else f"case when not x{each.position} then {value} end"


def date_of(text: str, kind: str, config: TableConfig) -> str:
    """A text as a date. The cast alone would drop what follows the date."""
    value = f"case when try_cast({text} as timestamp) is not null then try_cast({text} as date) end"
    if not config.timestamp_format or kind == "true":
        return value
    return f"coalesce({value}, {day_of(text, config)})"


def dates_only(fields: list[Field], reading: Reading) -> str:
    """The columns whose values are dates where a timestamp is expected, each between commas; null where none is."""
    lacking = {}
    for each in fields:
        if each.column.type != "timestamp" or each.is_native:
            continue
        text, kind = f"t{each.position}", kind_of(each)
        lacks = lacks_clock(text, reading.config)
        if kind != "false" and reading.config.timestamp_format:  # formats are for texts alone
            lacks = f"case when {kind} then not contains({text}, ':') else {lacks} end"
        if lacks != "false":
            lacking[each.column.name] = f"(v{each.position} is not null and {lacks})"
    if not lacking:
        return "cast(null as varchar)"
    named = " || ".join(
        f"case when {lacks} then {literal(column + ',')} else '' end" for column, lacks in lacking.items()
    )
    return f"case when {' or '.join(lacking.values())} then ',' || {named} end"


def fault_of(each: Field, reading: Reading) -> str:
    """A condition: the value of a column cannot be taken."""
    value, text, blank = f"v{each.position}", f"t{each.position}", blank_of(each)
    missing = "true" if each.column.is_required else "false"
    if each.column.type == "varchar":
        fault = f"coalesce(contains({text}, chr(0)), false)"
        fault += f" or {is_shortened(each)}" if each.column.is_id else ""
        return f"{fault} or {blank}" if each.column.is_required else fault
    fits = f"{value} is not null"
    if each.column.type == "double":
        fits = f"isfinite({value})"
    elif each.is_time and reading.is_strict:
        first, last = (f"{each.column.type} '{day}'" for day in PLAUSIBLE)
        fits = f"{value} between {first} and {last}"
    elif each.is_time:
        fits = f"{value} between {EARLIEST} and {LATEST}"
    if reading.is_strict and (unusual := unusual_number(each, reading)):
        fits += f" and not {unusual}"
    null_date = f"when x{each.position} then {missing} " if each.is_time and not reading.is_strict else ""
    # Whether a text is blank is asked last: it takes the longest to find out, and most values fit.
    return f"case when {fits} then false {null_date}when {blank} then {missing} else true end"


def unusual_number(each: Field, reading: Reading) -> str:
    """A condition that a number is not to be read quickly; empty where there is none. It would be rounded, or it may
    be a thousand and something."""
    if not each.is_number or each.is_native:
        return ""
    text = f"t{each.position}"
    sign = reading.config.decimal if reading.config.decimal and each.kind == "false" else "."
    if each.is_amount and each.scale < 3:
        return f"{text} like '%{sign}{'_' * (each.scale + 1)}%'"
    if each.kind == "true" or reading.config.decimal or reading.decimals.get(each.position):
        return f"{text} like '%{sign}{'_' * (each.scale + 1)}%'" if each.is_amount else ""
    further = f" or {text} like '%.{'_' * (each.scale + 1)}%'" if each.is_amount else ""
    return f"({text} like '%.___'{further})"


def is_shortened(each: Field) -> str:
    """A condition: a spreadsheet has shortened an id, or a floating-point number is too large to be one."""
    text = f"t{each.position}"
    if each.type in ("float", "double"):
        return f"coalesce(try_cast({text} as double) > {EXACT}, false)"
    # Few ids have a plus sign, which is found much more quickly.
    return (
        f"case when contains({text}, '+') then regexp_full_match(trim({text}), '{SHORTENED}') else false end"
    )


def note_of(each: Field) -> str:
    """How a value was read otherwise than it is written, as an SQL expression; null where it was not."""
    if each.is_time:
        return f"case when x{each.position} then 'no date' end"
    if each.is_amount and not each.is_native:
        further = has_further_decimals(f"x{each.position}", each.scale)
        return f"case when v{each.position} is not null and {further} then 'rounded' end"
    return "cast(null as varchar)"


def blank_of(each: Field) -> str:
    """A condition: a column is null, or its text shows nothing. It looks at the first character first, which is
    quick, and visible in most texts."""
    text = f"t{each.position}"
    if each.is_native:
        return f"{text} is null"
    return (
        f"case when {text} between '!' and '~' then false "
        f"else coalesce(trim({text}, {literal(INVISIBLE)}), '') = '' end"
    )


def complaint_of(each: Field) -> str:
    """What is wrong with a value that cannot be taken, as an SQL expression for a text. It tells the shape of the
    value, and never the value."""
    # A timestamp of Parquet may be so early that DuckDB cannot write it as text.
    shape = "''" if each.is_native else f"' (' || {shape_of(f't{each.position}')} || ')'"
    if each.column.type == "varchar":
        unfit = literal("a character that no text has (NUL)")
        if each.column.is_id:
            hint = "; export it again, as text or as .xlsx"
            shortened = f"'an id that a spreadsheet has shortened' || {shape} || {literal(hint)}"
            unfit = f"case when {is_shortened(each)} then {shortened} else {unfit} end"
    else:
        unfit = f"{literal('not ' + WORDS.get(each.column.type, 'an amount'))} || {shape}"
    null_date = f"when x{each.position} then 'missing (its date stands for none)' " if each.is_time else ""
    return f"case {null_date}when {blank_of(each)} then 'missing' else {unfit} end"
