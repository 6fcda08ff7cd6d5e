"""Ids as Salesforce has them: a prefix that tells the kind of record, a number with 62 digits, and three characters
that say which letters are large."""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
INSTANCE = "5g000000"  # what stands between the prefix and the last four digits


def record_id(prefix: str, number: str) -> str:
    """An SQL expression for the id of the record of a kind (`001`: accounts) with a number from 1 on; null for none.

    Four digits, for 14 million records of a kind.
    """
    fixed = prefix + INSTANCE
    places = [f"cast({number} as bigint) // {62**power} % 62" for power in (3, 2, 1, 0)]
    digits = " || ".join(f"substr('{DIGITS}', 1 + {place}, 1)" for place in places)
    checks = "".join(CHECKS[sum(2**at * letter.isupper() for at, letter in enumerate(fixed[start : start + 5]))]
                     for start in (0, 5))  # fmt: skip
    large = " + ".join(
        f"if({place} between 10 and 35, {2**at}, 0)" for at, place in enumerate(places, start=1)
    )
    return f"'{fixed}' || {digits} || '{checks}' || substr('{CHECKS}', 1 + {large}, 1)"
