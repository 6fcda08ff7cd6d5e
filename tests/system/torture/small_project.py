"""A copy of the project with a handful of metrics, and a company of a few hundred tickets: a whole run in seconds."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import yaml

from customer_performance.core.paths import PROJECT

METRICS = (
    "cpi_customer_effort_score",
    "cpi_customer_satisfaction",
    "kpi_first_response_time",
    "kpi_sla_attainment",
    "kpi_ticket_backlog",
    "kpi_tickets_created",
    "kpi_tickets_solved",
)
COPIED = ("models", "macros", "seeds", "quality", "customer_performance", "dbt_project.yml", "profiles.yml")
EXCEPTIONS = ("order",)
# They read half of all models; the review of a company of tickets has nothing to say of them.
LEFT_EMPTY = ("churn_reasons", "product_feedback", "self_service_gaps")
OTHER_MODELS = {"fct_tickets", "fct_ticket_open_spans", "data_quality_exceptions"}
GUARDED = ("raw.tickets", "marts.fct_tickets", "marts.metric_values")
HOUR = timedelta(hours=1)
START = datetime(2024, 1, 1, 9)


def copy_project(folder: Path) -> None:
    """The project with METRICS, and with what these and the site read."""
    for name in COPIED:
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copyfile
        copy(PROJECT / name, folder / name)
    shutil.copytree(PROJECT / "tests" / "dbt" / "generic", folder / "tests" / "dbt" / "generic")
    (folder / "analyses").mkdir()
    project = read_yaml(folder / "dbt_project.yml")
    project["vars"]["sources"] = {entity: ["files"] for entity in project["vars"]["sources"]}
    write_yaml(folder / "dbt_project.yml", project)
    shutil.rmtree(folder / "models/marts/metrics/semantic")
    keep_items(folder / "models/marts/metrics/metric_observations.sql", METRICS)
    keep_items(folder / "models/marts/data_quality/data_quality_exceptions.sql", EXCEPTIONS)
    for name in LEFT_EMPTY:
        leave_empty(next((folder / "models" / "marts" / "insights").rglob(f"{name}.sql")))
    exposures = read_yaml(folder / "models" / "_exposures.yml")["exposures"]
    site = next(exposure for exposure in exposures if exposure["name"] == "site")
    roots = {re.search(r"'(\w+)'", reference)[1] for reference in site["depends_on"]}
    (folder / "models" / "_exposures.yml").unlink()
    keep_models(folder, roots.union(OTHER_MODELS, METRICS))
    for suite in folder.glob("quality/**/*.yml"):
        write_yaml(suite, {table: asked for table, asked in read_yaml(suite).items() if table in GUARDED})


def keep_items(model: Path, items: Iterable[str]) -> None:
    """Of the list at the top of a model, these."""
    listed = "".join(f"    '{item}',\n" for item in items)
    text = re.sub(
        r"(?s) = \[\n.*?\] -%\}", f" = [\n{listed}] -%}}", model.read_text(encoding="utf-8"), count=1
    )
    model.write_text(text, encoding="utf-8")


def leave_empty(model: Path) -> None:
    """A model with its columns, and no rows."""
    columns = read_yaml(model.with_suffix(".yml"))["models"][0]["columns"]
    nulls = ", ".join(f"cast(null as {column['data_type']}) as {column['name']}" for column in columns)
    model.with_suffix(".sql").write_text(f"select {nulls} where false\n", encoding="utf-8")


def keep_models(folder: Path, roots: set[str]) -> None:
    """The models that these need, without their tests: what is torn here are runs, not figures."""
    command = [sys.executable, "-m", "dbt.cli.main", "parse", "--target-path", str(folder / "parsed")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout)
    manifest = json.loads((folder / "parsed" / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"]
    models = {node["name"]: key for key, node in nodes.items() if node["resource_type"] == "model"}
    roots = {models[name] for name in roots}
    kept, ahead = set(), [key for key in roots if "advanced" not in nodes[key]["tags"]]
    while ahead:
        key = ahead.pop()
        if key in nodes and key not in kept:
            kept.add(key)
            ahead += nodes[key]["depends_on"].get("nodes", [])
    left_out = [nodes[key] for key in models.values() if key not in kept]
    for node in left_out + [node for same in manifest["disabled"].values() for node in same]:
        if node["resource_type"] == "model":
            (folder / node["original_file_path"]).unlink()
    shutil.rmtree(folder / "parsed")
    names = {nodes[key]["name"] for key in kept}
    for path in (folder / "models").rglob("*.yml"):
        content = read_yaml(path)
        content.pop("unit_tests", None)
        if "models" in content:
            content["models"] = [model for model in content["models"] if model["name"] in names]
        write_yaml(path, without_tests(content))
    print(f"{sum(key in kept for key in models.values())} of {len(models)} models", flush=True)


def without_tests(content):
    if isinstance(content, dict):
        return {key: without_tests(it) for key, it in content.items() if key != "data_tests"}
    return [without_tests(it) for it in content] if isinstance(content, list) else content


def read_yaml(path: Path) -> dict:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def write_yaml(path: Path, content: dict) -> None:
    path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")


def write_company(landing: Path, version: int) -> None:
    """A company of which every figure depends on the version."""
    landing.mkdir(parents=True, exist_ok=True)
    tickets = 300 + 40 * version
    created = [START + number * 20 * HOUR for number in range(tickets)]
    is_open = [number % 10 == 9 for number in range(tickets)]
    pd.DataFrame(
        {
            "ticket_id": [f"T{number}" for number in range(tickets)],
            "account_id": [f"A{number % 17}" for number in range(tickets)],
            "contact_id": [f"C{number % 41}" for number in range(tickets)],
            "agent_id": [f"G{number % 5}" for number in range(tickets)],
            "team_id": [f"M{number % (2 + version)}" for number in range(tickets)],
            "subject": [
                f"from {'Canary' if number % 41 == 7 else 'person'} {number}" for number in range(tickets)
            ],
            "channel": [["mail", "phone", "chat"][number % 3] for number in range(tickets)],
            "ticket_type": [["question", "complaint", "bug"][number % 3] for number in range(tickets)],
            "priority": "normal",
            "status": ["open" if it else "solved" for it in is_open],
            "created_at": created,
            "first_response_at": [
                at + (0.5 + version + number % 7) * HOUR for number, at in enumerate(created)
            ],
            "solved_at": [
                None if it else at + (9 + version + number % 31) * HOUR
                for number, (at, it) in enumerate(zip(created, is_open, strict=True))
            ],
            "handling_minutes": 10 + version,
        }
    ).to_csv(landing / "tickets.csv", index=False)
    pd.DataFrame(
        {
            "account_id": [f"A{number}" for number in range(17)],
            "name": [f"Company {number}" for number in range(17)],
            "segment": [["small", "large"][(number + version) % 2] for number in range(17)],
            "region": "EMEA",
            "created_at": START,
        }
    ).to_csv(landing / "accounts.csv", index=False)
    pd.DataFrame(
        {
            "contact_id": [f"C{number}" for number in range(41)],
            "account_id": [f"A{number % 17}" for number in range(41)],
            "full_name": [f"{'Canary' if number == 7 else 'Person'} {number}" for number in range(41)],
        }
    ).to_csv(landing / "contacts.csv", index=False)
    answers = range(0, tickets, 3)
    pd.DataFrame(
        {
            "response_id": [f"R{number}" for number in answers],
            "kind": "csat",
            "account_id": [f"A{number % 17}" for number in answers],
            "contact_id": [f"C{number % 41}" for number in answers],
            "ticket_id": [f"T{number}" for number in answers],
            "sent_at": [created[number] + 41 * HOUR for number in answers],
            "responded_at": [created[number] + 48 * HOUR for number in answers],
            "score": [1 + (number * (3 + version)) % 5 for number in answers],
            "scale_min": 1,
            "scale_max": 5,
        }
    ).to_csv(landing / "survey_responses.csv", index=False)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    copy_project(folder)
    for version in (0, 1):
        write_company(folder / "ab"[version], version)
