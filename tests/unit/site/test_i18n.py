"""Words in three languages, and numbers as people write them."""

import csv
import re
from datetime import date, datetime

import pytest
import yaml

from customer_performance.core.paths import PROJECT
from customer_performance.core.variables import LANGUAGES, declared_dimensions, project_variables
from customer_performance.demo.histories import CHANNELS
from customer_performance.site import i18n, sentences
from customer_performance.site.content import Content
from customer_performance.site.i18n import TEXTS, on, quantity, say, say_in, signed, span
from tests.support.metric import metric
from tests.support.page import pages_of

# What models that know reasons say by `then` besides them: outcomes of calls, states of readiness, labels of wording,
# ways to tell who is a customer.
NO_REASONS = {"abandoned", "answered", "ready", "partial", "negative", "neutral", "positive"} | {
    "subscriptions",
    "orders",
}
# What a reader of Chinese would take for something else, or finds in no other product.
WRONG_WORDS = {
    "zh-Hans": "账户 明显 时段 门口 噪声 碰巧 偶然 样本小 样本太少 还没有 收集 负责人 测量数 点选 调查 目录条目 倍数 "
    "进阶 推荐数 领域",
    "zh-Hant": "帳戶 明顯 時段 門口 雜訊 碰巧 樣本小 樣本太少 還沒有 收集 負責人 測量數 調查 目錄條目 倍數 領域 跟蹤 "
    "增長 行業 渠道 “",
}


def test_every_text_is_there_in_every_language():
    found = {
        language: yaml.safe_load((TEXTS / f"{language}.yml").read_text(encoding="utf-8"))
        for language in LANGUAGES
    }
    for language, texts in found.items():
        assert list(texts) == list(found["en"]), language
        for key, text in texts.items():
            holes = re.findall(r"{(\w+)", text)
            assert sorted(holes) == sorted(re.findall(r"{(\w+)", found["en"][key])), (language, key)
            assert text.strip()
    assert say("gap_finding", team="<b>").count("&lt;b&gt;") == 3


def test_every_column_that_explore_shows_has_a_word_in_every_language():
    """Of the facts that metrics read; no word is left of a column that is gone."""
    metrics = [
        path.read_text(encoding="utf-8") for path in (PROJECT / "models" / "marts").glob("[ck]pi/*.sql")
    ]
    facts = {name for sql in metrics for name in re.findall(r"ref\('(fct_\w+)'\)", sql)}
    shown = {"subject_id", "observed_at", "account_id", "numerator", "denominator"}
    for path in (PROJECT / "models" / "marts" / "core").rglob("fct_*.yml"):
        model = yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0]
        if model["name"] in facts:
            shown |= {model["name"], *(column["name"] for column in model["columns"])}
    dimensions = declared_dimensions(project_variables()).keys()
    known = i18n.labels()
    assert set(known) == set(LANGUAGES)
    assert len(shown) > 250
    for language, words in known.items():
        named = {name for name in shown - dimensions if name in words}
        unsaid = shown - dimensions - named
        stems = {
            name.removesuffix("_unknown_because") for name in unsaid if name.endswith("_unknown_because")
        }
        missing = {
            name for name in unsaid if name.removesuffix("_unknown_because") not in stems & words.keys()
        }
        assert missing == set(), language
        assert set(words) - named - stems == set(), language
        assert all(word.strip() for word in words.values())


@pytest.mark.parametrize("language", WRONG_WORDS)
def test_chinese_has_the_words_and_the_marks_of_the_trade(language):
    """Full-width marks beside a Chinese character, no space before a per cent sign, spans of time in figures."""
    wrong = {
        (key, found)
        for key, text in (i18n.texts()[language] | i18n.labels()[language]).items()
        for found in [word for word in WRONG_WORDS[language].split() if word in text]
        + re.findall(r"[\u4e00-\u9fff][,:;()]|[,:;()][\u4e00-\u9fff]|\d %|[十百][天个個]", text)
    }
    assert wrong == set()


# The same of metrics: a customer is no account, chance no matter of size, spans of time are written in figures, and a
# sum is no Greek letter.
WRONG_IN_METRICS = {
    "zh-Hans": r"账户|明显|转介(?!绍)|费力度评分|[一二三四五六七八九]?十[一二三四五六七八九]?天|违约"
    r"|它反映|你们|我们|产品领域|收集|Σ",
    "zh-Hant": r"帳戶|明顯|轉介(?!紹)|費力度評分|接觸解決|經常性收入|增長|跟蹤|行業|天后|迴流|[二三九]?十四?天|違約"
    r"|這項指標說明|它反映|你們|我們|產品領域|收集|Σ|門戶|隻[用算]|未紀錄|“",
}


@pytest.mark.parametrize("language", WRONG_IN_METRICS)
def test_texts_of_metrics_have_the_words_of_the_trade(language):
    paths = [
        path for family in ("cpi", "kpi") for path in (PROJECT / "models" / "marts" / family).glob("*.yml")
    ]
    assert len(paths) > 60
    wrong = []
    for path in paths:
        meta = yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0]["config"]["meta"]
        for part in ("label", "question", "formula", "explanation"):
            found = re.findall(WRONG_IN_METRICS[language], meta[part][language])
            wrong += [(path.name, part, one) for one in found]
    assert wrong == []


QUOTES = {"zh-Hans": "“([^”]*)”", "zh-Hant": "「([^」]*)」"}
# What is said of data stands in quotes, too.
NO_METRICS = {"投诉", "客訴", "没帮助", "沒幫助", "已解决", "已解決"}


@pytest.mark.parametrize("language", QUOTES)
def test_a_text_calls_a_metric_by_its_name(language):
    metas = [
        yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0]["config"]["meta"]
        for path in (PROJECT / "models" / "marts").glob("[ck]pi/*.yml")
    ]
    quoted = {name for meta in metas for name in re.findall(QUOTES[language], meta["explanation"][language])}
    assert len(quoted) > 40
    assert quoted - {meta["label"][language] for meta in metas} == NO_METRICS & quoted
    for meta in metas:
        for part in ("question", "formula", "explanation"):
            holes = {tuple(re.findall(r"{{.*?}}", meta[part][one])) for one in ("en", language)}
            assert len({frozenset(found) for found in holes}) == 1, (meta["label"]["en"], part)


@pytest.mark.slow
def test_a_further_language_is_one_file(tmp_path, monkeypatch):
    """It may leave out what English can stand in for: names of dimensions, texts of metrics, a text of the site."""
    for path in TEXTS.glob("*.yml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "de.yml").write_text('own_name: "Deutsch"\nmetric: "Kennzahl"\n', encoding="utf-8")
    monkeypatch.setattr(i18n, "TEXTS", tmp_path)
    cached = (
        i18n.texts,
        i18n.labels,
        i18n.say,
        i18n.brief,
        sentences.sentences,
        sentences.patterns,
        sentences.tell,
    )
    for one in cached:
        one.cache_clear()
    try:
        row = {f"label_{end}": end for end in ("en", "zh_hans", "zh_hant")}
        assert i18n.texts_of(row, "label")["de"] == "en"
        assert sentences.translated("The ticket.")["de"] == "The ticket."
        (tmp_path / "de").mkdir()
        (tmp_path / "de" / "columns.yml").write_text('"The ticket.": "Das Ticket."\n', encoding="utf-8")
        sentences.sentences.cache_clear()
        assert sentences.translated("The ticket.")["de"] == "Das Ticket."
        assert sentences.translated("Not that one.")["de"] == "Not that one. (not translated)"
        folder = pages_of(Content(), tmp_path)
        page = (folder / "lineage.html").read_text(encoding="utf-8")
        assert '<span lang="de">Kennzahl</span>' in page
        assert 'data-language="de"' in page
        style = (folder / "style.css").read_text(encoding="utf-8")
        assert 'html:not([lang="de"]) span[lang="de"]' in style.partition("}")[0]
        assert list(i18n.texts()) == [*LANGUAGES, "de"]
    finally:
        monkeypatch.undo()
        for one in cached:
            one.cache_clear()


def test_a_month_is_written_as_in_a_sentence():
    said = say("review_title", month=date(2025, 3, 1))
    assert '<span lang="en">Service review, <span class="day">2025-03</span></span>' in said
    assert '<span lang="zh-Hans"><span class="day">2025年3月</span>服务复盘</span>' in said


def test_days_and_times_are_written_as_in_a_sentence_of_each_language_and_not_broken():
    said = say("targets_since", day=date(2025, 3, 1))
    assert '<span lang="en">since <span class="day">2025-03-01</span></span>' in said
    assert '<span class="day">2025年3月1日</span>' in said
    told = say("as_of", time=datetime(2025, 3, 1, 9, 5))
    assert '<span class="day">2025-03-01 09:05 UTC</span>' in told
    assert '<span class="day">2025年3月1日 09:05（UTC）</span>' in told
    assert [on(date(2025, 3, 1)), on(None)] == ['<span class="day">2025-03-01</span>', "–"]


def test_a_word_of_the_data_is_translated_where_there_is_a_translation():
    assert '<span lang="zh-Hant">電話</span>' in i18n.value_word(i18n.texts(), "channel", "phone")
    assert i18n.value_word(i18n.texts(), "team", "night_shift") == "night_shift"


def test_a_seed_says_what_a_company_calls_its_own_values():
    """A language without a line has what was there before, else the value itself; an unknown language is none."""
    lines = [
        ("team", "Nachtdienst", "zh-Hans", "夜班组"),
        ("channel", "phone", "en", "hotline"),
        ("team", "Nachtdienst", "xx", "?"),
    ]
    names = ("dimension", "dimension_value", "language", "word")
    words = i18n.with_words([dict(zip(names, line, strict=True)) for line in lines])
    assert [words[language]["team_Nachtdienst"] for language in LANGUAGES] == [
        "Nachtdienst",
        "夜班组",
        "Nachtdienst",
    ]
    assert [words[language]["channel_phone"] for language in LANGUAGES] == ["hotline", "电话", "電話"]
    assert "team_Nachtdienst" not in i18n.texts()["en"]
    said = say("gap_finding", team=i18n.value_word(words, "team", "Nachtdienst"))
    assert '<span lang="zh-Hans"><span lang="en">Nachtdienst</span><span lang="zh-Hans">夜班组</span>' in said


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "", "–"),
        (55.0, "%", "55.0%"),
        (1234.0, "", "1,234"),
        (-3.456, "h", "−3.46 h"),
        (486.94, "", "486.9"),
        (36.55, "min", "36.6 min"),
    ],
)
def test_numbers_are_written_for_people(value, unit, shown):
    assert quantity(value, unit) == shown


def test_a_change_has_its_sign():
    assert [signed(2.5), signed(-2.5), signed(0.0)] == ["+2.50", "−2.50", "0"]
    assert signed(2.55, digits=1) == "+2.6"


@pytest.mark.parametrize(
    ("low", "high", "said", "shown"),
    [
        (40, 55.25, {}, "40.0–55.3"),
        (9.5, 12, {}, "9.5–12.0"),
        (3, 4, {}, "3–4"),
        (-2.5, 4, {}, "−2.50 – 4.00"),
        (40, 55, {"digits": 1}, "40.0–55.0"),
        (0.42, 12.25, {"unit": "%"}, "0.4–12.3%"),
    ],
)
def test_both_ends_of_an_interval_have_the_same_digits(low, high, said, shown):
    assert span(low, high, **said) == shown


def test_every_reason_for_which_something_is_unknown_has_a_text():
    models = [file.read_text(encoding="utf-8") for file in (PROJECT / "models").rglob("*.sql")]
    said = {
        word
        for model in models
        if "unknown_because" in model
        for word in re.findall(r"\bthen\s+'([a-z_]+)'", model)
    }
    columns = (PROJECT / "models" / "marts" / "_observation_columns.md").read_text(encoding="utf-8")
    documented = re.findall(
        r"`([a-z_]+)` \(", columns.partition("docs unknown_because")[2].partition("enddocs")[0]
    )
    assert {"not_told", "no_time_of_day"} <= said
    assert said - NO_REASONS == set(documented)
    for language in LANGUAGES:
        assert {f"unknown_{reason}" for reason in documented} <= i18n.texts()[language].keys(), language


def test_the_words_of_the_seeds_that_pages_show_have_texts():
    """What a user's own seed says beside them is shown as it is written there."""
    shown = {
        "seeds/journey_stages.csv": [("journey", "journey"), ("in_stage", "stage")],
        "seeds/demo/demo_journey_stages.csv": [("journey", "journey"), ("in_stage", "stage")],
        "seeds/health_weights.csv": [("component", "component")],
    }
    keys = set()
    for seed, columns in shown.items():
        with (PROJECT / seed).open(encoding="utf-8", newline="") as lines:
            for line in csv.DictReader(lines):
                keys |= {f"{prefix}_{line[column]}" for prefix, column in columns}
    keys |= {f"channel_{channel}" for channel in CHANNELS}
    assert {"in_stage_set up", "component_ease", "channel_wechat"} <= keys
    assert keys - i18n.texts()["en"].keys() == set()
    assert i18n.word("in_stage", "set up") != "set up"
    assert i18n.word("in_stage", "ordered_twice") == "ordered twice"


def test_readers_whose_language_a_metric_lacks_are_told_so_in_it():
    texts = dict.fromkeys(LANGUAGES, "Calm nights")
    calm = metric("cpi_calm_nights", label=texts, text_languages="en, zh-Hans")
    assert calm.untranslated == ["zh-Hant"]
    assert say_in("texts_untranslated", calm.untranslated).startswith(
        '<span lang="zh-Hant">本指標的文字沒有繁體中文版'
    )
    assert metric("cpi_calm_nights", text_languages=None).untranslated == list(LANGUAGES)


@pytest.mark.slow
def test_the_metrics_of_the_project_have_their_texts_in_all_languages():
    texts = [
        (path.stem, key, set(meta[key]))
        for path in (PROJECT / "models" / "marts").glob("[ck]pi/*.yml")
        for model in yaml.safe_load(path.read_text("utf-8"))["models"]
        for meta in [model["config"]["meta"]]
        for key in ("label", "question", "formula", "explanation")
    ]
    assert len(texts) > 200
    assert [each for each in texts if each[2] != set(LANGUAGES)] == []
