"""The pages of others: dbt's docs, dbt-colibri's column lineage, Great Expectations' Data Docs.

They are told to load nothing from elsewhere. The two large ones are packed: they unpack themselves when opened.
"""

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from customer_performance.core.errors import RunError
from customer_performance.core.paths import PROJECT, Layout
from customer_performance.core.project import parsed_before, read_manifest, run_noted
from customer_performance.site.dbt_catalog import docs_page, write_catalog
from customer_performance.site.lineage import ColumnParents

# The pages of others can be told, not trusted, to keep to themselves.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src blob:"
)
# A seed, so that the same models give the same page: colibri takes columns in the order of sets.
QUIET_COLIBRI = {"DO_NOT_TRACK": "1", "DBT_COLIBRI_NO_VERSION_CHECK": "1", "PYTHONHASHSEED": "0"}
ON_ALL_CORES = Path(__file__).parent / "colibri.py"
PACKED = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><p>This page needs JavaScript.</p>
<script id="packed" type="application/gzip">{packed}</script>
<script>
const bytes = Uint8Array.from(atob(document.getElementById("packed").textContent), c => c.charCodeAt(0));
const page = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
new Response(page).text().then(text => {{ document.open(); document.write(text); document.close(); }});
</script></body></html>
"""


def write_docs(layout: Layout, folder: Path, variables: str) -> None:
    """dbt's docs as one page in the folder; the manifest, which is there, has all models compiled afterwards.

    Raises RunError where dbt fails.
    """
    nodes = read_manifest(layout)["nodes"].values()
    if not all(node.get("compiled") for node in nodes if node["resource_type"] == "model"):
        run_noted(layout, "compile", *parsed_before(layout), variables=variables)
    manifest = read_manifest(layout)
    page = docs_page(manifest, write_catalog(layout, manifest))
    folder.mkdir()
    page = page.replace(str(PROJECT), "")
    (folder / "index.html").write_text(pack(keep_to_itself(page), "dbt docs"), encoding="utf-8")


def write_column_lineage(layout: Layout, folder: Path) -> ColumnParents | None:
    """Column-level lineage by dbt-colibri as one page in the folder; returns it as data, too, or None where colibri,
    which lies in an environment of its own, is not installed.

    It takes longer than all other pages together, so it is made again only when the models have changed. Raises
    RunError where colibri fails.
    """
    colibri = Path(
        os.environ.get("CUSTOMER_PERFORMANCE_COLIBRI") or PROJECT / ".venv-lineage" / "bin" / "colibri"
    )
    if not colibri.exists():
        return None
    kept = layout.build / "columns"
    state = kept / state_of_models(layout)
    if not state.exists():
        shutil.rmtree(kept, ignore_errors=True)
        run_colibri(colibri, layout, kept)
        page, data = kept / "index.html", kept / "colibri-manifest.json"
        packed = pack(keep_to_itself(page.read_text(encoding="utf-8")), "Column lineage")
        page.write_text(packed, encoding="utf-8")
        parents = json.loads(data.read_text(encoding="utf-8"))["lineage"]["parents"]
        (kept / "parents.json").write_text(json.dumps(parents), encoding="utf-8")
        data.unlink()  # the page has it in itself
        state.touch()
    folder.mkdir()
    shutil.copy(kept / "index.html", folder)
    return json.loads((kept / "parents.json").read_text(encoding="utf-8"))


def state_of_models(layout: Layout) -> str:
    """A hash of all that column lineage is made from."""
    manifest = json.loads(layout.manifest.read_text(encoding="utf-8"))
    catalog = json.loads((layout.target / "catalog.json").read_text(encoding="utf-8"))
    tables: list[dict[str, dict[str, Any]]] = [
        manifest["nodes"],
        manifest["sources"],
        manifest["exposures"],
        catalog["nodes"],
        catalog["sources"],
    ]
    for table in tables:
        # the hooks that write the build log say something else in every run
        for hook in [identity for identity in table if identity.startswith("operation.")]:
            del table[hook]
        for node in table.values():
            for of_the_run in ("created_at", "build_path", "compiled_path"):
                node.pop(of_the_run, None)
    lock = (PROJECT / "requirements-lineage.txt").read_text(encoding="utf-8")
    return hashlib.sha256(json.dumps([tables, lock], sort_keys=True).encode()).hexdigest()


def run_colibri(colibri: Path, layout: Layout, folder: Path) -> None:
    """Run it on all cores, where the program lies beside the Python that has it."""
    python = colibri.with_name("python")
    program = [str(python), str(ON_ALL_CORES)] if python.exists() else [str(colibri)]
    command = [*program, "generate", "--disable-telemetry", "--light", "--output-dir", str(folder.resolve())]
    command += ["--manifest", str(layout.manifest.resolve())]
    command += ["--catalog", str((layout.target / "catalog.json").resolve())]
    done = subprocess.run(
        command, env=os.environ | QUIET_COLIBRI, cwd=layout.build, capture_output=True, text=True, check=False
    )
    if done.returncode or not (folder / "index.html").exists():
        raise RunError(f"{done.stdout[-2000:]}{done.stderr[-2000:]}\ndbt-colibri failed.")


def keep_to_itself(page: str) -> str:
    """The page, forbidden to load anything from elsewhere."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return re.sub(r"<head[^>]*>", lambda head: head[0] + policy, page, count=1)


def pack(page: str, title: str) -> str:
    """A page that unpacks the page when opened, a tenth of its size."""
    packed = base64.b64encode(gzip.compress(page.encode(), mtime=0)).decode()
    return keep_to_itself(PACKED.format(title=title, packed=packed))


def unpack(page: str) -> str:
    """What a packed page says; another page as it is."""
    found = re.search(r'<script id="packed" type="application/gzip">([^<]*)</script>', page)
    return gzip.decompress(base64.b64decode(found[1])).decode() if found else page


def write_expectations(layout: Layout, folder: Path) -> dict[tuple[str, str], str]:
    """Great Expectations' page of each gate and table in the folder; returns the files' names by gate and table."""
    pages = {}
    for page in sorted((layout.build / "quality").glob("*/validations/*/*/**/*.html")):
        gate, _, schema, table, *_ = page.relative_to(layout.build / "quality").parts
        name = f"{gate}.{schema}.{table}.html"
        text, styles = styles_apart(without_the_web(page.read_text(encoding="utf-8")))
        (folder / name).write_text(text, encoding="utf-8")
        for style, rules in styles.items():
            (folder / style).write_text(rules, encoding="utf-8")
        pages[gate, f"{schema}.{table}"] = name
    return pages


def styles_apart(page: str) -> tuple[str, dict[str, str]]:
    """The page with links in place of its own style rules, which all pages share, and the rules by their file."""
    styles: dict[str, str] = {}

    def link(found: re.Match[str]) -> str:
        rules = found[1].strip()
        if not rules:
            return ""
        name = f"{hashlib.sha256(rules.encode()).hexdigest()[:12]}.css"
        styles[name] = rules
        return f'<link rel="stylesheet" href="{name}">'

    return re.sub(r"<style>(.*?)</style>", link, page, flags=re.DOTALL), styles


def without_the_web(page: str) -> str:
    """A page of Great Expectations with our style sheet in place of what it would load from elsewhere."""
    loaded = r"<script\b.*?</script>|<link\b[^>]*>|<img\b[^>]*>|<footer\b.*?</footer>"
    page = re.sub(loaded, "", page, flags=re.DOTALL)
    page = re.sub(r'href="[^"#]*index\.html"', 'href="index.html"', page)
    page = re.sub(r'<a href="[^"]*expectations/[^"]*"\s*>(.*?)</a>', r"\1", page)
    page = re.sub(r"<html(?![^>]*lang=)", '<html lang="en"', page, count=1)
    page = page.replace("</head>", '<link rel="stylesheet" href="../style.css"></head>', 1)
    page = re.sub(r"[\w-]+:[^;{}]*url\(['\"]?(?!data:)[^;}]*;?", "", page)
    page = re.sub(r"[ \t]*\n\s*", "\n", page)  # a quarter of it are the indents of its template
    return keep_to_itself(page)
