"""A Chromium with the network closed, and the marts that the site is of."""

import duckdb
import pytest

from tests.support.browser import CHROMIUM, SITE, is_elsewhere
from tests.support.demo import OUT


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="`make browser-test` installs it and runs these"
    )
    if not (SITE / "index.html").is_file():
        pytest.fail(f"{SITE} is not there: build the demo company first, as `make test` does")
    with playwright.sync_playwright() as running:
        # nothing resolves, so that a request would fail as well as be seen
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        browser = running.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(locale="en-GB", offline=True)
    yield context
    context.close()


@pytest.fixture
def page(context):
    page = context.new_page()
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.troubles.append(said.text))
    page.on("request", lambda request: is_elsewhere(request.url) and page.troubles.append(request.url))
    yield page
    page.close()


@pytest.fixture(scope="module")
def published():
    path = OUT / "published" / "warehouse.duckdb"
    with duckdb.connect(str(path.resolve()), read_only=True) as connection:
        yield connection
