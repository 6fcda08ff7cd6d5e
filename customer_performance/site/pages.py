"""The pages of our own: the content, in the words of three languages, through the templates."""

import json
import shutil
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2

from customer_performance.core.paths import Layout
from customer_performance.core.progress import SILENT, Progress
from customer_performance.site.charts import CHARTS, library
from customer_performance.site.content import Content
from customer_performance.site.decisions import Decision
from customer_performance.site.explore import Datasets
from customer_performance.site.forecasts import coming
from customer_performance.site.i18n import (
    brief,
    brief_word,
    labels,
    on,
    quantity,
    say,
    say_in,
    signed,
    span,
    texts,
    told,
    unbroken,
    value_word,
    with_words,
    word,
)
from customer_performance.site.journeys import journeys
from customer_performance.site.lifetimes import prospects
from customer_performance.site.lineage import by_layer
from customer_performance.site.links import links
from customer_performance.site.metric import Cell, Metric, Texts
from customer_performance.site.metric_page import metric_data, metric_page
from customer_performance.site.overview import overview
from customer_performance.site.review import review
from customer_performance.site.risks import risk
from customer_performance.site.sentences import tell
from customer_performance.site.targets import targets
from customer_performance.site.third_party import POLICY, write_expectations

HERE = Path(__file__).parent
NO_DATASETS = Datasets()
PAGES = {
    "overview": "index.html",
    "review": "review.html",
    "targets": "targets.html",
    "links": "links.html",
    "journeys": "journeys.html",
    "next": "next.html",
    "explore": "explore.html",
    "quality": "quality/index.html",
    "lineage": "lineage.html",
    "readiness": "readiness.html",
}
DECISIONS = "decisions.html"  # where metrics lead to, and no heading


def write_pages(
    layout: Layout,
    folder: Path,
    content: Content,
    progress: Progress = SILENT,
    datasets: Datasets = NO_DATASETS,
) -> None:
    """Write all pages of our own into the folder, which is there and has those of others and the data of Explore."""
    for name in ("site.js", "tables.js", "metric.js", "explore.js", "review.js"):
        shutil.copy(HERE / "assets" / name, folder)
    write(folder / "style.css", one_language_at_a_time() + (HERE / "assets" / "style.css").read_text("utf-8"))
    write(folder / "vega.js", library())
    write(folder / "charts.js", script("charts", {name: spec() for name, spec in CHARTS.items()}))
    words = with_words(content.dimension_words)
    write(folder / "texts.js", script("texts", words))
    write(folder / "labels.js", script("labels", labels()))
    write(folder / "conditions.js", script("conditions", content.conditions))
    for name in ("metrics", "data", "quality"):
        (folder / name).mkdir()
    expectation_pages = write_expectations(layout, folder / "quality")

    templates = environment(words)

    def page(path: str, template: str, title: Texts, here: str = "", **more: object) -> None:
        rendered = templates.get_template(f"{template}.html.j2").render(
            root="../" * path.count("/"),
            title=title,
            here=here,
            pages=PAGES,
            policy=POLICY,
            counted_to=moment(content.as_of),
            metrics=content.metrics,
            not_built=content.not_built,
            has_column_lineage=content.has_column_lineage,
            changed=content.changed,
            **more,
        )
        write(folder / path, rendered)

    def page_of_site(name: str, title: Texts, **more: object) -> None:
        page(PAGES[name], name, title, name, **more)

    page_of_site(
        "overview", {language: words["site"] for language, words in texts().items()}, **overview(content)
    )
    page_of_site("review", titled("page_review"), **review(content))
    page_of_site("targets", titled("page_targets"), **targets(content))
    page_of_site("links", titled("page_links"), **links(content))
    page_of_site("journeys", titled("page_journeys"), **journeys(content))
    page_of_site(
        "next",
        titled("page_next"),
        **coming(content),
        risk=risk(content),
        prospects=prospects(content),
        currency=content.currency,
        timezone=content.timezone,
    )
    page_of_site("explore", titled("page_explore"), datasets=datasets, timezone=content.timezone)
    page_of_site("quality", titled("page_quality"), **quality(content, expectation_pages))
    page_of_site("lineage", titled("page_lineage"), layers=by_layer(content.nodes.values()))
    page_of_site(
        "readiness",
        titled("page_readiness"),
        ladder=content.ladder,
        inputs=content.inputs,
        insights=content.insights,
        sentiment=content.sentiment,
    )
    page(DECISIONS, "decisions", titled("part_decisions"), decisions=by_decision(content.metrics))
    for name, metric in progress.each(content.metrics.items(), lambda found: found[0]):
        page(
            f"metrics/{name}.html",
            "metric",
            metric.label,
            **metric_page(metric, content),
            is_explored=name in datasets.metrics,
        )
        write(folder / "data" / f"{name}.js", script("metric", metric_data(metric, datasets)))


def one_language_at_a_time() -> str:
    """The rules by which only the reader's language is shown, and read out."""
    others = [f'html:not([lang="{one}"]) span[lang="{one}"]' for one in texts()]
    return f"{', '.join(others)} {{ display: none; }}\n"


def titled(key: str) -> Texts:
    """The title of a page: its own name, then the site's."""
    return {language: f"{words[key]} · {words['site']}" for language, words in texts().items()}


def environment(words: Mapping[str, Texts]) -> jinja2.Environment:
    """`words` are the texts with those of dimension values."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"quantity": quantity, "signed": signed}
    templates.globals |= {
        "texts": texts,
        "say": say,
        "brief": brief,
        "brief_word": brief_word,
        "say_in": say_in,
        "told": told,
        "tell": tell,
        "word": word,
        "span": span,
        "on": on,
        "unbroken": unbroken,
        "value_word": partial(value_word, words),
        "period": period,
        "at": at,
    }
    return templates


def moment(as_of: str | None) -> datetime | None:
    return datetime.fromisoformat(as_of.removesuffix(" UTC")) if as_of else None


def quality(content: Content, expectation_pages: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """What landed and how the gates ended. `expectation_pages` are Great Expectations' own, by gate and table."""
    return {
        "landed": content.landed,
        "rejected": content.rejected,
        "runs": content.runs,
        "exceptions": content.exceptions,
        "expectation_pages": expectation_pages,
        "gates": {
            gate: {table: list(found) for table, found in groupby(at_gate, key=lambda row: row["table_name"])}
            for gate, at_gate in groupby(content.expectations, key=lambda row: row["gate"])
        },
    }


def by_decision(metrics: Mapping[str, Metric]) -> list[tuple[Decision, list[str]]]:
    """Each decision that concerns any of the metrics, with the names of these; by file and title."""
    found: dict[Decision, list[str]] = {}
    for name, metric in metrics.items():
        for one in metric.decisions:
            found.setdefault(one, []).append(name)
    return sorted(found.items(), key=lambda pair: (pair[0].file, pair[0].title))


def period(cell: Cell) -> str:
    """The period of a cell, as people write it."""
    start = cell.period_start
    if cell.grain == "month":
        return f"{start:%Y-%m}"
    return f"{start.year} Q{(start.month + 2) // 3}" if cell.grain == "quarter" else f"{start}"


def at(part: str, dimension: str, value: str, start: date, grain: str = "month") -> str:
    """The fragment that opens a metric's page at a part, with one of its cells chosen."""
    return urlencode(
        {"at": part, "grain": grain, "dimension": dimension, "value": value, "period": str(start)}
    )


def script(name: str, content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"window.{name} = {text};\n"


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
