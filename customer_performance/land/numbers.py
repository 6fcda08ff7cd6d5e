"""SQL that reads numbers in texts, by the sign that stands before their decimals."""

import re

from customer_performance.core.sql import literal

# Signs that can stand between groups of three digits, besides the other one of point and comma.
GROUPING = (" ", "\u00a0", "\u202f", "'", "\u2019")
# It may be a thousand and something, or a number with three decimals.
EITHER = r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}"


def other(sign: str) -> str:
    return "," if sign == "." else "."


def could_be_either(text: str) -> str:
    """A condition: a text has one separator, of which nobody can tell whether it is for decimals or thousands."""
    return f"(({text} like '%.___' or {text} like '%,___') and regexp_full_match({text}, {literal(EITHER)}))"


def shows(text: str, sign: str) -> str:
    """A condition: a text can only be a number in which the sign is that of decimals."""
    mark, thousands = f"[{sign}]", f"[{other(sign)}]"
    single = rf"[+-]?[0-9]*{mark}[0-9]+"
    groups = rf"[+-]?[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})"
    grouped = rf"{groups}+{mark}[0-9]*|{groups}{{2,}}"
    return (
        f"(regexp_full_match({text}, {literal(grouped)})"
        f" or regexp_full_match({text}, {literal(single)}) and not regexp_full_match({text}, {literal(EITHER)}))"
    )


def plain(text: str, sign: str) -> str:
    """A number in a text as DuckDB writes it: a point before the decimals and nothing between the thousands. Null where
    the text is no number in which the sign is that of decimals."""
    groups = "|".join(f"(?:{each}[0-9]{{3}})+" for each in (f"[{other(sign)}]", *GROUPING))
    form = rf"\s*[+-]?(?:[0-9]{{1,3}}(?:{groups})|[0-9]+)?(?:[{sign}][0-9]*)?\s*"
    digits = f"regexp_replace({text}, {literal(f'[^0-9{sign}+-]')}, '', 'g')"
    return f"case when regexp_full_match({text}, {literal(form)}) then replace({digits}, {literal(sign)}, '.') end"


def has_further_decimals(number: str, scale: int) -> str:
    """A condition: a number as DuckDB writes it has more decimals than its type, and they are not 0."""
    return f"regexp_matches({number}, {literal(rf'[.][0-9]{{{scale}}}[0-9]*[1-9]')})"


def python_shows(text: str, sign: str) -> bool:
    """As `shows`, for one text, and only for the simplest form."""
    return bool(re.fullmatch(rf"[+-]?[0-9]*[{sign}][0-9]+", text)) and not re.fullmatch(EITHER, text)
