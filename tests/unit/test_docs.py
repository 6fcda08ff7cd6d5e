"""What the documents link to or name exists, and the README stays short."""

import re
import shlex
from fnmatch import fnmatchcase
from pathlib import Path

import click
import pytest

from customer_performance.cli import group
from customer_performance.core.paths import PROJECT
from customer_performance.site.decisions import anchor

PAGES = sorted([PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *(PROJECT / "docs").rglob("*.md")])
ROOMS = (
    "analyses",
    "bi",
    "customer_performance",
    "docs",
    "macros",
    "models",
    "quality",
    "seeds",
    "tests",
    "tools",
)
FILES = sorted(
    path.relative_to(PROJECT).as_posix()
    for room in ROOMS
    for path in [PROJECT / room, *(PROJECT / room).rglob("*")]
    if ".venv" not in path.parts and "__pycache__" not in path.parts
) + [path.name for path in PROJECT.iterdir() if path.is_file()]
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
# Of what stands in code: a path, or the name of a file.
NAMED = re.compile(r"`([\w.*-]+/[\w./*-]*|[\w-]+\.(?:md|py|yml|sql|toml))`")
# A command of the package, in a block of code (where it may go on behind a backslash) or between backticks.
COMMAND = re.compile(r"(?:^|[`/ ])customer-performance ((?:[^`#|&\n\\]|\\\n)+)", re.MULTILINE)
# What a run writes, and what a reader is to write.
NOT_HERE = re.compile(
    r"(out|build|logs|published|parquet|target|site|\.site|lifts|servicenow|salesforce|stripe|zendesk|my-company|my-tables)/|"
    r"(ticket_events/2024-01\.csv|tickets/\d+_.*\.parquet|source\.yml|database\.yml)$|"
    r".*(helpdesk|returns|cpi_calm_nights|cpi_freed_within_half_an_hour)"
)


def said(page: Path) -> str:
    """The text of a page without its blocks of code."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    return {anchor(title) for title in re.findall(r"^#+ (.+)$", said(page), re.MULTILINE)}


def is_dead(link: str, page: Path) -> bool:
    path, _, part = link.partition("#")
    target = page.parent / path if path else page
    return not target.exists() or (bool(part) and part not in anchors(target))


def is_here(name: str) -> bool:
    """Whether a file or folder has this name, or a path that ends with it."""
    name = name.rstrip("/")
    return any(fnmatchcase(file, name) or fnmatchcase(file, f"*/{name}") for file in FILES)


@pytest.fixture(params=PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def page(request) -> Path:
    return request.param


def test_no_link_is_dead(page):
    links = {link for link in LINK.findall(said(page)) if not re.match(r"[a-z]+:", link)}
    assert {link for link in links if is_dead(link, page)} == set()


def test_each_named_file_is_here(page):
    named = {name for name in NAMED.findall(said(page)) if not NOT_HERE.match(name)}
    assert {name for name in named if not is_here(name)} == set()


def test_each_target_of_make_is_here(page):
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(
        re.findall(r"(?:`|^|\$ )make ([a-z-]+)(?![\w/-])", page.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {name for name in targets if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()


def commands_of(page: Path) -> list[str]:
    found = COMMAND.findall(page.read_text(encoding="utf-8"))
    texts = [text.replace("\\\n", " ").strip() for text in found]
    return [text for text in texts if text.split()[0] in group.commands and "OPTIONS" not in text]


def parse(text: str) -> None:
    """Raises what click raises for a command line that it does not understand."""
    command, words = group, shlex.split(text.replace("…", "x"))
    while isinstance(command, click.Group):
        if not words:  # the text only names the command
            return
        word = words.pop(0)
        if word not in command.commands:
            raise click.NoSuchOption(word)
        command = command.commands[word]
    try:
        command.make_context(command.name, words, parent=click.Context(group, **group.context_settings))
    except click.MissingParameter:
        if words:
            raise
    except click.BadParameter as error:
        if "is not a folder" not in error.message:  # the reader's own folder is not here
            raise


def test_each_command_is_understood(page):
    for text in commands_of(page):
        parse(text)


def test_there_are_commands_and_a_wrong_one_is_noticed():
    assert len({text for page in PAGES for text in commands_of(page)}) > 15
    for wrong in ("build --out-folder x", "guard everything", "serve oracle", "publish now"):
        with pytest.raises(click.UsageError):
            parse(wrong)


def test_the_readme_stays_short():
    assert (PROJECT / "README.md").stat().st_size < 8 * 1024
