"""Column lineage on all cores is that of colibri as it comes."""

import json
import os
import subprocess

import pytest

from customer_performance.core.paths import PROJECT
from customer_performance.site.third_party import ON_ALL_CORES, QUIET_COLIBRI

COLIBRI = PROJECT / ".venv-lineage" / "bin" / "colibri"
MODELS = 40
FIRST = "select ticket_id, team_id, minutes from warehouse.raw.tickets"
NEXT = """
with before as (select * from warehouse.marts.model_{before})
select tickets.ticket_id, before.team_id, tickets.minutes + before.minutes as minutes
from before inner join warehouse.raw.tickets as tickets using (ticket_id) where before.minutes > {before}
"""
COLUMNS = {
    name: {"name": name, "type": kind, "index": index}
    for index, (name, kind) in enumerate(
        {"ticket_id": "VARCHAR", "team_id": "VARCHAR", "minutes": "DOUBLE"}.items()
    )
}


def node(name, schema, kind, code=None, reads=()):
    return {
        "unique_id": f"{kind}.x.{name}", "resource_type": kind, "name": name, "alias": name, "identifier": name,
        "database": "warehouse", "schema": schema, "relation_name": f'"warehouse"."{schema}"."{name}"',
        "columns": {}, "config": {"materialized": "table"}, "path": f"{name}.sql", "description": "",
        "original_file_path": f"models/{name}.sql", "raw_code": code, "compiled_code": code, "tags": [],
        "depends_on": {"nodes": list(reads)}, "refs": [], "fqn": ["x", name], "package_name": "x",
    }  # fmt: skip


@pytest.fixture
def artifacts(tmp_path):
    source = node("tickets", "raw", "source") | {"source_name": "raw"}
    models = [node("model_0", "marts", "model", FIRST, ["source.x.tickets"])]
    for number in range(1, MODELS):
        reads = ["source.x.tickets", f"model.x.model_{number - 1}"]
        code = NEXT.format(before=number - 1)
        models.append(node(f"model_{number}", "marts", "model", code, reads))
    manifest = {
        "metadata": {"adapter_type": "duckdb", "project_name": "x"},
        "nodes": {one["unique_id"]: one for one in models},
        "sources": {source["unique_id"]: source},
        "exposures": {}, "parent_map": {}, "child_map": {},
    }  # fmt: skip
    tables = {
        one["unique_id"]: {
            "unique_id": one["unique_id"],
            "metadata": {
                "database": "warehouse",
                "schema": one["schema"],
                "name": one["name"],
                "type": "TABLE",
            },
            "columns": COLUMNS,
        }
        for one in [source, *models]
    }
    catalog = {
        kind: {key: table for key, table in tables.items() if key.startswith("source") == (kind == "sources")}
        for kind in ("nodes", "sources")
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / "catalog.json").write_text(json.dumps(catalog))
    return tmp_path


def found(artifacts, *program):
    command = [*map(str, program), "generate", "--disable-telemetry", "--light", "--output-dir", "out"]
    command += ["--manifest", "manifest.json", "--catalog", "catalog.json"]
    subprocess.run(command, cwd=artifacts, env=os.environ | QUIET_COLIBRI, check=True, capture_output=True)
    said = json.loads((artifacts / "out" / "colibri-manifest.json").read_text())
    del said["metadata"]["generated_at"]
    return json.dumps(said), said["lineage"]


@pytest.mark.skipif(not COLIBRI.exists(), reason="dbt-colibri is not installed: `make setup` does that")
def test_on_all_cores_colibri_finds_what_it_finds_alone(artifacts):
    alone, lineage = found(artifacts, COLIBRI)
    assert [read["dbt_node"] for read in lineage["parents"]["model.x.model_39"]["team_id"]] == [
        "model.x.model_38"
    ]
    assert len(lineage["children"]["source.x.tickets"]["minutes"]) >= MODELS
    assert found(artifacts, COLIBRI.with_name("python"), ON_ALL_CORES)[0] == alone
