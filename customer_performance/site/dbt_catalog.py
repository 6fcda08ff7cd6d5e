"""dbt's catalog and manifest as others see them on dbt's page.

Landed files may bring columns that nobody declared, and their names are data: an export may have one for each person.
Of a metric's columns, the manifest has what the metric itself says; the page shows what is said of all metrics, too.
"""

import json

from customer_performance.core.paths import Layout
from customer_performance.core.project import columns_of


def leave_out_undeclared(layout: Layout) -> None:
    """Take the columns of sources that no YAML declares out of `catalog.json` and of dbt's page, which has the same
    text in itself; both are written again in their place."""
    file, page = layout.target / "catalog.json", layout.target / "static_index.html"
    as_written = file.read_text(encoding="utf-8")
    catalog = json.loads(as_written)
    declared = json.loads(layout.manifest.read_text(encoding="utf-8"))["sources"]
    for key, table in catalog["sources"].items():
        known = {name.lower() for name in declared[key]["columns"]}
        table["columns"] = {
            name: column for name, column in table["columns"].items() if name.lower() in known
        }
    cleaned = json.dumps(catalog)
    file.write_text(cleaned, encoding="utf-8")
    page.write_text(page.read_text(encoding="utf-8").replace(as_written, cleaned), encoding="utf-8")


def describe_metrics(layout: Layout) -> None:
    """Say on dbt's page what every column of a metric is; the manifest itself stays as dbt wrote it."""
    page = layout.target / "static_index.html"
    as_written = layout.manifest.read_text(encoding="utf-8")
    manifest = json.loads(as_written)
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model":
            node["columns"] = columns_of(node, manifest)
    text = page.read_text(encoding="utf-8").replace(as_written, json.dumps(manifest))
    page.write_text(text, encoding="utf-8")
