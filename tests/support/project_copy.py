"""A copy of the project, for tests that change it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from customer_performance.core.paths import PROJECT, Layout

COPIED = (
    "models",
    "macros",
    "seeds",
    "quality",
    "tests",
    "analyses",
    "customer_performance",
    "dbt_project.yml",
    "profiles.yml",
)


class ProjectCopy:
    """A copy of the project without what a run makes, and its commands."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.layout = Layout(folder / "out")
        for name in COPIED:
            copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copyfile
            copy(PROJECT / name, folder / name)

    def files(self) -> dict[str, str]:
        return {
            str(path.relative_to(self.folder)): path.read_text(encoding="utf-8")
            for part in ("models", "macros", "customer_performance")
            for path in (self.folder / part).rglob("*")
            if path.suffix in (".sql", ".yml", ".py")
        }

    def attempt(self, *command: str) -> subprocess.CompletedProcess:
        """Run a command of the environment, as the documents write it."""
        module = {"dbt": "dbt.cli.main", "customer-performance": "customer_performance.cli"}[
            Path(command[0]).name
        ]
        environment = os.environ | {
            "PYTHONPATH": str(self.folder),
            "CUSTOMER_PERFORMANCE_OUT": str(self.layout.out),
            "DBT_USE_COLORS": "false",
        }
        return subprocess.run(
            [sys.executable, "-W", "ignore", "-m", module, *command[1:]],
            cwd=self.folder, env=environment, text=True, capture_output=True,
        )  # fmt: skip

    def run(self, *command: str) -> str:
        done = self.attempt(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def append(self, file: str, lines: str) -> None:
        with (self.folder / file).open("a", encoding="utf-8") as stream:
            stream.write(lines)

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    @contextmanager
    def changed(self, file: str, old: str, new: str) -> Iterator[None]:
        """An edit that is taken back afterwards."""
        before = (self.folder / file).read_text(encoding="utf-8")
        self.edit(file, old, new)
        yield
        (self.folder / file).write_text(before, encoding="utf-8")

    def query(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.layout.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()
