"""Texts on their way into SQL: whatever is in them, they come out as one value or one name."""

import re
import string

LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def folded(identifier: str) -> str:
    """As DuckDB compares names: A is a, but É is not é."""
    return identifier.translate(LOWER)


def is_writable(text: str) -> bool:
    """Whether a text can be part of a query. \\0 and halves of characters, which YAML can spell, cannot."""
    return not re.search("[\0\ud800-\udfff]", text)
