"""A metric and its cells as the site has them, with what a test does not care for filled in."""

from datetime import date

from customer_performance.site.metric import Cell, Definition, Metric, Readiness


def cell(**said) -> Cell:
    """A month of the whole company, unless the test says otherwise."""
    usual = {
        "metric_id": "cpi_x",
        "grain": "month",
        "period_start": date(2025, 3, 1),
        "dimension": "all",
        "dimension_value": "all",
        "subjects": 100,
        "clusters": 50,
        "value": 50.0,
        "ci_low": None,
        "ci_high": None,
        "target": None,
        "target_status": "no_target",
        "target_is_clear": None,
        "previous_value": None,
        "previous_low": None,
        "previous_high": None,
        "change": None,
        "change_is_significant": None,
        "is_complete": True,
        "is_latest": True,
        "is_small": False,
    }
    return Cell(**{**usual, **said})


def metric(metric_id: str, *cells: Cell, **said) -> Metric:
    texts = dict.fromkeys(("en", "zh-Hans", "zh-Hant"), metric_id)
    usual = {
        "model": metric_id,
        "family": metric_id[:3],
        "tier": "basic",
        "label": texts,
        "question": texts,
        "formula": texts,
        "explanation": texts,
        "text_languages": "en, zh-Hans, zh-Hant",
        "headline_position": None,
        "unit": "%",
        "scale": 100,
        "aggregation": "ratio",
        "range_low": 0,
        "range_high": 100,
        "look_ahead_days": 0,
        "grains": "month",
        "dimensions": "all",
        "direction": "higher_is_better",
        **dict.fromkeys(("requires", "improves_with", "benchmark", "benchmark_source", "owner")),
        **dict.fromkeys(("outcome", "increment", "need")),
        "influences": [],
        "influenced_by": [],
        "readiness": Readiness("ready", True, 1, 1, None, None, None, None),
        "inputs": [],
        "definition": Definition("select 1", f"models/{metric_id}.sql", [], [], [], [], "other"),
        "decisions": [],
        "drill_down": "select 1",
    }
    return Metric(metric_id=metric_id, cells=cells, **{**usual, **said})
