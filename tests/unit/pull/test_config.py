"""What database.yml may say, and what is said of mistakes in it."""

from datetime import timedelta

import pytest

from customer_performance import cli
from customer_performance.core.contract import LandingError, load_contract
from customer_performance.pull.config import load_database_config
from customer_performance.pull.pull import pull

TABLES = load_contract()["files"]


def load(tmp_path, text):
    path = tmp_path / "database.yml"
    path.write_text(text, encoding="utf-8")
    return load_database_config(path, TABLES)


def test_what_is_left_out_has_a_default(tmp_path):
    config = load(
        tmp_path,
        "url_from: HELPDESK\n"
        "tables:\n"
        "  tickets: {from: x.y, key: id, updated_at: changed, lag: 90m, deletes: compare_keys}\n"
        "  article_views: {key: [session_id, article_id], updated_at: at}\n"
        "  agents: {}\n",
    )
    tickets, views, agents = config.tables.values()
    assert (tickets.source, tickets.key, tickets.lag) == ("x.y", ("id",), timedelta(minutes=90))
    assert (views.source, views.key, views.lag, views.deletes) == (
        None,
        ("session_id", "article_id"),
        timedelta(hours=1),
        "none",
    )
    assert (agents.key, agents.updated_at) == ((), None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tables: {agents: {}}", "line 1 .*: url_from is missing"),
        ("url_from: A", "tables is missing"),
        ("url_from: A\ntables: {}", "line 2 .*: tables: at least one table"),
        ("url_from: A\ntables: [agents]", "line 2 .*: tables must be a mapping"),
        ("url_from: A\ntables:\n  agents: staff", "line 3 .*: tables must be a mapping|agents"),
        (
            "url_from: A\ntables:\n  tickts: {}",
            r"line 3 .*unknown table 'tickts' \(did you mean 'tickets'\?\)",
        ),
        (
            "url_from: A\ntables:\n  agents:\n    form: x",
            r"line 4 .*unknown key 'form' \(did you mean 'from'\?\)",
        ),
        ("url_from: A\ntables:\n  agents:\n    lag: 1 week", "line 4 .*: agents: lag must be a number"),
        ("url_from: A\ntables:\n  agents:\n    key: {a: b}", "line 4 .*: agents: key must be a column"),
        ("url_from: A\ntables:\n  agents:\n    updated_at: at", "line 4 .*: agents: updated_at needs a key"),
        (
            "url_from: A\ntables:\n  agents:\n    deletes: none_at",
            "line 4 .*: agents: deletes needs updated_at",
        ),
        ("- url_from", "a mapping is expected"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, text, said):
    with pytest.raises(LandingError, match=said):
        load(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "url_from: postgresql://me:s3cret@host/db\ntables: {agents: {}}",
        "url: postgresql://me:s3cret@host/db\ntables: {agents: {}}",
        "url_from: A\npassword: s3cret\ntables: {agents: {}}",
        "url_from: A\ntables: {agents: {password: s3cret}}",
        "url_from: 's3cret\ntables: {agents: {}}",
        "url_from: @s3cret\ntables: {agents: {}}",
        "url_from: *s3cret\ntables: {agents: {}}",
        "postgresql://me:s3cret@host/db",
    ],
)
def test_a_password_in_the_file_is_refused_and_not_shown(tmp_path, text):
    with pytest.raises(LandingError) as failure:
        load(tmp_path, text)
    assert "s3cret" not in str(failure.value)


def test_what_the_environment_lacks_is_said_by_name_alone(tmp_path, monkeypatch, capsys):
    (tmp_path / "database.yml").write_text("url_from: HELPDESK\ntables: {agents: {}}")
    monkeypatch.delenv("HELPDESK", raising=False)
    assert cli.main(["pull", "--landing", str(tmp_path)]) == 1
    assert "HELPDESK of the environment is empty" in capsys.readouterr().err
    for url in ("oracle://me:s3cret@host/db", "s3cret", "postgresql://me:s3cret@x@host/db"):
        monkeypatch.setenv("HELPDESK", url)
        assert cli.main(["pull", "--landing", str(tmp_path)]) == 1
        assert "s3cret" not in "".join(capsys.readouterr())


def test_a_folder_without_the_file_and_a_source_that_is_unknown(tmp_path):
    with pytest.raises(LandingError, match=r"database\.yml is not there"):
        pull(tmp_path)
    with pytest.raises(LandingError, match="--source nothing is unknown"):
        pull(tmp_path, "nothing")
    with pytest.raises(LandingError, match="var max_vanished_share must be a number"):
        pull(tmp_path, variables={"max_vanished_share": 20})
