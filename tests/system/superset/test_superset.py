"""The example dashboard in a real Superset, connected to the marts in PostgreSQL and to the published file."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import duckdb
import pytest

from customer_performance.core.paths import PROJECT, Layout
from customer_performance.publish.postgres import serve
from tests.support.demo import OUT
from tests.support.postgres import PASSWORD

BI = PROJECT / "bi"
SUPERSET = Path(os.environ.get("SUPERSET", BI / "superset" / ".venv" / "bin" / "superset")).absolute()
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LINES = {
    "First contact resolution by team, %": "cpi_first_contact_resolution",
    "Customer satisfaction by team, %": "cpi_customer_satisfaction",
}
sys.path.insert(0, str(BI / "superset"))
import load  # noqa: E402


@pytest.fixture(scope="module")
def superset(tmp_path_factory):
    home = tmp_path_factory.mktemp("superset")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "SUPERSET_HOME": str(home),
        "SUPERSET_SECRET_KEY": "only for this test, forty-two bytes long, at least",
        "SUPERSET_CONFIG_PATH": str((BI / "superset" / "superset_config.py").resolve()),
    }
    environment.pop("PYTHONPATH", None)
    admin = ["--username", "admin", "--firstname", "A", "--lastname", "B", "--email", "a@b.invalid"]
    with (home / "log").open("w") as log:
        for command in (["db", "upgrade"], ["fab", "create-admin", *admin, "--password", PASSWORD], ["init"]):
            subprocess.run(
                [SUPERSET, *command], env=environment, check=True, stdout=log, stderr=log, cwd=home
            )
        server = subprocess.Popen(
            [SUPERSET, "run", "-h", "127.0.0.1", "-p", str(port), "--with-threads"],
            env=environment,
            stdout=log,
            stderr=log,
            cwd=home,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/health", server)
            yield load.Superset(url, "admin", PASSWORD)
        finally:
            server.terminate()
            server.wait(30)


def wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(120):
        assert server.poll() is None
        try:
            with urllib.request.urlopen(url) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(1)
    pytest.fail("Superset does not start")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A copy of the demo company's published file, behind a link as it is in OUT."""
    if not (OUT / "published").exists():
        pytest.fail(f"{OUT / 'published'} is not there: build the demo company first, as `make bi-test` does")
    out = Layout(tmp_path_factory.mktemp("out"))
    shutil.copytree((OUT / "published").resolve(), out.out / ".published" / "1")
    out.published.symlink_to(Path(".published") / "1")
    return out


@pytest.fixture(scope="module", params=["postgres", "duckdb"])
def marts(request, superset, published):
    if request.param == "duckdb":
        file = f"duckdb:///{published.published.absolute()}/warehouse.duckdb?access_mode=read_only"
        superset.load(file)
        return request.param
    postgres = request.getfixturevalue("postgres")
    reader = "customer_performance_reader"
    serve(published, postgres.url(), "marts", reader)
    postgres.run(f"create role superset login password '{PASSWORD}' in role {reader}")
    socket_file = f"{postgres.folder}/.s.PGSQL.5432"
    superset.load(
        f"postgresql+pg8000://superset:{PASSWORD.replace('@', '%40')}@/postgres?unix_sock={socket_file}"
    )
    return request.param


def charts(superset) -> dict[str, list[dict]]:
    return {
        chart["slice_name"]: superset.get(f"chart/{chart['id']}/data/?force=true")["result"][0]["data"]
        for chart in superset.get("chart/")["result"]
    }


def day(milliseconds: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(milliseconds / 1000))


def ask(published, query: str) -> list[tuple]:
    with duckdb.connect(str(published.published.resolve() / "warehouse.duckdb"), read_only=True) as warehouse:
        return warehouse.execute(query).fetchall()


def test_the_charts_show_the_values_of_metric_values(superset, published, marts):
    shown = charts(superset)
    assert set(shown) == {
        *LINES,
        "Last complete month, against targets",
        "Where targets are met and customers are unhappy",
    }
    for name, metric in LINES.items():
        rows = [(day(row["period_start"]), row["dimension_value"], row["Value"]) for row in shown[name]]
        expected = ask(
            published,
            f"""
            select period_start::varchar, dimension_value, value from marts.metric_values
            where metric_id = '{metric}' and grain = 'month' and dimension = 'team' and is_complete order by all
            """,
        )
        assert sorted(rows) == expected
    columns = ("metric", "value", "ci_low", "ci_high", "target", "target_status", "change")
    rows = [tuple(row[column] for column in columns) for row in shown["Last complete month, against targets"]]
    assert sorted(rows, key=str) == sorted(
        ask(
            published,
            """
            select label_en, value, ci_low, ci_high, target, target_status, change
            from marts.metric_values inner join marts.metric_catalog using (metric_id)
            where grain = 'month' and dimension = 'all' and is_complete
            qualify row_number() over (partition by metric_id order by period_start desc) = 1
            """,
        ),
        key=str,
    )
    gap = {row["team"]: row["quadrant"] for row in shown["Where targets are met and customers are unhappy"]}
    assert gap["Platform"] == "watermelon"


def test_the_dashboard_is_drawn_and_calls_nobody_else(superset, marts, tmp_path_factory):
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed (Debian: apt install chromium)")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        page = browser.new_page(viewport={"width": 1400, "height": 1500})
        asked, kept_back, refused = [], [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: request.failure == "csp" and kept_back.append(request.url))
        page.on("response", lambda answer: answer.status >= 400 and refused.append(answer.url))
        page.goto(f"{superset.url}/login/")
        page.fill("#username", "admin")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/superset/welcome/**", timeout=120_000)
        page.goto(f"{superset.url}/superset/dashboard/customer-performance/?standalone=2")
        page.get_by_text("watermelon").wait_for(timeout=120_000)
        page.get_by_text("Net promoter score (NPS)").first.wait_for(timeout=120_000)
        page.locator(".chart-slice canvas").nth(1).wait_for(timeout=120_000)
        drawn = page.inner_text("body")
        picture = tmp_path_factory.getbasetemp() / f"dashboard-{marts}.png"
        page.screenshot(path=picture, full_page=True)
        print(picture)
        browser.close()
    assert "First contact resolution by team" in drawn
    assert "Net promoter score (NPS)" in drawn
    own = (superset.url, "data:", "blob:")
    assert refused == []
    # Superset's pages ask for a picture elsewhere; the configuration's policy stops that in the browser.
    assert [url for url in asked if not url.startswith(own) and url not in kept_back] == []


def test_the_next_published_run_is_shown(superset, published, marts):
    if marts != "duckdb":
        pytest.skip("PostgreSQL's own tests show the next run")
    second = published.out / ".published" / "2"
    shutil.copytree(published.published.resolve(), second)
    with duckdb.connect(str(second / "warehouse.duckdb")) as warehouse:
        warehouse.execute("update marts.metric_values set value = 12.5 where dimension = 'team'")
    (published.out / "next").symlink_to(Path(".published") / "2")
    os.replace(published.out / "next", published.published)
    assert {row["Value"] for row in charts(superset)["Customer satisfaction by team, %"]} == {12.5}
