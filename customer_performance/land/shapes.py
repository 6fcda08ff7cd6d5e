"""The shape of a value: what can be told of it without telling the value."""

from customer_performance.core.sql import literal

LONGEST = 40


def shape_of(text: str) -> str:
    """An SQL expression: each digit of a text as 9, each letter as a (of more than three in a row only three), and
    signs as they are, as in 99.99.9999 99:99."""
    shape = f"substr({text}, 1, {LONGEST * 2})"
    for found, sign in (
        (r"\p{Nd}", "9"),
        (r"[\p{L}\p{M}]", "a"),
        (r"[^\x20-\x7e]", "?"),
        ("a{4,}", "aaa…"),
        ("9{21,}", "9" * 20 + "…"),
    ):
        shape = f"regexp_replace({shape}, {literal(found)}, {literal(sign)}, 'g')"
    return f"substr({shape}, 1, {LONGEST})"
