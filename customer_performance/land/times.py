"""SQL that reads times as they are written. What could mean two moments is read as none.

A *strict* expression is quick, and reads what most files have. For everything else it gives null, or a moment that is
not PLAUSIBLE; the other expression then says what it is.
"""

from customer_performance.core.sql import literal
from customer_performance.land.source_schema import TableConfig
from customer_performance.land.source_values import EPOCHS
from customer_performance.land.zones import abbreviations

# Dates that programs write where there is none.
NULL_DATES = ("0001-01-01", "1899-12-30", "1900-01-01", "9999-12-31")
EARLIEST = "timestamp '1900-01-01'"
LATEST = "timestamp '9999-12-31 23:59:59.999999'"
# None of NULL_DATES lies between them, in whatever time zone.
PLAUSIBLE = ("1900-01-03", "9999-12-29")
UNIVERSAL = ("Z", "UTC", "GMT")
# A time of day, and what follows it: the name of a zone, or an offset.
ZONED = (
    r"^(.*?\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*"
    r"([A-Za-z][A-Za-z_]*(?:/[A-Za-z0-9_+/-]+)?|[+-]\d\d(?::?\d\d(?::\d\d)?)?)\s*$"
)
PLAIN = r"\s*[0-9]+[-/][0-9]+[-/][0-9]+(?:[T\s]+[0-9:.]*)?\s*"
# What formats have for a time of day.
CLOCKS = ("%H", "%I", "%-H", "%-I", "%X", "%c")
DAY = r"^\s*([0-9]+[-/][0-9]+[-/][0-9]+)"


def moment_of(text: str, config: TableConfig, strict: bool) -> str:
    """A text as a timestamp in UTC. The time zone of the connection must be the declared one."""
    if config.timestamp_format:
        return f"coalesce({', '.join(by_format(form, text, config, strict) for form in config.timestamp_format)})"
    return strict_iso(text, config) if strict else iso(text, config)


def day_of(text: str, config: TableConfig) -> str:
    """The date of a text as it is written, before any time zone."""
    iso_day = f"try_cast(regexp_extract({text}, {literal(DAY)}, 1) as date)"
    days = [
        f"cast(try_strptime({text}, {literal(form.replace('%Z', name))}) as date)"
        for form in config.timestamp_format
        if form not in EPOCHS
        for name in names_for(form, config)
    ]
    return f"coalesce({', '.join([*days, iso_day])})" if config.timestamp_format else iso_day


def lacks_clock(text: str, config: TableConfig) -> str:
    """A condition: a text that is read as a moment tells a date without a time of day."""
    if not config.timestamp_format:
        return f"not contains({text}, ':')"
    lacking = {form: not tells_clock(form) for form in config.timestamp_format}
    if len(set(lacking.values())) == 1:
        return str(lacking.popitem()[1]).lower()
    tried = (
        f"when {by_format(form, text, config, strict=False)} is not null then {str(lacks).lower()}"
        for form, lacks in lacking.items()
    )
    return f"case {' '.join(tried)} else false end"


def tells_clock(form: str) -> bool:
    return form in EPOCHS or any(code in form for code in CLOCKS)


def in_utc(zoned: str) -> str:
    """A timestamp with time zone in UTC; null for years that the calendar of the zone does not have."""
    return f"try(make_timestamp(epoch_us({zoned})))"


def from_local(local: str, config: TableConfig) -> str:
    """A timestamp on the clocks of the declared time zone, in UTC. Conversions between time zones take several times
    as long as everything else."""
    return local if config.timezone == "UTC" else in_utc(f"cast({local} as timestamptz)")


def strict_iso(text: str, config: TableConfig) -> str:
    """A text in ISO 8601, with an offset, Z or nothing behind it."""
    zoned = in_utc(f"try_cast({text} as timestamptz)")
    if config.timezone == "UTC":
        has_offset = f"(contains({text}, '+') or contains(substr({text}, 11), '-'))"
        local = f"try_cast({text} as timestamp)"
        # Most times have this form, and so no offset.
        is_usual = f"{text} like '____-__-_____:__:__'"
        return f"case when {is_usual} then {local} when {has_offset} then {zoned} else {local} end"
    # DuckDB would guess what CST is.
    return f"case when {text}[-1] <= '9' or suffix({text}, 'Z') then {zoned} end"


def iso(text: str, config: TableConfig) -> str:
    """A text in ISO 8601, with an offset, Z, UTC, GMT, an Area/City, an abbreviation by which the declared zone goes on
    that day, or nothing behind it."""
    parts = f"regexp_extract({text}, {literal(ZONED)}, ['local', 'zone'])"
    local, zone = f"try_cast({parts}.local as timestamp)", f"upper({parts}.zone)"
    written = f"strftime({local}, '%Y-%m-%d %H:%M:%S.%f')"
    plain = f"case when regexp_full_match({text}, {literal(PLAIN)}) then try_cast({text} as timestamp) end"
    return f"""case
        when {zone} = '' then {from_local(plain, config)}
        when {zone} in {UNIVERSAL} then {local}
        when {zone}[1] in ('+', '-') then {in_utc(f"try_cast({written} || {parts}.zone as timestamptz)")}
        when contains({zone}, '/') then {in_utc(f"try_cast({written} || ' ' || {parts}.zone as timestamptz)")}
        {abbreviated(zone, local, config)} end"""


def abbreviated(zone: str, local: str, config: TableConfig) -> str:
    """Branches of a case for a local time with an abbreviation of the declared zone. On a day with two of them, at an
    end of summer time, the abbreviation tells the offset."""
    branches = []
    for known in abbreviations(config.timezone):
        day = f"date_trunc('day', {local})"
        is_in_force = " or ".join(
            f"epoch({moment}) - epoch(cast({moment} as timestamptz)) = {known.offset}"
            for moment in (f"cast({day} as timestamp)", f"({day} + interval '86399 seconds')")
        )
        branches.append(
            f"when {zone} = {literal(known.name)} and {day} between date '{known.first}' and date '{known.last}'"
            f" and ({is_in_force}) then {local} - to_seconds({known.offset})"
        )
    return " ".join(branches)


def names_for(form: str, config: TableConfig) -> list[str]:
    """The names that may stand for %Z in a text, since DuckDB would guess what the others mean. A format without %Z
    has one, the empty one."""
    if "%Z" not in form:
        return [""]
    return list(dict.fromkeys([*UNIVERSAL, *(known.name for known in abbreviations(config.timezone))]))


def by_format(form: str, text: str, config: TableConfig, strict: bool) -> str:
    """A text in one format as a timestamp in UTC; null where it does not fit."""
    if form in EPOCHS:
        micros = f"try_cast(try_cast({text} as decimal(28,6)) * {EPOCHS[form]} as bigint)"
        moment = f"try(make_timestamp({micros}))"
        # In seconds, twelve digits would be after the year 5000; in milliseconds, fewer would be before 1974.
        digits = "1,11" if form == "epoch_s" else "12,15"
        is_number = f"regexp_full_match({text}, '-?[0-9]{{{digits}}}([.][0-9]+)?')"
        return f"case when {is_number} and {moment} between {EARLIEST} and {LATEST} then {moment} end"
    read = []
    for name in names_for(form, config):
        moment = f"try_strptime({text}, {literal(form.replace('%Z', name))})"
        if "%z" in form:
            moment = in_utc(moment)
        elif name in UNIVERSAL:
            pass
        elif name:
            moment = f"case {abbreviated(literal(name), moment, config)} end"
        else:
            moment = from_local(moment, config)
        read.append(moment)
    moment = f"coalesce({', '.join(read)})" if len(read) > 1 else read[0]
    if "%Y" in form and not strict:  # DuckDB takes 24 for the year 24, and another format may fit
        moment = f"case when regexp_matches({text}, '[0-9]{{4}}') then {moment} end"
    return moment
