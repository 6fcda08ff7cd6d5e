"""Which setting of source.yml would read what was rejected."""

import re
from itertools import product

import duckdb

from customer_performance.core.contract import Table
from customer_performance.core.database import first_row
from customer_performance.core.sql import literal
from customer_performance.land.casts import WHOLE, Field
from customer_performance.land.currencies import currency_of, currency_signs
from customer_performance.land.numbers import plain
from customer_performance.land.source_schema import TableConfig
from customer_performance.land.source_values import EPOCHS
from customer_performance.land.times import ZONED

MOST = 1000  # texts that are looked at
MOST_WORDS = 30
DATES = (
    *(
        "%d.%m.%Y",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d-%m-%Y",
        "%m-%d-%Y",
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y%m%d",
    ),
    *("%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%m-%d-%y", "%y-%m-%d"),
    *("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%d-%b-%Y", "%d-%b-%y", "%Y年%m月%d日"),
)
HOURS = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%H.%M", "%H:%M %z", "%H:%M:%S %z")
FORMATS = (
    *DATES,
    *(f"{day}{between}{hour}" for day, between, hour in product(DATES, (" ", ", ", "T"), HOURS)),
    *("%a, %d %b %Y %H:%M:%S %z", "%a %b %d %H:%M:%S %Y", "%a %b %d %Y %H:%M:%S", "%Y%m%d%H%M%S"),
    *EPOCHS,
)
# Numbers that are seconds between 2000 and 2100, and not a count of anything.
FIRST_SECOND, LAST_SECOND = 946_684_800, 4_102_444_800


def formats_for(connection: duckdb.DuckDBPyConnection, texts: list[str]) -> list[list[str]]:
    """The formats that read all of the texts that can be read: each of them reads some that those before it do not.
    Beside a format stand those that read the same texts, such as one with the month first."""
    seen = {signs_in(text) for text in texts}
    forms = [form for form in FORMATS if signs_of(form) in seen]
    if not forms:
        return []
    asked = ", ".join(f"coalesce({is_read_by(form)}, false)" for form in forms)
    answers = connection.execute(f"select {asked} from (select unnest(?) as text)", [texts]).fetchall()
    read = {
        form: {at for at, answer in enumerate(answers) if answer[column]} for column, form in enumerate(forms)
    }
    found: list[list[str]] = []
    rest = set(range(len(texts)))
    while len(found) < 3:
        best = max(forms, key=lambda form: len(read[form] & rest))
        if not read[best] & rest:
            break
        found.append([best, *(form for form in forms if form != best and read[form] == read[best])])
        rest -= read[best]
    # A date alone fits no longer text, but a reader expects the longer format first.
    return sorted(found, key=lambda each: -len(each[0]))


def signs_of(form: str) -> str:
    return "" if form in EPOCHS else signs_in(re.sub("%[A-Za-z]", "0", form.replace("%z", "+0000")))


def signs_in(text: str) -> str:
    """What stands between the numbers and words of a time: a format that reads it has the same."""
    text = text.strip()
    if ":" in text:  # before it, an offset cannot be told from a date
        text = re.sub(r"\s*[+-]\d\d:?\d\d$", "", text)
    return re.sub(r"[^\W_]+", "", text)


def is_read_by(form: str) -> str:
    if form in EPOCHS:
        factor = 1_000_000 // EPOCHS[form]
        return f"try_cast(text as double) between {FIRST_SECOND * factor} and {LAST_SECOND * factor}"
    read = (
        f"cast(try_strptime(text, {literal(form)}) as date) between date '1970-01-01' and date '2100-12-31'"
    )
    # DuckDB takes 24 for the year 24.
    return f"{read} and regexp_matches(text, '[0-9]{{4}}')" if "%Y" in form else read


def write_hints(
    connection: duckdb.DuckDBPyConnection, fields: list[Field], config: TableConfig, table: Table
) -> None:
    """Add to the reasons in the temporary table `checked` which setting would read the values of a column."""
    for field in fields:
        if not (field.is_time or field.is_number or field.column.type == "boolean"):
            continue
        these = f"_column = {literal(field.column.name)} and starts_with(_problem, 'not ')"
        rows = connection.execute(
            f"select distinct _value from checked where {these} order by 1 limit {MOST}"
        ).fetchall()
        texts = [text for (text,) in rows if text]
        if texts:
            # One word among many values is a mistake of its own; words in most rows are how the column is written.
            (are_most,) = first_row(
                connection, f"select 2 * count(*) filter (where {these}) > count(*) from checked"
            )
            words = words_hint(texts, field) if are_most else ""
            if field.column.type == "boolean":
                hint = words
            elif field.is_time:
                hint = time_hint(connection, texts, config)
            else:
                hint = currency_hint(connection, texts, fields, table) if field.is_amount else ""
                hint = hint or number_hint(connection, texts, field.column.type) or words
            if hint:
                connection.execute(f"update checked set _problem = _problem || {literal(hint)} where {these}")


def time_hint(connection: duckdb.DuckDBPyConnection, texts: list[str], config: TableConfig) -> str:
    found = formats_for(connection, texts)
    if found:
        forms = [*config.timestamp_format, *(each[0] for each in found)]
        said = f"; timestamp_format: {listed(forms)} reads it"
        others = [form for each in found for form in each[1:]]
        return said + (f", if it is not {' or '.join(map(quoted, others[:2]))}" if others else "")
    zoned = f"select count(*) from (select unnest(?) as text) where regexp_matches(text, {literal(ZONED)})"
    if connection.execute(zoned, [texts]).fetchone() == (len(texts),):
        return (
            "; its time zone is ambiguous: timezone must be one that goes by this name on that day, or the times must "
            "have offsets"
        )
    return ""


def words_hint(texts: list[str], field: Field) -> str:
    """What to do about texts that are few enough to be said one by one."""
    if len(texts) > MOST_WORDS or not all(re.search(r"[^\W\d_]", text) for text in texts):
        return ""
    said = "of true and false" if field.column.type == "boolean" else "number"
    return f"; `values` of source.yml, under {field.column.name}, says which {said} each text means"


def currency_hint(
    connection: duckdb.DuckDBPyConnection, texts: list[str], fields: list[Field], table: Table
) -> str:
    """What to do about the signs of currencies in amounts; empty where there are none."""
    query = f"select distinct unnest({currency_signs('text')}) from (select unnest(?) as text) order by 1"
    currencies = [currency_of(sign) for (sign,) in connection.execute(query, [texts]).fetchall()]
    if not any(currencies):
        return ""
    if any(field.column.name == "currency" for field in fields):
        return "; it has the sign of another currency than its row"
    if any(column.name == "currency" for column in table.columns):
        return f"; set: {{currency: {next(filter(None, currencies))}}} reads it, if that is the currency"
    return "; amounts of this table are in var reporting_currency, and only its sign is read"


def number_hint(connection: duckdb.DuckDBPyConnection, texts: list[str], wanted: str) -> str:
    # A whole number with decimals is none, whatever the sign is.
    whole = "and {0} = trunc({0})" if wanted in WHOLE else ""
    asked = ", ".join(
        f"count(*) filter (where {number} is not null {whole.format(number)})"
        for number in (f"try_cast({plain('text', sign)} as double)" for sign in ".,")
    )
    point, comma = connection.execute(
        f"select {asked} from (select unnest(?) as text)", [texts]
    ).fetchone() or (0, 0)
    if point and point == comma:
        return "; it is read where source.yml says decimal: '.' or decimal: ','"
    sign = "." if point > comma else ","
    return f"; decimal: '{sign}' reads it" if point or comma else ""


def quoted(form: str) -> str:
    return form if form in EPOCHS else f"'{form}'"


def listed(forms: list[str]) -> str:
    return quoted(forms[0]) if len(forms) == 1 else f"[{', '.join(map(quoted, forms))}]"
