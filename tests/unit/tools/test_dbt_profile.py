"""Seconds of models are summed by the folder that they lie in."""

import json

from tools.dbt_profile import seconds_by_kind, table


def test_seconds_are_summed_by_kind(tmp_path):
    nodes = {
        "model.a": {"resource_type": "model", "original_file_path": "models/marts/cpi/a.sql"},
        "model.b": {"resource_type": "model", "original_file_path": "models/marts/kpi/b.sql"},
        "model.c": {"resource_type": "model", "original_file_path": "models/intermediate/time/c.sql"},
        "model.d": {"resource_type": "model", "original_file_path": "models/elsewhere/d.sql"},
        "seed.e": {"resource_type": "seed", "original_file_path": "seeds/e.csv"},
        "test.f": {"resource_type": "test", "original_file_path": "models/marts/cpi/a.yml"},
    }
    times = {
        "model.a": 1,
        "model.b": 2,
        "model.c": 4,
        "model.d": 8,
        "seed.e": 16,
        "test.f": 32,
        "operation.g": 64,
    }
    results = [{"unique_id": name, "execution_time": seconds} for name, seconds in times.items()]
    (tmp_path / "manifest.json").write_text(json.dumps({"nodes": nodes}))
    (tmp_path / "run_results.json").write_text(json.dumps({"results": results}))
    assert seconds_by_kind(tmp_path) == {
        "other": 72,
        "tests": 32,
        "seeds": 16,
        "intermediate": 4,
        "metrics": 3,
    }


def test_the_table_has_every_kind_in_the_order_of_the_largest_company():
    shown = table({100: {"tests": 2.0, "metrics": 1.0}, 2100: {"metrics": 30.0, "seeds": 0.25}})
    assert shown.splitlines() == [
        "| dbt build | 100 tickets: s | 2,100 tickets: s |",
        "|---|---:|---:|",
        "| metrics | 1.0 | 30.0 |",
        "| seeds | 0.0 | 0.2 |",
        "| tests | 2.0 | 0.0 |",
    ]
