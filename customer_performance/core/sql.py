"""Texts on their way into SQL: whatever is in them, they come out as one value or one name."""

import string

LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def folded(identifier: str) -> str:
    """As DuckDB compares names: A is a, but É is not é."""
    return identifier.translate(LOWER)
