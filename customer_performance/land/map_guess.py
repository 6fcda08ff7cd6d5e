"""Guesses what the columns of an unknown export are: by their names, and by what is in them."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import yaml

from customer_performance.core.contract import Column, Table
from customer_performance.land.casts import Field
from customer_performance.land.currencies import currency_of, currency_signs, without_sign
from customer_performance.land.hints import formats_for, is_read_by
from customer_performance.land.numbers import could_be_either, shows
from customer_performance.land.source_config import is_understood, words_of

HEADERS = Path(__file__).with_name("headers.yml")
MOST_WORDS, LONGEST_WORD = 30, 40
SHORTEST_NAME = 5
# An answer on a scale, as survey tools write it: 5, or 5 - Very satisfied.
ANSWER = re.compile(r"\s*(10|[0-9])(?:\s*[-–—:=(.]?\s*[^\W\d].*)?")
# What a response may be told from others by; the first that does so for the rows looked at is taken. The time of the
# answer is empty where nobody answered, and one person may be asked about several tickets at once.
RESPONSE_KEYS = (
    ("contact_id", "responded_at"),
    ("contact_id", "sent_at"),
    ("contact_id", "ticket_id"),
    ("ticket_id", "sent_at"),
    ("ticket_id", "responded_at"),
)
MOST_TWICE = 0.02  # of the rows: some exports have a row twice
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass
class Guess:
    """What a file may be. `required`: columns of ours that nothing was found for; `unknown`: words that mean nothing
    to us yet, by column of ours; `response_key`: headers that tell the rows of a survey apart; `has_emails`: its
    contact_id is an e-mail address."""

    table: Table
    columns: dict[str, str]  # their header: our column
    required: list[str]
    formats: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    decimal: str | None = None
    is_ambiguous: bool = False
    currency: str | None = None
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    response_key: list[str] = field(default_factory=list)
    has_emails: bool = False


def plain_name(header: str) -> str:
    """A header without case, accents, blanks and signs."""
    apart = unicodedata.normalize("NFKD", header.casefold())
    return re.sub(r"[\W_]+", "", "".join(each for each in apart if not unicodedata.combining(each)))


@cache
def known_names() -> dict:
    return yaml.load(HEADERS.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # "no" is a text


def names_for(column: Column, table: Table) -> set[str]:
    """What a column of a table may be called."""
    known = known_names()
    names = {column.name, *known["columns"].get(column.name, [])}
    if column.name == table.key:
        whose = [table.name.removesuffix("s"), *known["tables"].get(table.name, [])]
        keys = known["keys"]
        names |= {*keys, *whose, *(f"{each} {key}" for each in whose for key in keys)}
        names |= {
            f"{key} {of}{each}" for each in whose for key in keys for of in ("", "de ", "du ", "de la ")
        }
        names |= {f"{each}{plural}nummer" for each in whose for plural in ("", "s")}
    return set(map(plain_name, names))


def columns_for(headers: list[str], table: Table) -> dict[str, str]:
    """{their header: our column} for a table; each column of ours once. What is called exactly so goes first, and what
    only has the name among its words last."""
    found: dict[str, str] = {}
    plain = {header: plain_name(header) for header in headers if header}
    for step in ("ours", "known", "among others"):
        for column in table.columns:
            names = {plain_name(column.name)} if step == "ours" else names_for(column, table)
            for header, name in plain.items():
                is_it = name in names
                if step == "among others":
                    is_it = column.name != table.key and has_among_its_words(header, names)
                if is_it and header not in found and column.name not in found.values():
                    found[header] = column.name
    return found


def has_among_its_words(header: str, names: set[str]) -> bool:
    """Whether some words of a header, one after another, are one of the names. A short one says too little."""
    words = [plain_name(word) for word in re.split(r"[\W_]+", header)]
    return any(
        len(name := "".join(words[start:end])) >= SHORTEST_NAME and name in names
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )


def table_for(name: str, headers: list[str], tables: dict[str, Table]) -> tuple[Table, dict[str, str]] | None:
    """The table that a file is most like, and its columns; None where it is like none."""
    best: tuple[float, Table, dict[str, str]] | None = None
    for table in tables.values():
        columns = columns_for(headers, table)
        is_named = any(
            plain_name(part) in plain_name(name)
            for part in [table.name, *known_names()["tables"].get(table.name, [])]
        )
        share = sum(column in table.required for column in columns.values()) / max(1, len(table.required))
        score = len(columns) + 3 * share + 4 * is_named
        if len(columns) >= 2 and (best is None or score > best[0]):
            best = score, table, columns
    return best and best[1:]


def guess(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    headers: list[str],
    rows: list[list[str | None]],
    tables: dict[str, Table],
) -> Guess | None:
    """What a file may be, by its name, its headers and some of its rows; None where it is like no table."""
    found = table_for(name, headers, tables)
    if not found:
        return None
    table, columns = found
    for header, target in list(columns.items()):
        keys = [row[headers.index(header)] for row in rows]
        if target == table.key and len(set(keys)) < len(keys) / 2:
            del columns[header]  # such as the name of the survey
    add_by_contents(connection, headers, rows, table, columns)
    lacking = [column for column in table.required if column not in columns.values()]
    made = Guess(table, columns, lacking)
    made.response_key = response_key(headers, rows, columns)
    ours = {column.name: column for column in table.columns}
    for header, target in columns.items():
        at = headers.index(header)
        texts = sorted({text.strip() for row in rows if (text := row[at]) and text.strip()})
        column = ours[target]
        each = Field(at, "varchar", column)
        if target == "contact_id":
            made.has_emails = bool(texts) and all(map(EMAIL.fullmatch, texts))
        if each.is_time and texts:
            add_formats(connection, texts, made)
        elif target == "score" and texts and all(map(ANSWER.fullmatch, texts)):
            answers = {text: match[1] for text in texts if (match := ANSWER.fullmatch(text))}
            made.values |= {target: answers} if set(answers) != set(answers.values()) else {}
        elif each.is_number and texts:
            add_decimal(connection, texts, made)
            add_currency(connection, texts, made)
        elif column.type == "boolean" or words_of(column):
            add_words(texts, column, made)
    return made


def response_key(headers: list[str], rows: list[list[str | None]], columns: dict[str, str]) -> list[str]:
    """The headers of the first key that tells the rows apart; none where no key does."""
    theirs = {ours: header for header, ours in columns.items()}
    for key in RESPONSE_KEYS:
        if not theirs.keys() >= set(key):
            continue
        positions = [headers.index(theirs[each]) for each in key]
        told = [tuple(row[at] for at in positions) for row in rows]
        if all(all(each) for each in told) and len(set(told)) >= (1 - MOST_TWICE) * len(told):
            return [theirs[each] for each in key]
    return []


def add_by_contents(
    connection: duckdb.DuckDBPyConnection,
    headers: list[str],
    rows: list[list[str | None]],
    table: Table,
    columns: dict[str, str],
) -> None:
    """Take the first column of times for the time that a table lives by, and the only one of answers on a scale for the
    score, where no name says which they are."""
    rest = {
        header: sorted({text.strip() for row in rows if (text := row[at]) and text.strip()})[:MOST_WORDS]
        for at, header in enumerate(headers)
        if header and header not in columns
    }
    ours = {column.name: column for column in table.columns}
    times = [
        name for name in (*table.required, "responded_at") if name in ours and ours[name].type == "timestamp"
    ]
    for target in (name for name in times if name not in columns.values()):
        found = next(
            (header for header, texts in rest.items() if texts and are_times(connection, texts)), None
        )
        if found:
            columns[found] = target
            del rest[found]
    answers = [header for header, texts in rest.items() if texts and all(map(ANSWER.fullmatch, texts))]
    if "score" in ours and "score" not in columns.values() and len(answers) == 1:
        columns[answers[0]] = "score"


def are_times(connection: duckdb.DuckDBPyConnection, texts: list[str]) -> bool:
    """Whether all texts are times, as ISO 8601 or another format writes them."""
    query = "select list_filter(?, lambda text: try_cast(text as timestamptz) is null)"
    (odd,) = connection.execute(query, [texts]).fetchone() or ([],)
    forms = " or ".join(is_read_by(each[0]) for each in formats_for(connection, odd)) if odd else "true"
    read = f"select bool_and(coalesce({forms or 'false'}, false)) from (select unnest(?) as text)"
    return not odd or connection.execute(read, [odd]).fetchone() == (True,)


def add_formats(connection: duckdb.DuckDBPyConnection, texts: list[str], made: Guess) -> None:
    unread_now = "coalesce(try_cast(text as timestamptz) < timestamptz '1900-01-01', true)"
    query = f"select text from (select unnest(?) as text) where {unread_now}"
    unread = [text for (text,) in connection.execute(query, [texts]).fetchall()]
    for best, *others in formats_for(connection, unread) if unread else ():
        if best not in made.formats:
            made.formats.append(best)
            made.alternatives += others
    if made.formats and len(unread) < len(texts):
        made.formats += [form for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d") if form not in made.formats]


def add_decimal(connection: duckdb.DuckDBPyConnection, texts: list[str], made: Guess) -> None:
    asked = ", ".join(
        f"bool_or({expression})"
        for expression in (shows("text", "."), shows("text", ","), could_be_either("text"))
    )
    point, comma, either = connection.execute(
        f"select {asked} from (select {without_sign('sought')} as text from (select unnest(?) as sought))",
        [texts],
    ).fetchone() or (0, 0, 0)
    if point != comma:
        made.decimal = "." if point else ","
    made.is_ambiguous |= bool(either) and not point and not comma


def add_currency(connection: duckdb.DuckDBPyConnection, texts: list[str], made: Guess) -> None:
    """The currency that the signs in amounts stand for, where no column tells it."""
    if "currency" in made.columns.values() or not any(each.name == "currency" for each in made.table.columns):
        return
    query = f"select distinct unnest({currency_signs('text')}) from (select unnest(?) as text)"
    found = {currency_of(sign) for (sign,) in connection.execute(query, [texts]).fetchall()}
    if len(found) == 1:
        made.currency = found.pop()


def add_words(texts: list[str], column: Column, made: Guess) -> None:
    unknown = [text for text in texts if not is_understood(text, column)]
    if len(unknown) > MOST_WORDS or any(len(text) > LONGEST_WORD for text in unknown):
        return
    theirs = {plain_name(each): ours for ours, words in known_names()["words"].items() for each in words}
    for text in unknown:
        ours = theirs.get(plain_name(text))
        if ours and is_understood(ours, column):
            made.values.setdefault(column.name, {})[text] = ours
        else:
            made.unknown.setdefault(column.name, []).append(text)
