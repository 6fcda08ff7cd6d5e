"""The site of the demo company as files: whole links, true numbers, nothing from elsewhere, not too large."""

import csv
import html
import json
import re
from collections import Counter
from datetime import date
from urllib.parse import unquote

import duckdb
import pytest

from customer_performance.core.paths import PROJECT, Layout
from customer_performance.site.changes import p_value
from customer_performance.site.drill_down import filled, next_period
from customer_performance.site.third_party import POLICY, unpack
from tests.support.demo import OUT, needed
from tests.support.metric import cell
from tests.support.page import Page

SITE = Layout(OUT).site
MEBIBYTE = 1 << 20
OF_OTHERS = ("docs/index.html", "lineage/index.html")


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
            series = cells[asked["dimension"]][asked["value"]]
            assert asked["period"] in values_of(series, asked["grain"]), (name, link)


def window(path) -> dict:
    return json.loads(path.read_text(encoding="utf-8").partition(" = ")[2].rstrip(";\n"))


def values_of(series: list, grain: str) -> dict[str, float]:
    """The values of a series as a page's data have them, by the period's first day; of several months, by the last."""
    first, count, figures, *_ = series
    days = [date.fromisoformat(first)]
    while len(days) < count:
        days.append(next_period("month" if grain.startswith("months") else grain, days[-1]))
    texts = figures.split(",") if "," in figures else [figures] * count
    return {str(day): float(text) for day, text in zip(days, texts, strict=True) if text}


def test_the_series_of_a_metric_are_those_of_metric_values(published):
    """Every value that a page may show, of the metrics with the most kinds of series, and none beside them."""
    compared = Counter()
    for name in ("cpi_customer_satisfaction", "kpi_sla_attainment", "kpi_ticket_backlog", "kpi_backlog_age"):
        for grain, dimensions in window(SITE / "data" / f"{name}.js")["grains"].items():
            if grain.startswith("months"):
                continue
            shown = {
                (dimension, value, day): figure
                for dimension, values in dimensions.items()
                for value, series in values.items()
                for day, figure in values_of(series, grain).items()
            }
            cells = published.execute(
                "select dimension, dimension_value, period_start, value from marts.metric_values "
                "where metric_id = ? and grain = ? and value is not null and period_start >= ?",
                [name, grain, min(day for _, _, day in shown)],
            ).fetchall()
            there = {(dimension, value, str(day)): figure for dimension, value, day, figure in cells}
            assert shown == pytest.approx(there), (name, grain)
            compared[grain] += len(shown)
    assert min(compared.values()) > 300
    assert set(compared) == {"day", "week", "month", "quarter"}


def test_three_months_that_are_a_quarter_have_its_value(published):
    """Of every part of every metric that has sums of months; one without quarters, or of a period's end, has none."""
    quarters = published.execute(
        """
        select
            values.metric_id, values.dimension, values.dimension_value, values.value,
            cast(values.period_start + interval '2 months' as date) as last_month,
            catalog.aggregation in ('ratio', 'total') and not catalog.is_snapshot as is_sum
        from marts.metric_values as values
        inner join marts.metric_catalog as catalog on values.metric_id = catalog.metric_id
        where values.grain = 'quarter'
        """
    ).fetchall()
    compared, wrong = 0, []
    found = {name: window(SITE / "data" / f"{name}.js")["grains"] for name in {row[0] for row in quarters}}
    for name, dimension, value, figure, month, is_sum in quarters:
        sums = found[name].get("months_3", {})
        assert is_sum or not sums, name
        shown = (
            values_of(sums[dimension][value], "months_3").get(str(month))
            if is_sum and value in sums.get(dimension, {})
            else None
        )
        if shown is not None:
            compared += 1
            if shown != pytest.approx(figure):
                wrong.append((name, dimension, value, month, shown, figure))
    assert wrong == []
    assert compared > 5000


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
    sizes = {path: path.stat().st_size for path in SITE.rglob("*") if path.is_file()}
    explored = {path: size for path, size in sizes.items() if path.parent.name == "explore"}
    assert explored
    assert sum(explored.values()) < 18 * MEBIBYTE
    assert sum(sizes.values()) - sum(explored.values()) < 20_000_000


def test_the_overview_shows_the_values_of_the_last_complete_month(latest):
    index = needed(SITE / "index.html").read_text(encoding="utf-8")
    shown = re.findall(
        r'<tr data-metric="(\w+)"[^>]*>.*?<span class="value">([^<]*)</span>', index, re.DOTALL
    )
    assert {name for name, _ in shown} == set(latest)
    assert [(name, figure) for name, figure in shown if not says(figure, latest[name][0])] == []


def test_the_headlines_are_the_first_of_the_seed_that_have_a_value(latest):
    index = needed(SITE / "index.html").read_text(encoding="utf-8")
    shown = re.findall(r'<li data-headline="(\w+)">.*?<span class="value">([^<]*)</span>', index, re.DOTALL)
    with (PROJECT / "seeds" / "headline_metrics.csv").open(encoding="utf-8", newline="") as lines:
        seed = sorted(csv.DictReader(lines), key=lambda line: int(line["position"]))
    chosen = [line["metric_id"] for line in seed if line["metric_id"] in latest][:8]
    assert [name for name, _ in shown] == chosen
    assert [(name, figure) for name, figure in shown if not says(figure, latest[name][0])] == []


def test_the_service_review_holds_what_has_a_target_against_it(latest, published):
    page = needed(SITE / "review.html").read_text(encoding="utf-8")
    shown = re.findall(r'<tr data-metric="(\w+)"[^>]*>.*?<span class="value">([^<]*)</span>', page, re.DOTALL)
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


def test_what_is_left_out_stands_beside_the_number_from_two_per_cent_on(latest, published):
    shares = dict(
        published.execute("select metric_id, left_out_share from marts.metric_readiness").fetchall()
    )
    partly = {name for name in latest if (shares[name] or 0) >= 0.02}
    assert partly
    for page in ("index", "review"):
        text = needed(SITE / f"{page}.html").read_text(encoding="utf-8")
        rows = re.findall(r'<tr data-metric="(\w+)"[^>]*>(.*?)</tr>', text, re.DOTALL)
        assert rows, page
        assert {name for name, row in rows if "left out" in row} == partly & {name for name, _ in rows}, page


def test_a_metric_page_shows_its_value_and_interval(latest):
    for name, (value, low, high, subjects) in latest.items():
        page = needed(SITE / "metrics" / f"{name}.html").read_text(encoding="utf-8")
        facts = page[page.index('id="latest"') : page.index("</dl>")]
        assert says(re.search(r'<span class="value">([^<]*)</span>', facts)[1], value), name
        interval = re.search(r'<span class="interval">([^<]*?) ?– ?([^<]*)</span>', facts)
        assert bool(interval) == (low is not None and high is not None)
        if interval:
            assert says(interval[1], low), name
            assert says(interval[2], high), name
        assert f"{subjects:,}" in facts


def test_a_metric_page_says_what_was_decided_about_it(pages):
    """Of the metric itself, of a fact that it reads, and of every metric."""
    page = needed(SITE / "metrics" / "kpi_customer_churn_rate.html").read_text(encoding="utf-8")
    assert "decisions" in pages["metrics/kpi_customer_churn_rate.html"].ids
    link = '<a href="../decisions.html#mrr-that-goes-to-zero-is-churn">'
    assert link + '<span lang="en">MRR that goes to zero is churn</span>' in page
    assert '<span lang="en">Dimensions are today&#39;s</span><span lang="zh-Hans">维度取当前值</span>' in page
    assert "Effort is counted up to the end of the repeat window" not in page


def test_every_decision_stands_once_with_the_metrics_that_it_concerns(pages):
    page = needed(SITE / "decisions.html").read_text(encoding="utf-8")
    found = {
        re.search(r'id="([^"]+)"', part)[1]: re.findall(r'"metrics/(\w+)\.html"', part)
        for part in page.split("<section ")[1:]
    }
    assert len(found) == page.count("<h2 ") > 80
    assert "kpi_customer_churn_rate" in found["mrr-that-goes-to-zero-is-churn"]
    assert "cpi_csat" not in found["mrr-that-goes-to-zero-is-churn"]
    assert found["dimensions-are-todays"] == []
    of_all = page[page.index('<h2 id="dimensions-are-todays"') :]
    assert '<span lang="en">Concerns: </span>' in of_all
    assert '<span lang="en">all metrics</span>' in of_all[: of_all.index("</section>")]
    assert "2026-11-22</span> · <code>docs/decisions/customers-and-revenue.md</code>" in page
    links = {link for name in pages if name.startswith("metrics/") for link in pages[name].links}
    assert {f"../decisions.html#{anchor}" for anchor in found} <= links


def test_a_metric_names_the_few_tables_that_it_comes_from(pages):
    """A metric of surveys does not come from the calls, only because these say up to when the data reach."""
    page = needed(SITE / "lineage.html").read_text(encoding="utf-8")
    rows = re.findall(r"metrics/(\w+)\.html#lineage.*?</tr>", page, re.DOTALL)
    found = {
        re.search(r"metrics/(\w+)\.html#lineage", row)[1]: re.findall(
            r"<code>(\w+)</code>", row.split("<td>")[2]
        )
        for row in page[page.index('id="by-metric"') :].split("<tr>")[2:]
    }
    assert set(found) == set(rows)
    assert {"survey_responses", "accounts"} <= set(found["cpi_customer_satisfaction"])
    assert {"survey_responses", "calls", "orders"} & set(found["kpi_tickets_created"]) == set()
    assert "incident_history" not in {table for tables in found.values() for table in tables}  # never landed
    if "lineage/index.html" in pages:
        assert max(map(len, found.values())) <= 10
        assert "calls" not in found["cpi_customer_satisfaction"]


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
    conditions = window(SITE / "conditions.js")
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


def test_the_sql_of_a_metric_gives_its_observations(published):
    """As its page shows it, on the published file alone: as many rows and the same sums as the metric's view."""
    models = published.execute("select metric_id, model from marts.metric_catalog").fetchall()
    asked = "select count(*), sum(numerator), sum(denominator), count(distinct subject_id) from"
    wrong = []
    for name, model in models:
        page = needed(SITE / "metrics" / f"{name}.html").read_text(encoding="utf-8")
        sql = html.unescape(re.search(r"<pre tabindex=\"0\"><code>(.*?)</code></pre>", page, re.DOTALL)[1])
        found = published.execute(f"{asked} ({sql})").fetchone()
        if found != pytest.approx(published.execute(f"{asked} marts.{model}").fetchone()):
            wrong.append(name)
    assert wrong == []
    assert len(models) > 60


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
    cells = [cell(**dict(zip(names, row, strict=True))) for row in found.fetchall()]
    assert len({cell.change_is_significant for cell in cells}) == 2
    assert [cell for cell in cells if (p_value(cell) < 0.05) != cell.change_is_significant] == []
