"""What a run that was killed leaves behind, and what its marts still lack before they may be published."""

from customer_performance.core.errors import PipelineError
from customer_performance.core.paths import Layout, private_files
from customer_performance.core.releases import Releases, remove


def clear_leftovers(layout: Layout) -> None:
    """Remove the half-written files of a run that was killed. Only for who holds the lock of OUT."""
    for pattern in ("landing-rows*", "*.fresh", "*.fresh.wal", "*.tmp", "spill"):
        for path in layout.build.glob(pattern):
            remove(path)
    for link in (layout.published, layout.site):
        Releases(link).remove_unfinished()


class Audit:
    """Which step the marts of the build file wait for. It is written down before a step begins that changes them,
    so a run that is killed cannot lead to the publishing of marts half of which are older than the rest."""

    def __init__(self, layout: Layout):
        self.path = layout.build / "waits-for"

    def begin(self, step: str) -> None:
        if step == "dbt build":
            self.write("dbt build")
        waits_for = self.path.read_text(encoding="utf-8") if self.path.exists() else None
        if waits_for == "dbt build" and step in ("guard marts", "publish"):
            raise PipelineError(
                "The marts were being built when a run ended, so some may be older than the rest. "
                "Run customer-performance build."
            )
        if waits_for == "guard marts" and step == "publish":
            raise PipelineError(
                "The marts have not passed their gate since they were built. Run customer-performance guard marts."
            )

    def write(self, waits_for: str) -> None:
        with private_files():
            self.path.write_text(waits_for, encoding="utf-8")

    def end(self, step: str) -> None:
        if step == "dbt build":
            self.write("guard marts")
        if step == "guard marts":
            self.path.unlink(missing_ok=True)
