"""What somebody may have meant who wrote a name that is not there."""

import difflib
from collections.abc import Iterable


def meant(word: str, known: Iterable[str]) -> str:
    """What to say behind a word: which of the known names it is most like, or nothing where it is like none."""
    names = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), names, n=1)
    return f" (did you mean {names[close[0]]!r}?)" if close else ""
