"""dbt's catalog of what is in the build file, for pages that others see.

Landed files may bring columns that nobody declared, and their names are data: an export may have one for each person.
"""

import json

from customer_performance.core.paths import Layout


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
