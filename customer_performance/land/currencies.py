"""SQL for amounts with the sign of a currency, such as $1,234.50, 1.234,50 € or CHF 12.-: it is taken off where it is a
sign of the row's own currency, and no other is."""

from customer_performance.core.sql import literal

# Signs beside the code itself, as people and programs write them. Of those that several currencies share, each has it.
SIGNS = {
    "USD": ("$", "US$", "U$", "US $"),
    "EUR": ("€", "Euro"),
    "GBP": ("£",),
    "CHF": ("Fr.", "Fr", "SFr.", "SFr"),
    "JPY": ("¥", "￥", "円", "JP¥"),
    "CNY": ("¥", "￥", "元", "CN¥", "RMB"),
    "HKD": ("$", "HK$"),
    "TWD": ("$", "NT$"),
    "SGD": ("$", "S$"),
    "CAD": ("$", "CA$", "C$"),
    "AUD": ("$", "AU$", "A$"),
    "NZD": ("$", "NZ$"),
    "MXN": ("$", "MX$"),
    "BRL": ("R$",),
    "INR": ("₹", "Rs.", "Rs"),
    "KRW": ("₩",),
    "SEK": ("kr", "kr."),
    "NOK": ("kr", "kr."),
    "DKK": ("kr", "kr."),
    "PLN": ("zł",),
    "CZK": ("Kč",),
    "ILS": ("₪",),
    "TRY": ("₺",),
}
NUMBER = r"[0-9](?:[0-9.,'’\s\x{a0}\x{202f}]*[0-9])?[.,]?"
SIGN = r"[^0-9.,+\-'’\s\x{a0}\x{202f}](?:[^0-9,+\-'’]{0,3}[^0-9,+\-'’\s\x{a0}\x{202f}])?"
BLANK = r"[\s\x{a0}\x{202f}]*"
# A sign on one side or the other, the minus before or behind it, and what stands for no cents in 12.- or 12,--.
PARTS = rf"{BLANK}([+-]?){BLANK}({SIGN})?{BLANK}([+-]?){BLANK}({NUMBER}?)(?:[.,][-–—]{{1,2}})?{BLANK}({SIGN})?{BLANK}"
NAMES = ("first", "before", "second", "number", "behind")


def parts_of(text: str) -> str:
    return f"regexp_extract({text}, {literal(f'^{PARTS}$')}, {list(NAMES)})"


def without_sign(text: str, currency: str | None = None) -> str:
    """An amount without the sign of its currency: of any, where none is given as SQL. A text that has another sign, or
    none, stays as it is."""
    parts = parts_of(text)
    is_own = (
        "true"
        if currency is None
        else " and ".join(is_sign_of(f"{parts}.{at}", currency) for at in NAMES[1::3])
    )
    has_more = (
        rf"regexp_matches({text}, '[^0-9.,\s]')"  # most texts are only numbers, for which this is quick
    )
    return (
        f"case when {has_more} and {parts}.number <> '' and {is_own}"
        f" then {parts}.first || {parts}.second || {parts}.number else {text} end"
    )


def is_sign_of(sign: str, currency: str) -> str:
    pairs = ", ".join(literal(f"{code} {each}") for code, signs in SIGNS.items() for each in signs)
    own = f"upper(trim({currency}))"
    return f"({sign} = '' or upper({sign}) = {own} or {own} || ' ' || {sign} in ({pairs}))"


def currency_signs(text: str) -> str:
    """The signs of currencies in an amount, as a list."""
    parts = parts_of(text)
    return f"list_filter([{parts}.before, {parts}.behind], lambda sign: sign <> '')"


def currency_of(sign: str) -> str | None:
    """The currency that a sign most often stands for."""
    known = (code for code, signs in SIGNS.items() if sign in signs or sign.upper() == code)
    return next(known, None)
