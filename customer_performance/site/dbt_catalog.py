"""dbt's page of docs, with its manifest and its catalog in it, as `dbt docs generate --static` writes it.

dbt would start once more for it and read the whole project again, to ask the build file for the columns of its tables.

Landed files may bring columns that nobody declared, and their names are data: an export may have one for each person.
Of a metric's columns, the manifest has what the metric itself says; the page shows what is said of all metrics, too.
"""

import json
from pathlib import Path
from typing import Any

from dbt.task.docs import DOCS_INDEX_FILE_PATH

from customer_performance.core.database import connect
from customer_performance.core.paths import Layout, private_files
from customer_performance.core.project import Manifest, columns_of
from customer_performance.site.queries import Row, read_rows

# dbt's word for a relation of which it knows no numbers, such as its size.
NO_STATISTICS = {
    "has_stats": {
        "id": "has_stats",
        "label": "Has Stats?",
        "value": False,
        "include": False,
        "description": "Indicates whether there are statistics for this table",
    }
}
RELATIONS = ("model", "seed", "snapshot")

Catalog = dict[str, Any]


def write_catalog(layout: Layout, manifest: Manifest) -> Catalog:
    """The columns of all tables and views of the project as they lie in the build file, written to `catalog.json`.
    Of sources, those that a YAML declares."""
    with connect(layout.database, read_only=True) as build:
        rows = read_rows(build, "relations")
    found = {(row["schema"], row["name"]): row for row in rows}
    catalog = {
        "metadata": of_run(manifest),
        "nodes": {
            key: relation(key, found[place], found[place]["columns"])
            for key, node in manifest["nodes"].items()
            if node["resource_type"] in RELATIONS and (place := (node["schema"], node["alias"])) in found
        },
        "sources": {
            key: relation(key, found[place], declared(found[place]["columns"], node))
            for key, node in manifest["sources"].items()
            if (place := (node["schema"], node["identifier"])) in found
        },
        "errors": None,
    }
    with private_files():
        (layout.target / "catalog.json").write_text(json.dumps(catalog), encoding="utf-8")
    return catalog


def of_run(manifest: Manifest) -> dict[str, Any]:
    """Which run of dbt the catalog is of: that of the manifest, so that the same build has the same catalog."""
    names = ("dbt_version", "generated_at", "invocation_id", "invocation_started_at")
    schema = "https://schemas.getdbt.com/dbt/catalog/v1.json"
    return {"dbt_schema_version": schema, "env": {}} | {
        name: manifest["metadata"][name] for name in names if name in manifest["metadata"]
    }


def declared(columns: list[Row], source: dict[str, Any]) -> list[Row]:
    known = {name.lower() for name in source["columns"]}
    return [column for column in columns if column["name"].lower() in known]


def relation(key: str, row: Row, columns: list[Row]) -> dict[str, Any]:
    about = {name: row[name] for name in ("type", "schema", "name", "database", "comment")}
    return {
        "metadata": about | {"owner": None},
        "columns": {column["name"]: column for column in columns},
        "stats": NO_STATISTICS,
        "unique_id": key,
    }


def docs_page(manifest: Manifest, catalog: Catalog) -> str:
    """dbt's page, which says of every column of a metric what it is."""
    nodes = {
        key: node | {"columns": columns_of(node, manifest)} if node["resource_type"] == "model" else node
        for key, node in manifest["nodes"].items()
    }
    return (
        Path(DOCS_INDEX_FILE_PATH)
        .read_text(encoding="utf-8")
        .replace('"MANIFEST.JSON INLINE DATA"', json.dumps(manifest | {"nodes": nodes}))
        .replace('"CATALOG.JSON INLINE DATA"', json.dumps(catalog))
    )
