"""What a run that was killed leaves behind, and what its marts still lack before they may be published."""

from pathlib import Path

from customer_performance.core.build_log import read_build_log
from customer_performance.core.errors import RunError
from customer_performance.core.paths import Layout, private_files
from customer_performance.core.project import require_whole
from customer_performance.core.releases import Releases, remove

# The step that must have seen the marts as they are, before another one takes them.
WAITS_FOR = {"publish": "guard marts", "site": "publish"}
UNSEEN = {
    "publish": "The marts have not passed their gate since they were built. Run customer-performance guard marts.",
    "site": (
        "The marts have not been published since they were built. Run customer-performance guard marts and "
        "customer-performance publish."
    ),
}


def clear_leftovers(layout: Layout) -> None:
    """Remove the half-written files of a run that was killed. Only for who holds the lock of OUT."""
    for pattern in ("landing-rows*", "*.fresh", "*.fresh.wal", "*.tmp", "spill"):
        for path in layout.build.glob(pattern):
            remove(path)
    for link in (layout.published, layout.site):
        Releases(link).remove_unfinished()


class Audit:
    """Whether the marts are whole, have passed their gate as they are, and are published as they are.

    The build log says what is whole, whoever called dbt, so a run that is killed cannot lead to the publishing of
    marts half of which are older than the rest. Each later step writes down which marts it has seen.
    """

    def __init__(self, layout: Layout):
        self.layout = layout

    def begin(self, step: str) -> None:
        """Raises RunError where the marts are not ready for the step."""
        if step not in ("guard marts", *WAITS_FOR) or not self.layout.database.exists():
            return
        log = read_build_log(self.layout.database)
        require_whole(log)
        if step in WAITS_FOR and self.seen_by(WAITS_FOR[step]) != log.state:
            raise RunError(UNSEEN[step])

    def end(self, step: str) -> None:
        if step in WAITS_FOR.values():
            with private_files():
                self.path(step).write_text(read_build_log(self.layout.database).state, encoding="utf-8")

    def seen_by(self, step: str) -> str | None:
        path = self.path(step)
        return path.read_text(encoding="utf-8") if path.exists() else None

    def path(self, step: str) -> Path:
        return self.layout.build / f"seen-by-{step.replace(' ', '-')}"
