"""What dbt has read is kept by project and vars, and found again in another OUT."""

from customer_performance.core.parsed import OF_DBT, VARIABLE, kept
from customer_performance.core.paths import Layout


def build(layout, variables, reads=None):
    """What dbt finds; `reads`: what it leaves."""
    with kept(layout, variables):
        own = layout.target / OF_DBT
        found = own.read_text() if own.exists() else None
        if reads:
            layout.target.mkdir(parents=True, exist_ok=True)
            own.write_text(reads)
    return found


def test_another_out_finds_what_was_read_with_the_same_vars(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "parsed"))
    first, second = Layout(tmp_path / "first"), Layout(tmp_path / "second")
    assert build(first, "a: 1", reads="of a") is None
    assert build(second, "a: 1") == "of a"
    assert build(second, None, reads="of none") == "of a"  # dbt sees by itself that the vars are others
    assert build(second, "a: 1", reads="of a, and newer") == "of a"
    assert build(first, "a: 1") == "of a, and newer"
    assert build(first, None) == "of none"
    assert len(list((tmp_path / "parsed").iterdir())) == 2


def test_nothing_is_kept_unless_a_folder_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    layout = Layout(tmp_path / "out")
    assert build(layout, None, reads="its own") is None
    assert build(Layout(tmp_path / "other"), None) is None
