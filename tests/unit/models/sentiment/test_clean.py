"""What of a message are its author's own words, and in which language they are."""

import pytest

from customer_performance.models.sentiment.clean import cleaned
from customer_performance.models.sentiment.language import language_of
from customer_performance.models.sentiment.score import own_words, scores, vader
from tests.support.sentiment import support_sentences

NONE = own_words({})


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("It is broken.\n\n> This is terrible\n> and awful", "It is broken."),
        ("Thanks!\n\nOn Mon, 3 Nov 2025 at 10:12, Support <help@acme.test> wrote:\nWe hate it", "Thanks!"),
        ("Danke\n\nAm 03.11.2025 um 10:12 schrieb Support:\nfurchtbar", "Danke"),
        ("好的\n\n在 2025年11月3日，客服 写道：\n太糟糕了", "好的"),
        ("Fine now\n-----Original Message-----\nFrom: a\nterrible", "Fine now"),
        ("Fine now\nFrom: Ann\nSent: Monday\nTo: Bo\nterrible", "Fine now"),
        ("好了\n发件人： 小李\n发送时间： 周一\n很差", "好了"),
        ("It fails.\n\nBest regards,\nJoy Happy\nAcme Wonderful Ltd", "It fails."),
        ("It fails.\n-- \nJoy Happy", "It fails."),
        ("打不开\n\n此致\n敬礼\n王快乐", "打不开"),
        ("It fails.\nSent from my iPhone", "It fails."),
        ("See https://acme.test/great-love and tell joy@happy.test or @joy", "See and tell or"),
        ("Order AB-4711 of 2025-11-03 failed with ERR_BAD_LOVE 0x80070005", "Order of failed with"),
        ("It says `terrible.crash()` here\n```\nawful = 1\n```\nok?", "It says here\nok?"),
        ("Look:\n2025-11-03 10:12:01 ERROR great failure\n    at com.acme.Love.hate(Love.java:7)\nwhy?", "Look:\nwhy?"),
        ("Best regards,\nJoy", ""),
        # sentences of people, although programs have such words as well
        ("Return it to me (please).", "Return it to me (please)."),
        ("Let me know (soon); we import tea from China.", "Let me know (soon); we import tea from China."),
        ("From Monday on we are closed.", "From Monday on we are closed."),
        ("Error: I cannot log in", "Error: I cannot log in"),
    ],
)  # fmt: skip
def test_only_the_authors_own_words_are_read(text, kept):
    assert cleaned(text) == kept


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "other"),
        ("   \n\t ", "other"),
        ("😀😡👍❤️", "other"),
        (":-) !!! ???", "other"),
        ("4711", "other"),
        ("ERR-4711 0x8007 ABC_DEF", "other"),
        ("for (int i = 0; i < n; i++) { love(i); }", "other"),
        ("def hate(self):\n    return self.love", "other"),
        ("SELECT * FROM terrible WHERE great = 1", "other"),
        ('{"status": "failed", "error": "bad"}', "other"),
        ("> This is terrible and I hate it", "other"),
        ("-- \nBest wishes from Joy", "other"),
        ("Das ist wirklich schlecht, ich bin sehr enttäuscht.", "other"),
        ("Die Rechnung war in so einem Fall falsch, will man das so?", "other"),
        ("Super, danke!", "other"),
        ("Der Service ist gut, aber die Hotline war no help.", "other"),
        ("C'est terrible, je ne suis pas content du tout.", "other"),
        ("El servicio es terrible y nadie me ayuda.", "other"),
        ("Il servizio non è buono, sono molto deluso.", "other"),
        ("とても残念です。もう使いません。", "other"),
        ("정말 실망했습니다.", "other"),
        ("Очень плохо, верните деньги.", "other"),
        ("Zu teuer", "other"),
        ("Terrible!", "en"),
        ("too expensive", "en"),
        ("closed down", "other"),
        ("Thank you", "en"),
        ("The export stops half way, can you look?", "en"),
        ("Our German office writes: die Rechnung. It is wrong and we are not happy with it.", "en"),
        ("很满意", "zh"),
        ("登录 ERP 后显示 error，请看一下", "zh"),
        ("請問 API 文件在哪裡？", "zh"),
    ],
)
def test_other_languages_code_and_signs_have_no_language_that_is_scored(text, language):
    assert language_of(cleaned(text), vader().lexicon) == language
    (said,), (sentiment,) = scores([text], NONE)
    assert said == language
    assert (sentiment != sentiment) == (language == "other")  # NaN is unlike itself


def test_the_languages_of_two_hundred_sentences():
    rows = support_sentences()
    languages, _ = scores([row["text"] for row in rows], NONE)
    assert languages == [row["script"][:2] for row in rows]
