"""Where everything of a run lies, and who may read it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from customer_performance.core.errors import RunError

PROJECT = Path(__file__).resolve().parents[2]
LAKE_VARIABLE = "CUSTOMER_PERFORMANCE_LAKE"


@dataclass(frozen=True)
class Layout:
    """The paths under OUT."""

    out: Path

    @property
    def build(self) -> Path:
        return self.out / "build"

    @property
    def database(self) -> Path:
        return self.build / "warehouse.duckdb"

    @property
    def target(self) -> Path:
        return self.build / "target"

    @property
    def manifest(self) -> Path:
        return self.target / "manifest.json"

    @property
    def demo(self) -> Path:
        return self.out / "demo"

    @property
    def logs(self) -> Path:
        return self.out / "logs"

    @property
    def published(self) -> Path:
        return self.out / "published"

    @property
    def site(self) -> Path:
        return self.out / "site"

    @property
    def spill(self) -> Path:
        return self.build / "spill"

    @property
    def lake(self) -> Path:
        """Of a build by Spark: the Parquet that its cluster reads and writes. What the build file holds is in it, and
        it is removed when a person is forgotten: so it is a folder of its own in the one that the environment
        names."""
        said = os.environ.get(LAKE_VARIABLE)
        return Path(said) / "customer-performance" if said else self.build.resolve() / "lake"

    @property
    def private(self) -> tuple[Path, ...]:
        """What may hold personal data; the owner alone can enter."""
        return self.build, self.logs, self.demo

    def make(self) -> None:
        path = str(self.out.resolve())
        if re.search("[?\ud800-\udfff]", path):
            raise RunError(
                f"--out {path!r}: DuckDB needs a path in UTF-8 without a question mark. Choose another."
            )
        self.out.mkdir(parents=True, exist_ok=True)
        for folder in (self.build, self.logs):
            folder.mkdir(mode=0o700, exist_ok=True)
        for folder in self.private:
            if folder.exists():
                folder.chmod(0o700)


@contextmanager
def private_files() -> Iterator[None]:
    """Files made inside, also by child processes, belong to their owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
