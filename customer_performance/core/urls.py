"""URLs of database servers, and the passwords in them, which nothing may show."""

import re
from urllib.parse import unquote

from customer_performance.core.errors import RunError

POSTGRES = ("postgresql", "postgres")
PART = r"(?:[^:@/?#\[\]\s%]|%[0-9A-Fa-f]{2})*"
HOST = rf"(?:\[[0-9A-Fa-f:.]+\]|{PART})(?::\d*)?"
URL = re.compile(
    rf"(?P<scheme>[a-z]+)://(?:{PART}(?::(?P<password>{PART}))?@)?{HOST}(?:,{HOST})*(?:/{PART})?"
    r"(?:\?(?P<query>(?:[^@#\s%]|%[0-9A-Fa-f]{2})*))?"
)


def secrets_of(url: str, schemes: tuple[str, ...] = POSTGRES) -> list[str]:
    """The passwords in a URL, which nothing may show. One that cannot be told apart from the rest is refused
    here, as the client library's complaint would quote it."""
    match = URL.fullmatch(url)
    if not match or match["scheme"] not in schemes:
        raise RunError(
            f"A URL such as {schemes[0]}://user@host/database is expected. In a password, write what is neither "
            "letter nor digit by its code (@ as %40, / as %2F, : as %3A, % as %25), or leave the password out and "
            f"put it into {'PGPASSWORD or ~/.pgpass' if schemes == POSTGRES else 'MYSQL_PWD'}."
        )
    found = [match["password"] or ""]
    found += [
        pair.partition("=")[2]
        for pair in (match["query"] or "").split("&")
        if "password" in pair.partition("=")[0]
    ]
    return sorted({form for text in found if text for form in (text, unquote(text))}, key=len, reverse=True)


def masked(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
