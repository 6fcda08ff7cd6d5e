"""The pages of our own: what the books say, in the words of three languages, through the templates."""

import json
import shutil
from collections import defaultdict
from datetime import date
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode

import jinja2

from customer_performance.core.paths import Layout
from customer_performance.core.progress import SILENT, Progress
from customer_performance.site.charts import CHARTS, library
from customer_performance.site.content import TREND_MONTHS, Books, labels, words
from customer_performance.site.i18n import brief, quantity, say, signed, texts, told, word
from customer_performance.site.review import review
from customer_performance.site.third_party import POLICY, write_expectations

HERE = Path(__file__).parent
PAGES = {
    "overview": "index.html",
    "review": "review.html",
    "quality": "quality/index.html",
    "lineage": "lineage.html",
    "readiness": "readiness.html",
}
GRAINS = ("day", "week", "month", "quarter")
LAYERS = ("source", "staging", "intermediate", "marts")
GAP_MEASURES = {
    "sla": "kpi_sla_attainment",
    "satisfaction": "cpi_customer_satisfaction",
    "ease": "cpi_customer_effort_score",
}
PARTS = ("explanation", "time", "cuts", "rows", "influence", "readiness", "tests", "lineage", "catalogue")
ENTRY = (
    "metric_id",
    "model",
    "unit",
    "scale",
    "aggregation",
    "range_low",
    "range_high",
    "look_ahead_days",
    "grains",
    "dimensions",
    "need",
    "increment",
    "benchmark",
    "benchmark_source",
    "requires",
    "improves_with",
    "owner",
)
# What is said of a value, as bits of one number.
COMPLETE, SMALL, MET, MISSED, CLEAR = 1, 2, 4, 8, 16


def write_pages(
    layout: Layout, folder: Path, books: Books, columns: dict | None, progress: Progress = SILENT
) -> None:
    templates = environment()
    shutil.copy(HERE / "assets" / "style.css", folder)
    shutil.copy(HERE / "assets" / "site.js", folder)
    write(folder / "vega.js", library())
    write(folder / "charts.js", script("charts", {name: spec() for name, spec in CHARTS.items()}))
    write(folder / "texts.js", script("texts", texts()))
    write(folder / "cuts.js", script("cuts", books.conditions))
    for name in ("metrics", "data", "quality"):
        (folder / name).mkdir()

    def page(path: str, template: str, title: dict[str, str], here: str, **content: object) -> None:
        rendered = templates.get_template(f"{template}.html.j2").render(
            root="../" * path.count("/"),
            title=title,
            here=here,
            pages=PAGES,
            policy=POLICY,
            as_of=books.as_of,
            metrics=books.metrics,
            columns=columns is not None,
            **content,
        )
        write(folder / path, rendered)

    def titled(key: str) -> dict[str, str]:
        return {
            language: f"{words[key]} · {words['site']}" if key != "site" else words[key]
            for language, words in texts().items()
        }

    seen = overview(books)
    page(PAGES["overview"], "overview", titled("site"), "overview", **seen)
    page(PAGES["review"], "review", titled("page_review"), "review", **review(books, seen))
    gx = write_expectations(layout, folder / "quality")
    page(PAGES["quality"], "quality", titled("page_quality"), "quality", **quality(books, gx))
    page(PAGES["lineage"], "lineage", titled("page_lineage"), "lineage", **lineage(books))
    page(
        PAGES["readiness"],
        "readiness",
        titled("page_readiness"),
        "readiness",
        ladder=books.ladder,
        inputs=books.inputs,
    )
    for metric in progress.each(books.metrics.values(), lambda metric: metric["metric_id"]):
        name = metric["metric_id"]
        page(f"metrics/{name}.html", "metric", labels(metric), "", **metric_page(metric, books, columns))
        write(folder / "data" / f"{name}.js", script("metric", metric_data(metric)))


def environment() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"quantity": quantity, "signed": signed}
    templates.globals |= {"say": say, "brief": brief, "told": told, "word": word, "period": period, "at": at}
    return templates


def overview(books: Books) -> dict:
    measured = [metric for metric in books.metrics.values() if metric["latest"]]
    for metric in measured:
        metric["trend"] = trend(metric)
    measured.sort(key=lambda metric: (metric["latest"]["target"] is None, metric["label_en"]))
    months = [metric["latest"]["period_start"] for metric in measured]
    gap = gap_of(books.gap)
    few = {
        (measure, row["dimension_value"], row["period_start"])
        for measure, metric_id in GAP_MEASURES.items()
        if metric_id in books.metrics
        for row in books.metrics[metric_id]["values"]
        if row["grain"] == "month" and row["dimension"] == "team" and row["is_small"]
    }
    for row in gap:
        for measure in GAP_MEASURES:
            row[f"{measure}_is_small"] = (measure, row["dimension_value"], row["month_start_on"]) in few
    asked = [result for result in books.expected if result["status"] != "empty"]
    return {
        "headlines": {
            family: [metric for metric in measured if metric["family"] == family] for family in ("cpi", "kpi")
        },
        "month": max(set(months), key=months.count) if months else None,
        "waiting": [metric for metric in books.metrics.values() if not metric["latest"]],
        "gap": gap,
        "gap_measures": GAP_MEASURES,
        "gap_charts": {
            f"gap-{measure}": {
                "unit": books.metrics[GAP_MEASURES[measure]]["unit"],
                "rows": [gap_point(row, measure) for row in gap if row[f"{measure}_value"] is not None],
            }
            for measure in ("sla", "satisfaction")
            if gap
        },
        "changes": books.changes,
        "compared": books.compared,
        "quality": {
            "asked": len(asked),
            "failed": sum(result["status"] == "failed" for result in asked),
            "rejected": sum(file["rows_rejected"] or 0 for file in books.landed),
        },
        "readiness": {
            "ready": sum(metric["readiness"] == "ready" for metric in books.metrics.values()),
            "all": len(books.metrics),
        },
    }


def gap_of(rows: list[dict]) -> list[dict]:
    """The teams of the last complete month, the watermelons first, with their past."""
    for row in rows:
        verdicts = (row["satisfaction_verdict"], row["ease_verdict"])
        row["customer_verdict"] = next(
            (verdict for verdict in ("below", "above") if verdict in verdicts), "unclear"
        )
    order = ["watermelon", "failing", "slow_but_loved", "too_few_to_say", "healthy"]
    latest = [
        row | {"history": [past for past in rows if past["dimension_value"] == row["dimension_value"]]}
        for row in rows
        if row["is_latest"]
    ]
    return sorted(latest, key=lambda row: (order.index(row["quadrant"]), row["dimension_value"]))


def gap_point(row: dict, measure: str) -> dict:
    return {
        "name": row["dimension_value"],
        "value": row[f"{measure}_value"],
        "low": row[f"{measure}_ci_low"],
        "high": row[f"{measure}_ci_high"],
        "benchmark": row[f"{measure}_benchmark"],
        "subjects": row[f"{measure}_subjects"],
        "verdict": row[f"{measure}_verdict"],
        "small": row[f"{measure}_is_small"],
    }


def trend(metric: dict) -> list[tuple[float, float]]:
    """The last complete months as points of a line 100 wide and 24 high."""
    found = [row["value"] for row in months_of(metric) if row["is_complete"]][-TREND_MONTHS:]
    low, high = min(found), max(found)
    height = (high - low) or 1
    return [
        (round(100 * position / max(len(found) - 1, 1), 1), round(22 - 20 * (value - low) / height, 1))
        for position, value in enumerate(found)
    ]


def months_of(metric: dict) -> list[dict]:
    return [row for row in metric["values"] if row["grain"] == "month" and row["dimension"] == "all"]


def metric_page(metric: dict, books: Books, columns: dict | None) -> dict:
    row = metric["latest"]
    metric["months"] = months_of(metric)[::-1]
    metric["names"] = names_of(metric)
    # the team is the cut that readers can act on
    metric["cuts"] = dict(sorted(metric["cuts"].items(), key=lambda cut: (cut[0] != "team", cut[0])))
    metric["inputs"] = inputs_of(metric, books)
    if columns is not None:
        for column in metric["columns"]:
            parents, raw = origins(f"model.customer_performance.{metric['model']}", column["name"], columns)
            column |= {"parents": parents, "raw": raw}
    return {
        "metric": metric,
        "grains": [grain for grain in GRAINS if any(one["grain"] == grain for one in metric["values"])],
        "parts": [
            part
            for part in PARTS
            if (metric["values"] or part not in ("time", "rows")) and (metric["cuts"] or part != "cuts")
        ],
        "entry": ENTRY,
        "query": filled(metric["query"], "month", row["period_start"]) if row else "",
    }


def names_of(metric: dict) -> dict[str, list[str]]:
    found = defaultdict(set)
    for row in metric["values"]:
        if row["dimension"] != "all":
            found[row["dimension"]].add(row["dimension_value"])
    return {dimension: sorted(names) for dimension, names in found.items()}


def inputs_of(metric: dict, books: Books) -> list[dict]:
    found = []
    for one in books.inputs:
        is_required = metric["model"] in words(one["required_by"])
        if is_required or metric["model"] in words(one["refines"]):
            found.append(one | {"is_required": is_required})
    return sorted(found, key=lambda one: (not one["is_required"], one["input"]))


def origins(node: str, column: str, columns: dict) -> tuple[list[str], list[str]]:
    """The columns that a column is made of: the next ones, and those of raw."""
    parents = parents_of(node, column, columns)
    raw, seen, waiting = set(), set(), list(parents)
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if one[0].startswith("source."):
            raw.add(one)
        waiting += parents_of(*one, columns)
    return named(parents), named(raw)


def parents_of(node: str, column: str, columns: dict) -> list[tuple[str, str]]:
    found = columns.get(node, {}).get(column, [])
    # colibri marks what only joins or filters with a name of its own
    return [
        (parent["dbt_node"], parent["column"]) for parent in found if not parent["column"].startswith("__")
    ]


def named(found: set | list) -> list[str]:
    return sorted({f"{node.rsplit('.', 1)[1]}.{column}" for node, column in found})


def filled(query: str, grain: str, period_start: date, condition: str = "") -> str:
    return (
        query.replace("{grain}", grain)
        .replace("{period}", f"{period_start}")
        .replace("{next}", f"{next_period(grain, period_start)}")
        .replace("{cut}", condition)
    )


def next_period(grain: str, start: date) -> date:
    if grain in ("day", "week"):
        return date.fromordinal(start.toordinal() + (1 if grain == "day" else 7))
    months = start.year * 12 + start.month - 1 + (1 if grain == "month" else 3)
    return date(months // 12, months % 12 + 1, 1)


def metric_data(metric: dict) -> dict:
    """What the charts of a metric need, by grain, dimension and value."""
    grains: dict = {}
    for row in metric["values"]:
        cell = grains.setdefault(row["grain"], {}).setdefault(row["dimension"], {})
        cell.setdefault(row["dimension_value"], []).append(
            [
                str(row["period_start"]),
                *(short(row[name]) for name in ("value", "ci_low", "ci_high", "target")),
                row["subjects"],
                flags(row),
            ]
        )
    return {
        "id": metric["metric_id"],
        "label": labels(metric),
        "unit": metric["unit"],
        "direction": metric["direction"],
        "latest": str(metric["latest"]["period_start"]) if metric["latest"] else None,
        "query": metric["query"],
        "grains": grains,
    }


def flags(row: dict) -> int:
    return (
        COMPLETE * bool(row["is_complete"])
        + SMALL * row["is_small"]
        + MET * (row["target_status"] == "met")
        + MISSED * (row["target_status"] == "missed")
        + CLEAR * bool(row["target_is_clear"])
    )


def short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.8g}")


def quality(books: Books, gx: dict[tuple[str, str], str]) -> dict:
    for one in books.expected:
        one["past"] = books.past[one["door"], one["table_name"], one["expectation"], one["query"]][-20:]
    return {
        "landed": books.landed,
        "rejected": books.rejected,
        "runs": books.runs,
        "exceptions": books.exceptions,
        "gx": defaultdict(lambda: None, gx),
        "doors": {
            door: {
                table: list(found)
                for table, found in groupby(of_door, key=lambda result: result["table_name"])
            }
            for door, of_door in groupby(books.expected, key=lambda result: result["door"])
        },
    }


def lineage(books: Books) -> dict:
    layers = defaultdict(list)
    for identity, model in books.models.items():
        layer = "source" if model["type"] == "source" else model["schema"]
        layers[layer].append(model | {"id": identity})
    for metric in books.metrics.values():
        metric["raw_tables"] = raw_tables(f"model.customer_performance.{metric['model']}", books.models)
    known = [layer for layer in LAYERS if layer in layers]
    return {
        "layers": {
            layer: sorted(layers[layer], key=lambda model: model["name"])
            for layer in [*known, *sorted(set(layers) - set(known))]
        }
    }


def raw_tables(node: str, models: dict[str, dict]) -> list[str]:
    found, seen, waiting = set(), set(), [node]
    while waiting:
        one = waiting.pop()
        if one in seen or one not in models:
            continue
        seen.add(one)
        if models[one]["type"] == "source":
            found.add(models[one]["name"])
        waiting += models[one]["reads"]
    return sorted(found)


def period(row: dict) -> str:
    start = row["period_start"]
    if row["grain"] == "month":
        return f"{start:%Y-%m}"
    return f"{start.year} Q{(start.month + 2) // 3}" if row["grain"] == "quarter" else f"{start}"


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
