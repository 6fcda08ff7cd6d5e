"""In which of the languages that have a model a text is: English (en), Chinese in either script (zh), or another.

German is not English although both say `in`, and both have `die`: words that are common in two languages tell nothing.
"""

import re
from collections.abc import Container

ENGLISH, CHINESE, OTHER = "en", "zh", "other"
CHINESE_SHARE = 0.3  # of all letters
FOREIGN_SHARE = 0.05  # of Japanese or Korean letters, above which ideographs are no Chinese
FEW_WORDS = 4  # of which one common word is enough
IDEOGRAPHS = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
KANA_AND_HANGUL = re.compile("[\u3040-\u30ff\u1100-\u11ff\uac00-\ud7af]")
LETTERS = re.compile(r"[^\W\d_]")
LATIN_WORDS = re.compile(r"[a-zà-öø-ÿāăąćčďēęěğīłńňőœřśşšťūůűźżž]+(?:'[a-z]+)?")
FOREIGN_LETTERS = re.compile("[à-öø-ÿāăąćčďēęěğīłńňőœřśşšťūůűźżž]")


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


COMMON = listed(
    """
    am using since the and is are it's i'm i've i'll we've we're you're that's there's don't doesn't didn't can't
    won't isn't i you
    we they he's she his her its our your my me their them this that these those of to for with from by at but or if
    not have has had having been being be were would could should can may does did doing make made get got how what
    when where which who why all any some each more most than then there here now after before still again just only
    also very too much many because while about into over out up please thanks thank you hello yes it she new need
    want know see use work works working help time day
    """
)
# Of German, Dutch, French, Spanish, Portuguese, Italian, and the Nordic languages.
FOREIGN = listed(
    """
    der das und ist nicht ich sie wir ein eine einen einem mit für auf von zu den dem des im auch sich bei nach noch
    wie aber oder wenn dass wird wurde haben bin sind habe kann mir mich uns ihr ihre ihnen es zum zur sehr bitte danke
    het een van niet ik wij jullie zijn naar maar ook met voor dat wel geen bedankt
    le la les un une du et est pas je nous vous il elle ne pour dans sur avec ce cette qui que mais ou où plus merci
    bonjour mon ma mes votre notre sont
    el los las una y es no se por con para del al lo su pero como muy gracias hola mi usted ustedes está
    o os um uma da do em não na nos com mais foi obrigado
    di che non per sono ho si della grazie gli è
    och att det jag som på inte av er vi til ikke og tak tack takk
    """
) - {"no", "do", "is", "es", "me", "o", "ma", "on"}
# Words that other languages have for something else.
SHARED = listed(
    "die war no hell gross brave gift bald rat mist super gut fast arm kind art for at her has all he we is some"
    " am still"
)


def language_of(text: str, felt: Container[str]) -> str:
    """The language of a cleaned text. `felt`: the English words that have a feeling, in lower case."""
    letters = len(LETTERS.findall(text))
    if not letters or len(KANA_AND_HANGUL.findall(text)) > FOREIGN_SHARE * letters:
        return OTHER
    if len(IDEOGRAPHS.findall(text)) >= CHINESE_SHARE * letters:
        return CHINESE
    words = LATIN_WORDS.findall(text.lower())
    if not words or sum(map(len, words)) < letters / 2:
        return OTHER
    different = set(words)
    common, foreign = len((different & COMMON) - FOREIGN), len(different & FOREIGN)
    if common >= 2:
        return ENGLISH if common > foreign else OTHER
    if foreign or any(FOREIGN_LETTERS.search(word) for word in different):
        return OTHER
    tells = any(word in felt for word in different - SHARED)
    is_short = len(words) <= FEW_WORDS and bool((different & COMMON) - SHARED)
    return ENGLISH if tells or is_short else OTHER
