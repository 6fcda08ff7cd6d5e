"""The decisions of the project, and which of them concern a metric.

A file of docs/decisions/ has a heading for each decision. The paragraph below it begins with the date and may go on
with `· concerns` and the names of models.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from customer_performance.core.paths import PROJECT

FOLDER = PROJECT / "docs" / "decisions"
EVERY_METRIC = "metric_values"
ENTRY = re.compile(r"^## (.+)\n\n(\d{4}-\d\d-\d\d)(?: · concerns ([^\n]+(?:\n[^\n]+)*))?\n\n", re.MULTILINE)


@dataclass(frozen=True)
class Decision:
    """One entry of a file in docs/decisions/. `decided_on`: an ISO date; `text`: Markdown, without the heading."""

    file: str
    title: str
    decided_on: str
    models: tuple[str, ...]
    text: str

    @property
    def anchor(self) -> str:
        """Its heading as the end of an address."""
        return anchor(self.title)

    def is_about(self, metric: str, reads: Iterable[str]) -> bool:
        """Whether it names the metric, a model that the metric reads, or what every metric goes through."""
        return not {metric, *reads, EVERY_METRIC}.isdisjoint(self.models)


def read_decisions(folder: Path = FOLDER) -> list[Decision]:
    """Every decision, by file and in the order of the file; none where the folder is not there."""
    return [
        decision
        for path in sorted(folder.glob("*.md"))
        for decision in decisions_in(path.name, path.read_text("utf-8"))
    ]


def anchor(title: str) -> str:
    """What code hosts make of a heading to link to it."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def with_code(text: str) -> Markup:
    """A text without lists and tables as HTML: what stands between backticks as code, and of links what they say."""
    said = re.sub(r"\[([^]]+)]\([^)]+\)", r"\1", text)
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(said))))


def decisions_in(file: str, text: str) -> list[Decision]:
    parts = ENTRY.split(text)[1:]
    return [
        Decision(file, title, day, tuple(re.findall(r"`(\w+)`", models or "")), body.strip())
        for title, day, models, body in zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=True)
    ]
