"""Where the seconds of a dbt build went, by kind of model."""

import json
from collections import Counter
from pathlib import Path

# Folders of models/, and what is in them.
KINDS = {
    "staging": "staging",
    "intermediate": "intermediate",
    "marts/core": "facts and dimensions",
    "marts/cpi": "metrics",
    "marts/kpi": "metrics",
    "marts/metrics": "roll-up",
    "marts/insights": "insights",
    "marts/predictions": "predictions",
    "marts/readiness": "readiness",
    "marts/data_quality": "data quality",
}


def seconds_by_kind(target: Path) -> dict[str, float]:
    """The seconds by the clock of all models, seeds and tests of the last dbt run in a target folder, by kind, the
    longest first. Several run at once, so that they add up to more than the run took."""
    nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    found: Counter[str] = Counter()
    for result in json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]:
        found[kind_of(nodes.get(result["unique_id"], {}))] += result["execution_time"]
    return dict(found.most_common())


def kind_of(node: dict) -> str:
    """Of a node of the manifest; what is none, such as a hook, is `other`."""
    if node.get("resource_type") in ("seed", "test"):
        return f"{node['resource_type']}s"
    folder = node.get("original_file_path", "").removeprefix("models/")
    return next((kind for start, kind in KINDS.items() if folder.startswith(f"{start}/")), "other")


def table(profiles: dict[int, dict[str, float]]) -> str:
    """A Markdown table: a row for each kind, seconds for each number of tickets."""
    kinds = dict.fromkeys(kind for profile in reversed(profiles.values()) for kind in profile)
    lines = [
        f"| dbt build | {' | '.join(f'{tickets:,} tickets: s' for tickets in profiles)} |",
        "|---|" + "---:|" * len(profiles),
    ]
    for kind in kinds:
        seconds = " | ".join(f"{profile.get(kind, 0):.1f}" for profile in profiles.values())
        lines.append(f"| {kind} | {seconds} |")
    return "\n".join(lines)
