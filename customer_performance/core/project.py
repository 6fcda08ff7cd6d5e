"""The dbt project as it is now, and the manifest in which dbt says so.

Words about a model (descriptions, marks of privacy) are not computed from data, so they count as they stand in the
project now: a column that is marked private after it was built must not be published as it was. All else of a model
(its SQL, its contract, its meta, from which the catalogue is built) must be what it was built from. Macros are not
compared: dbt does not say from which it built.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import yaml

from customer_performance.core.build_log import BuildLog, is_built_from, read_build_log
from customer_performance.core.dbt import run_dbt
from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT, Layout, private_files
from customer_performance.core.progress import SILENT, Progress

Manifest = dict[str, Any]

PATHS = ("model-paths", "seed-paths", "macro-paths", "test-paths", "analysis-paths")
FILES = ("dbt_project.yml", "profiles.yml", "packages.yml", "dependencies.yml")
OBSERVATIONS = "model.customer_performance.metric_observations"
LEFT_OUT = "model.customer_performance.metric_left_out"
REASON = "unknown_because"
MAY_BE_LEFT_OUT = "advanced"  # the tag of models without which a build is whole
NAMED = 8  # so many models are named in a message


def current_manifest(layout: Layout, variables: str | None = None, progress: Progress = SILENT) -> Manifest:
    """dbt's manifest of the project as it is now, which is also what the build file was built from.

    `variables` are dbt's vars, those of the last build unless said. Raises RunError where something in the
    project has changed since it was built, was never built, or not to its end; or where dbt cannot parse the project.
    """
    log = read_build_log(layout.database)
    if not log.built_from:
        raise RunError(f"dbt has built nothing in {layout.database}. Run customer-performance build.")
    require_whole(log)
    manifest = parsed(layout, variables or log.variables, progress)
    changed = [
        node["name"]
        for identity, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
        and not is_built_from(node, log.built_from.get(identity))
        and not (may_be_left_out(node) and identity not in log.built_from)
    ]
    if changed:
        few = f" --select {' '.join(f'{name}+' for name in sorted(changed))}" if len(changed) <= NAMED else ""
        # What was never built has no parents to be built from, either.
        advanced = [identity for identity, node in manifest["nodes"].items() if may_be_left_out(node)]
        if advanced and not log.built_from.keys() & set(advanced):
            few += f" --exclude tag:{MAY_BE_LEFT_OUT}"
        raise RunError(
            f"Changed since it was built, or never built: {listed(changed)}. Run customer-performance build, or "
            f"dbt build{few} and then customer-performance guard marts."
        )
    return manifest


def may_be_left_out(node: dict[str, Any]) -> bool:
    """Whether a build without the model is whole, as by dbt build --exclude tag:advanced."""
    return MAY_BE_LEFT_OUT in node.get("tags", ())


def columns_of(node: dict[str, Any], manifest: Manifest) -> dict[str, dict[str, Any]]:
    """What the project says of a model's columns, by their names in lower case. What a metric does not say of its own
    is said on metric_observations, which holds the contract of all metrics; why a subject is unknown, which only some
    metrics say, on metric_left_out."""
    said = {name.lower(): column for name, column in node["columns"].items()}
    if not node["config"]["meta"].get("aggregation"):
        return said
    shared = {
        name: column
        for name, column in manifest["nodes"][OBSERVATIONS]["columns"].items()
        if name != "metric_id"
    }
    if REASON in said:
        shared[REASON] = manifest["nodes"][LEFT_OUT]["columns"][REASON]
    strangers = {name: column for name, column in said.items() if name not in shared}
    return {name: of_metric(column, said.get(name)) for name, column in shared.items()} | strangers


def of_metric(shared: dict[str, Any], own: dict[str, Any] | None) -> dict[str, Any]:
    if own is None:
        return shared
    meta = shared["config"]["meta"] | own["config"]["meta"]
    return {
        **shared,
        "description": own["description"] or shared["description"],
        "config": shared["config"] | {"meta": meta},
        "meta": meta,
    }


def require_tests_passed(layout: Layout, manifest: Manifest) -> None:
    """Raise RunError where a test of the project failed when dbt last ran it."""
    failed = [
        identity.split(".")[2]
        for identity in read_build_log(layout.database).failed_tests
        if identity in manifest["nodes"] or identity in manifest["unit_tests"]
    ]
    if failed:
        raise RunError(
            f"Failed when dbt last ran them: {listed(failed)}. Mend what these tests have found, and run "
            "customer-performance build, or dbt build."
        )


def require_whole(log: BuildLog) -> None:
    """Raise RunError where a run of dbt has begun to build a model and not brought it to its end."""
    if log.unfinished:
        names = [identity.rsplit(".", 1)[1] for identity in log.unfinished]
        raise RunError(
            f"Not built to the end when dbt last ran: {listed(names)}. So some marts may be older than the rest. "
            "Run customer-performance build, or dbt build."
        )


def listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(sorted(names)[:NAMED]) + more


def parsed(layout: Layout, variables: str, progress: Progress = SILENT) -> Manifest:
    """dbt's manifest of the project as it is now; dbt parses it only where it has changed since it last did."""
    if not is_current(layout, variables):
        run_noted(layout, "parse", *parsed_before(layout), variables=variables, progress=progress)
    return read_manifest(layout)


def parsed_before(layout: Layout) -> list[str]:
    """The option by which dbt parses only what has changed since its last run, wherever that wrote its results."""
    path = read_build_log(layout.database).target / "partial_parse.msgpack"
    return ["--partial-parse-file-path", str(path)] if path.exists() else []


def run_noted(
    layout: Layout, *arguments: str, variables: str | None = None, progress: Progress = SILENT
) -> str:
    """Run a command of dbt that writes the manifest, and note of which state of the project that is."""
    before = state_of_project(variables)
    said = run_dbt(layout, *arguments, variables=variables, progress=progress)
    if state_of_project(variables) == before:
        note(layout, variables)
    return said


def note(layout: Layout, variables: str | None) -> None:
    """Write down that the manifest is of the project as it is now."""
    with private_files():
        noted(layout).write_text(stamp(layout, variables), encoding="utf-8")


def is_current(layout: Layout, variables: str | None) -> bool:
    try:
        return noted(layout).read_text(encoding="utf-8") == stamp(layout, variables)
    except (FileNotFoundError, ValueError):  # a dbt that was killed may leave half a manifest
        return False


def noted(layout: Layout) -> Path:
    return layout.target / "parsed-from"


def stamp(layout: Layout, variables: str | None) -> str:
    """The state of the project, and which manifest is meant, since others may write one in its place."""
    return f"{state_of_project(variables)} {read_manifest(layout)['metadata']['invocation_id']}"


def read_manifest(layout: Layout) -> Manifest:
    return json.loads(layout.manifest.read_text(encoding="utf-8"))


def state_of_project(variables: str | None) -> str:
    """A hash of all that dbt parses, with the vars that it is given."""
    declared = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    folders = [PROJECT / folder for key in PATHS for folder in declared.get(key, [])]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    files = [PROJECT / name for name in FILES if (PROJECT / name).exists()]
    state = hashlib.sha256(
        json.dumps(yaml.safe_load(variables or "{}"), sort_keys=True, default=str).encode()
    )
    for path in sorted([*found, *files]):
        state.update(f"{path.relative_to(PROJECT)}\0".encode())
        state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()
