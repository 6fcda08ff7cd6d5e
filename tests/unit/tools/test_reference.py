"""The generated pages of docs/reference/ are current."""

import pytest

from tools.reference import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.slow
def test_the_page_is_what_make_reference_writes(name):
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), (
        f"docs/reference/{name} is not current: run `make reference`, and commit it."
    )
