"""The site as files: whole links, true numbers, three languages, nothing from elsewhere, not too large."""

import json
import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from urllib.parse import unquote

import duckdb
import pytest
import yaml

from customer_performance.core.paths import Layout
from customer_performance.site import drill_down
from customer_performance.site.changes import adjusted, clear_changes, p_value
from customer_performance.site.content import Books
from customer_performance.site.i18n import LANGUAGES, TEXTS, quantity, say, signed
from customer_performance.site.pages import filled, gap_of, next_period, origins, write_pages
from customer_performance.site.review import LONGEST_CARD, review, urgency
from customer_performance.site.third_party import (
    POLICY,
    keep_to_itself,
    pack,
    unpack,
    without_the_web,
    write_columns,
)
from tests.support.demo import OUT, needed

SITE = Layout(OUT).site
MEBIBYTE = 1 << 20
NOTHING = (
    "gap",
    "ladder",
    "inputs",
    "losses",
    "feedback",
    "writing",
    "exceptions",
    "landed",
    "rejected",
    "expected",
    "runs",
)
OF_OTHERS = ("docs/index.html", "lineage/index.html")


class Page(HTMLParser):
    """The ids, links and loaded resources of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.ids, self.links, self.loaded, self.policies = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif "src" in found or (tag == "link" and "href" in found):
            self.loaded.append(found.get("src") or found["href"])
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(found["content"])


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    needed(SITE / "index.html")
    return {
        str(path.relative_to(SITE)): Page(path.read_text(encoding="utf-8")) for path in SITE.rglob("*.html")
    }


@pytest.fixture(scope="module")
def published() -> duckdb.DuckDBPyConnection:
    path = needed(OUT / "published" / "warehouse.duckdb")
    with duckdb.connect(str(path.resolve()), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def latest(published) -> dict[str, tuple]:
    """The value, bounds and subjects of the last complete month."""
    found = published.execute(
        """
        select metric_id, value, ci_low, ci_high, subjects from marts.metric_values
        where grain = 'month' and dimension = 'all' and is_complete
        qualify period_start = max(period_start) over (partition by metric_id)
        """
    ).fetchall()
    return {metric_id: rest for metric_id, *rest in found}


def says(shown: str, value: float | None) -> bool:
    """Whether a figure as shown is the value, rounded to the digits shown."""
    if value is None:
        return shown == "–"
    digits = shown.replace("−", "-").replace(",", "").replace("%", "").strip()
    return abs(float(digits) - value) <= 0.5000001 * 10 ** -len(digits.partition(".")[2])


def test_the_site_has_a_page_for_every_metric(pages, published):
    metrics = {name for (name,) in published.execute("select metric_id from marts.metric_catalog").fetchall()}
    assert len(metrics) > 60
    assert {f"metrics/{name}.html" for name in metrics} <= set(pages)
    assert {"index.html", "readiness.html", "lineage.html", "quality/index.html", "docs/index.html"} <= set(
        pages
    )


def test_no_link_of_the_site_is_dead(pages):
    dead = []
    for name, page in pages.items():
        for link in page.links + page.loaded:
            path, _, fragment = link.partition("#")
            if link.startswith("data:"):
                continue
            target = (SITE / name).parent / unquote(path.partition("?")[0]) if path else SITE / name
            if not target.is_file():
                dead.append((name, link))
            elif fragment and "=" not in fragment and not fragment.startswith("!"):
                there = pages[str(target.resolve().relative_to(SITE.resolve()))]
                if fragment not in there.ids:
                    dead.append((name, link))
    assert dead == []


def test_every_cell_that_a_link_opens_is_there(pages):
    for name, page in pages.items():
        for link in page.links:
            path, _, fragment = link.partition("#")
            if not fragment.startswith("at="):
                continue
            asked = dict(part.split("=", 1) for part in unquote(fragment.replace("+", " ")).split("&"))
            target = (path or name).rpartition("/")[2].removesuffix(".html")
            cells = window(SITE / "data" / f"{target}.js")["grains"][asked["grain"]]
            days = [cell[0] for cell in cells[asked["dimension"]][asked["value"]]]
            assert asked["period"] in days, (name, link)


def window(path) -> dict:
    return json.loads(path.read_text(encoding="utf-8").partition(" = ")[2].rstrip(";\n"))


def test_every_page_is_told_to_load_nothing_from_elsewhere(pages):
    assert [name for name, page in pages.items() if POLICY not in page.policies] == []
    assert [link for page in pages.values() for link in page.loaded if re.match(r"(https?:)?//", link)] == []
    for path in SITE.rglob("*.css"):
        assert not re.search(r"@import|url\((?!['\"]?data:)", path.read_text(encoding="utf-8"))
    for name in OF_OTHERS:
        if name in pages:
            assert POLICY in Page(unpack((SITE / name).read_text(encoding="utf-8"))).policies[:1]


def test_ids_are_unique_on_each_page(pages):
    twice = {
        name: [one for one, count in Counter(page.ids).items() if count > 1] for name, page in pages.items()
    }
    assert {
        name: ids for name, ids in twice.items() if ids and "raw." not in name and "marts." not in name
    } == {}


def test_the_site_of_the_demo_company_is_not_too_large(pages):
    assert sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file()) < 15 * MEBIBYTE


def test_the_overview_shows_the_values_of_the_last_complete_month(latest):
    index = needed(SITE / "index.html").read_text(encoding="utf-8")
    shown = re.findall(r'<tr data-metric="(\w+)">.*?<span class="value">([^<]*)</span>', index, re.DOTALL)
    assert {name for name, _ in shown} == set(latest)
    assert [(name, figure) for name, figure in shown if not says(figure, latest[name][0])] == []


def test_the_service_review_holds_what_has_a_target_against_it(latest, published):
    page = needed(SITE / "review.html").read_text(encoding="utf-8")
    shown = re.findall(r'<tr data-metric="(\w+)">.*?<span class="value">([^<]*)</span>', page, re.DOTALL)
    statuses = published.execute(
        """
        select metric_id, target_status from marts.metric_values
        where grain = 'month' and dimension = 'all' and target is not null
            and period_start = (select max(month_start_on) from marts.delivery_gap where is_complete)
        """
    ).fetchall()
    assert {name for name, _ in shown} >= {name for name, _ in statuses}
    assert [(name, figure) for name, figure in shown if not says(figure, latest[name][0])] == []
    met = sum(status == "met" for _, status in statuses)
    assert f"{met} of {len(statuses)} targets met" in page


def test_the_service_review_puts_first_what_is_clearly_missed():
    def metric(name, status, is_clear, period=date(2025, 3, 1)):
        row = {"target_status": status, "target_is_clear": is_clear, "period_start": period}
        row["target"] = None if status == "no_target" else 1
        return {"metric_id": name, "label_en": name, "family": "cpi", "latest": row}

    found = [
        metric("a", "met", True),
        metric("b", "no_target", None),
        metric("c", "missed", False),
        metric("d", "missed", True),
        metric("e", "met", False),
        metric("f", "missed", True, period=date(2025, 2, 1)),
        metric("g", "no_target", None),
    ]
    assert [one["metric_id"] for one in sorted(found, key=urgency)] == ["d", "f", "c", "e", "a", "b", "g"]
    books = Books(
        **{name: [] for name in NOTHING}, as_of=None, metrics={}, past={}, conditions={},
        variables={"reporting_currency": "EUR"},
        changes=[{"metric_id": "g", "period_start": date(2025, 3, 1)}],
    )  # fmt: skip
    seen = {"headlines": {"cpi": found, "kpi": []}, "month": date(2025, 3, 1), "gap": [], "gap_measures": {}}
    page = review(books, seen | {"quality": {}})
    assert [one["metric_id"] for one in page["cards"]["cpi"]] == ["d", "c", "e", "a", "g"]
    assert (page["met"], page["held"], page["clearly_missed"], page["left_out"]) == (2, 4, 1, 0)
    many = {"cpi": [metric(str(number), "met", True) for number in range(12)], "kpi": []}
    page = review(books, seen | {"headlines": many, "quality": {}})
    assert (len(page["cards"]["cpi"]), page["left_out"]) == (LONGEST_CARD, 12 - LONGEST_CARD)


def test_a_metric_page_shows_its_value_and_interval(latest):
    for name, (value, low, high, subjects) in latest.items():
        page = needed(SITE / "metrics" / f"{name}.html").read_text(encoding="utf-8")
        facts = page[page.index('id="latest"') : page.index("</dl>")]
        assert says(re.search(r'<span class="value">([^<]*)</span>', facts)[1], value), name
        interval = re.search(r'<span class="interval">([^<]*) – ([^<]*)</span>', facts)
        assert bool(interval) == (low is not None and high is not None)
        if interval:
            assert says(interval[1], low), name
            assert says(interval[2], high), name
        assert f"{subjects:,}" in facts


def test_the_query_of_a_cell_gives_the_rows_behind_its_number(published):
    """For every metric and dimension, the largest cell of a month; and a day, a week and a quarter."""
    cells = published.execute(
        """
        select
            cells.metric_id, catalog.aggregation, cells.grain, cells.period_start, cells.dimension,
            cells.dimension_value, cells.numerator, cells.value, cells.subjects
        from marts.metric_values as cells
        inner join marts.metric_catalog as catalog on cells.metric_id = catalog.metric_id
        qualify row_number() over (
            partition by cells.metric_id, cells.grain, cells.dimension
            order by cells.subjects desc, cells.period_start desc, cells.dimension_value
        ) = 1 and (cells.grain = 'month' or cells.dimension = 'all')
        """
    ).fetchall()
    conditions = window(SITE / "cuts.js")
    wrong, seen = [], Counter()
    for metric_id, aggregation, grain, start, dimension, value, numerator, shown, subjects in cells:
        template = window(SITE / "data" / f"{metric_id}.js")["query"]
        condition = "" if dimension == "all" else conditions[dimension][value]
        rows = filled(template, grain, start, condition).rstrip().rstrip(";")
        total, count, distinct = published.execute(
            f"select sum(numerator), count(*), count(distinct subject_id) from ({rows})"
        ).fetchone()
        found, expected = (distinct, shown) if aggregation == "distinct" else (total, numerator)
        if aggregation not in ("balance", "distinct") and count != subjects:
            wrong.append((metric_id, grain, dimension, value, count, subjects))
        if expected is not None and found != pytest.approx(expected):
            wrong.append((metric_id, grain, dimension, value, found, expected))
        seen[dimension] += 1
    assert wrong == []
    assert seen["team"] > 30
    assert seen["segment"] > 30


def test_a_value_with_a_quote_cannot_leave_its_query():
    assert drill_down.conditions({"channel": ["o'clock"]}, []) == {
        "channel": {"o'clock": "\n    and observations.channel = 'o''clock'"}
    }


def test_teams_and_leads_are_found_by_the_name_that_a_cut_bears():
    teams = [
        {"team_id": "1", "team_name": "Same", "lead_agent_id": "x", "lead_name": None},
        {"team_id": "2", "team_name": "Same", "lead_agent_id": "x", "lead_name": None},
        {"team_id": "3", "team_name": None, "lead_agent_id": None, "lead_name": None},
    ]
    assert drill_down.readable(teams, "team_id", "team_name") == {"Same (1)": "1", "Same (2)": "2", "3": "3"}
    assert drill_down.readable(teams, "lead_agent_id", "lead_name") == {"x": "x"}


def change(value, previous, half=1.0, significant=None):
    return {
        "metric_id": f"{value}",
        "value": value,
        "previous_value": previous,
        "change": value - previous,
        "ci_low": value - half,
        "ci_high": value + half,
        "previous_low": previous - half,
        "previous_high": previous + half,
        "change_is_significant": abs(value - previous) > half * 2**0.5
        if significant is None
        else significant,
    }


def test_a_change_is_below_five_percent_exactly_where_it_is_significant(published):
    found = published.execute(
        """
        select now.metric_id, now.value, now.previous_value, now.change, now.ci_low, now.ci_high,
            before.ci_low as previous_low, before.ci_high as previous_high, now.change_is_significant
        from marts.metric_values as now
        inner join marts.metric_values as before
            on now.metric_id = before.metric_id and now.grain = before.grain
            and now.dimension = before.dimension and now.dimension_value = before.dimension_value
            and now.period_start = before.period_start + interval '1' month
        where now.grain = 'month' and now.change_is_significant is not null
        """
    )
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert len({row["change_is_significant"] for row in rows}) == 2
    assert [row for row in rows if (p_value(row) < 0.05) != row["change_is_significant"]] == []


def test_many_changes_are_corrected_for_being_many():
    """Of two changes that each look significant, one is left when forty others are looked at as well."""
    noise = [change(50 + step / 100, 50) for step in range(40)]
    clear, doubtful, unknown = (
        change(60, 50),
        change(51.5, 50),
        change(70, 50) | {"change_is_significant": None},
    )
    assert doubtful["change_is_significant"]
    kept, count = clear_changes([*noise, doubtful, clear, unknown])
    assert ([row["value"] for row in kept], count) == ([60], 42)
    assert [row["value"] for row in clear_changes([doubtful, clear])[0]] == [60, 51.5]
    assert clear_changes([]) == ([], 0)


def test_the_correction_is_benjamini_and_hochbergs():
    from scipy.stats import false_discovery_control

    for p_values in ([0.01, 0.04, 0.03, 0.8, 0.04], [0.5], [1e-9, 1.0, 0.02, 0.02]):
        assert adjusted(p_values) == pytest.approx(list(false_discovery_control(p_values)))


def test_every_text_is_there_in_every_language():
    found = {
        language: yaml.safe_load((TEXTS / f"{language}.yml").read_text(encoding="utf-8"))
        for language in LANGUAGES
    }
    for language, texts in found.items():
        assert list(texts) == list(found["en"]), language
        for key, text in texts.items():
            holes = re.findall(r"{\w+}", text)
            assert sorted(holes) == sorted(re.findall(r"{\w+}", found["en"][key])), (language, key)
            assert text.strip()
    assert say("gap_finding", team="<b>").count("&lt;b&gt;") == 3


def test_the_watermelon_comes_first_and_one_clear_complaint_decides():
    def team(name, quadrant, satisfaction, ease, is_latest=True):
        return {
            "dimension_value": name,
            "quadrant": quadrant,
            "satisfaction_verdict": satisfaction,
            "ease_verdict": ease,
            "is_latest": is_latest,
        }

    rows = [
        team("a", "healthy", "above", "unclear"),
        team("b", "healthy", "above", "above", is_latest=False),
        team("b", "watermelon", "above", "below"),
    ]
    assert [
        (row["dimension_value"], row["customer_verdict"], len(row["history"])) for row in gap_of(rows)
    ] == [
        ("b", "below", 2),
        ("a", "above", 1),
    ]


def test_a_column_is_traced_to_raw_through_what_is_between():
    columns = {
        "model.x.mart": {"rate": [{"dbt_node": "model.x.fact", "column": "is_solved"}]},
        "model.x.fact": {
            "is_solved": [
                {"dbt_node": "source.x.raw.tickets", "column": "status"},
                {"dbt_node": "source.x.raw.tickets", "column": "__colibri_join__"},
                {"dbt_node": "model.x.fact", "column": "is_solved"},
            ]
        },
    }
    assert origins("model.x.mart", "rate", columns) == (["fact.is_solved"], ["tickets.status"])
    assert origins("model.x.mart", "other", columns) == ([], [])


@pytest.mark.parametrize(
    ("grain", "start", "end"),
    [
        ("day", date(2024, 2, 28), date(2024, 2, 29)),
        ("week", date(2023, 12, 25), date(2024, 1, 1)),
        ("month", date(2023, 12, 1), date(2024, 1, 1)),
        ("quarter", date(2024, 10, 1), date(2025, 1, 1)),
    ],
)
def test_a_period_ends_where_the_next_begins(grain, start, end):
    assert next_period(grain, start) == end


def test_a_company_of_which_nothing_has_landed_has_a_site(tmp_path):
    books = Books(
        **{name: [] for name in NOTHING},
        as_of=None,
        metrics={},
        past={},
        conditions={},
        variables={"reporting_currency": "EUR"},
    )
    layout = Layout(tmp_path / "out")
    layout.make()
    folder = tmp_path / "site"
    folder.mkdir()
    write_pages(layout, folder, books, columns=None)
    index = Page((folder / "index.html").read_text(encoding="utf-8"))
    assert "gap" in index.ids
    assert "make setup" in (folder / "lineage.html").read_text(encoding="utf-8")
    assert "No target is set." in (folder / "review.html").read_text(encoding="utf-8")


def test_a_page_of_great_expectations_keeps_its_words_and_loses_the_web():
    page = without_the_web(
        """<html><head><link rel="stylesheet" href="https://cdn.example/x.css">
        <script src="https://cdn.example/x.js"></script></head><body><img src="https://cdn.example/logo.png">
        <a href="../../../index.html">Home</a> 3 of 4 expectations<script>$(".x").modal();</script></body></html>"""
    )
    assert "3 of 4 expectations" in page
    assert 'href="index.html"' in page
    assert "cdn.example" not in page
    assert "<script" not in page


def test_a_page_of_others_is_forbidden_to_load_anything():
    page = keep_to_itself("<!doctype html><html><head lang='en'><title>x</title></head></html>")
    assert re.search(
        r"<head lang='en'><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'", page
    )


def test_column_lineage_is_made_again_only_when_a_model_has_changed(tmp_path, monkeypatch):
    layout = Layout(tmp_path / "out")
    layout.make()
    layout.target.mkdir()
    colibri = tmp_path / "colibri"
    colibri.write_text(
        """#!/bin/sh
        while [ "$1" != --output-dir ]; do shift; done
        mkdir -p $2 && echo run >> $2/../runs
        echo '<html><head></head></html>' > $2/index.html
        echo '{"lineage": {"parents": {"model.x": {}}}}' > $2/colibri-manifest.json
        """
    )
    colibri.chmod(0o700)
    monkeypatch.setenv("CUSTOMER_PERFORMANCE_COLIBRI", str(colibri))

    def made(code, created_at):
        node = {"raw_code": code, "created_at": created_at}
        manifest = {"nodes": {"model.x": node}, "sources": {}, "exposures": {}}
        layout.manifest.write_text(json.dumps(manifest))
        (layout.target / "catalog.json").write_text('{"nodes": {}, "sources": {}}')
        folder = tmp_path / f"site{created_at}"
        assert write_columns(layout, folder) == {"model.x": {}}
        assert (folder / "index.html").exists()
        return (layout.build / "runs").read_text().count("run")

    assert [made("select 1", 1), made("select 1", 2), made("select 2", 3)] == [1, 1, 2]


def test_a_packed_page_says_the_same_when_unpacked():
    page = "<html><head></head><body>上海 & more</body></html>"
    assert unpack(pack(page, "x")) == page
    assert unpack(page) == page
    assert POLICY in pack(page, "x")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "", "–"),
        (55.0, "%", "55.0 %"),
        (1234.0, "", "1,234"),
        (-3.456, "h", "−3.46 h"),
        (486.94, "", "486.9"),
    ],
)
def test_numbers_are_written_for_people(value, unit, shown):
    assert quantity(value, unit) == shown


def test_a_change_has_its_sign():
    assert [signed(2.5), signed(-2.5), signed(0.0)] == ["+2.50", "−2.50", "0"]
