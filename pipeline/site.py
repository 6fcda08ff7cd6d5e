"""The static site: the metrics of the last complete month, dbt's docs, column lineage and quality.

Nothing on it is loaded from elsewhere, and it shows aggregates and definitions, never a row.
"""

import os
import re
import shutil
import subprocess
from collections import defaultdict
from itertools import groupby
from pathlib import Path

import duckdb
import jinja2
import yaml

from pipeline.dbt import run_dbt
from pipeline.errors import PipelineError
from pipeline.layout import PROJECT, Layout

TEMPLATES = Path(__file__).parent / "templates"
# The pages of others can be told, not trusted, to keep to themselves.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src blob:"
)
QUIET_COLIBRI = {"DO_NOT_TRACK": "1", "DBT_COLIBRI_NO_VERSION_CHECK": "1"}

HEADLINES = """
    select
        catalog.family, catalog.label_en as label, catalog.question_en as question, catalog.unit,
        latest.period_start, latest.value, latest.ci_low, latest.ci_high, latest.change,
        latest.change_is_significant, latest.target, latest.target_status, latest.target_is_clear,
        latest.subjects
    from marts.metric_catalog as catalog
    inner join marts.metric_values as latest on catalog.metric_id = latest.metric_id
    where latest.grain = 'month' and latest.dimension = 'all' and latest.is_complete
    qualify latest.period_start = max(latest.period_start) over (partition by latest.metric_id)
    order by catalog.family, catalog.tier, catalog.label_en
"""
EXCEPTIONS = """
    select source, table_name, reason, count(*) as rows from marts.data_quality_exceptions
    group by all order by all
"""
LANDED = """
    select
        source, table_name, count(*) as files, coalesce(sum(rows_landed), 0) as landed,
        coalesce(sum(rows_rejected), 0) as rejected
    from raw.landed_files group by all order by all
"""
QUALITY = """
    select * from quality.run_results
    qualify run_at = max(run_at) over (partition by door)
    order by if(door = 'raw', 0, 1), table_name, status = 'passed', severity
"""


def site(layout: Layout, variables: str | None = None) -> str:
    """Write the site afresh, and put it in the place of the one before."""
    if not layout.published.exists():
        raise PipelineError(f"There is nothing in {layout.published}: publish first.")
    fresh = layout.out / ".site"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    shutil.copyfile(TEMPLATES / "style.css", fresh / "style.css")
    write_docs(layout, fresh / "docs", variables)
    has_lineage = write_lineage(layout, fresh / "lineage")
    write_index(layout, fresh, has_lineage, currency(variables))
    shutil.rmtree(layout.site, ignore_errors=True)
    fresh.rename(layout.site)
    return f"{layout.site / 'index.html'}" + (
        "" if has_lineage else ", without column lineage: run make setup"
    )


def write_docs(layout: Layout, folder: Path, variables: str | None) -> None:
    is_compiled = layout.manifest.exists() and '"compiled": true' in layout.manifest.read_text(
        encoding="utf-8"
    )
    speed = ["--no-compile"] if is_compiled else []
    run_dbt(layout, "docs", "generate", "--static", *speed, variables=variables)
    folder.mkdir()
    page = (layout.target / "static_index.html").read_text(encoding="utf-8").replace(str(PROJECT), "")
    (folder / "index.html").write_text(keep_to_itself(page), encoding="utf-8")


def write_lineage(layout: Layout, folder: Path) -> bool:
    """Column-level lineage by dbt-colibri, which lives in an environment of its own."""
    colibri = os.environ.get("CUSTOMER_PERFORMANCE_COLIBRI") or PROJECT / ".venv-lineage" / "bin" / "colibri"
    if not Path(colibri).exists():
        return False
    command = [
        str(colibri),
        "generate",
        "--disable-telemetry",
        "--light",
        "--output-dir",
        str(folder.resolve()),
    ]
    command += ["--manifest", str(layout.manifest.resolve())]
    command += ["--catalog", str((layout.target / "catalog.json").resolve())]
    done = subprocess.run(
        command, env=os.environ | QUIET_COLIBRI, cwd=layout.build, capture_output=True, text=True, check=False
    )
    page = folder / "index.html"
    if done.returncode or not page.exists():
        raise PipelineError(f"{done.stdout[-2000:]}{done.stderr[-2000:]}\ndbt-colibri failed.")
    page.write_text(keep_to_itself(page.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "colibri-manifest.json").unlink()  # the page has it in itself
    return True


def keep_to_itself(page: str) -> str:
    """Forbid a page to load anything from elsewhere."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return re.sub(r"<head[^>]*>", lambda head: head[0] + policy, page, count=1)


def currency(variables: str | None) -> str:
    defaults = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    return (defaults | yaml.safe_load(variables or "{}"))["reporting_currency"]


def write_index(layout: Layout, folder: Path, has_lineage: bool, currency: str) -> None:
    with duckdb.connect(str(layout.published.resolve() / "warehouse.duckdb"), read_only=True) as connection:
        headlines, exceptions = rows(connection, HEADLINES), rows(connection, EXCEPTIONS)
        as_of = connection.execute("select as_of from marts.metric_as_of").fetchone()
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        landed, results = rows(connection, LANDED), rows(connection, QUALITY)
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    templates.filters |= {"quantity": quantity, "signed": signed}
    for headline in headlines:
        headline["unit"] = currency if headline["unit"] == "money" else headline["unit"]
    asked = [result for result in results if result["status"] != "empty"]
    index = templates.get_template("index.html.j2").render(
        root="",
        headlines=headlines,
        exceptions=exceptions,
        landed=landed,
        lineage=has_lineage,
        as_of=f"{as_of[0]:%Y-%m-%d %H:%M} UTC" if as_of and as_of[0] else None,
        quality={"asked": len(asked), "failed": sum(result["status"] == "failed" for result in asked)},
    )
    (folder / "index.html").write_text(index, encoding="utf-8")
    write_quality(layout, folder / "quality", templates, results)


def write_quality(layout: Layout, folder: Path, templates: jinja2.Environment, results: list[dict]) -> None:
    """Our own overview, and Great Expectations' page of each table."""
    folder.mkdir()
    pages: dict[tuple[str, str], str | None] = defaultdict(lambda: None)
    for page in sorted((layout.build / "quality").glob("*/validations/*/*/**/*.html")):
        door, _, schema, table, *_ = page.relative_to(layout.build / "quality").parts
        name = f"{door}.{schema}.{table}.html"
        (folder / name).write_text(without_the_web(page.read_text(encoding="utf-8")), encoding="utf-8")
        pages[door, f"{schema}.{table}"] = name
    doors = {
        door: {
            table: list(found) for table, found in groupby(of_door, key=lambda result: result["table_name"])
        }
        for door, of_door in groupby(results, key=lambda result: result["door"])
    }
    overview = templates.get_template("quality.html.j2").render(root="../", doors=doors, pages=pages)
    (folder / "index.html").write_text(overview, encoding="utf-8")


def without_the_web(page: str) -> str:
    """A page of Great Expectations with our style sheet in place of what it would load from elsewhere."""
    loaded = r"<script\b.*?</script>|<link\b[^>]*>|<img\b[^>]*>|<footer\b.*?</footer>"
    page = re.sub(loaded, "", page, flags=re.DOTALL)
    page = re.sub(r'href="[^"#]*index\.html"', 'href="index.html"', page)
    page = re.sub(r'<a href="[^"]*expectations/[^"]*"\s*>(.*?)</a>', r"\1", page)
    page = page.replace("</head>", '<link rel="stylesheet" href="../style.css"></head>', 1)
    return keep_to_itself(page)


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict]:
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, values, strict=True)) for values in result.fetchall()]


def quantity(value: float | None, unit: str = "") -> str:
    """A number with as many digits as a reader wants to see."""
    if value is None:
        return "–"
    digits = 1 if unit == "%" or abs(value) >= 10 else 2
    if unit != "%" and float(value).is_integer():
        digits = 0
    return f"{value:,.{digits}f}".replace("-", "−") + (f" {unit}" if unit else "")


def signed(value: float, unit: str = "") -> str:
    return ("+" if value > 0 else "") + quantity(value, unit)
