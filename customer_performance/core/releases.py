"""Folders that readers see all at once: a link to one of the folders that runs have filled, each its own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path


class Releases:
    """What `link` shows, has shown and will show: folders under `.<name of the link>`, named after the time they
    were begun. Only for who holds the lock of OUT."""

    def __init__(self, link: Path):
        self.link = link
        self.folder = link.parent / f".{link.name}"

    @property
    def shown(self) -> Path | None:
        return self.link.resolve() if self.link.exists() else None

    @contextmanager
    def fresh(self) -> Iterator[Path]:
        """A folder to fill, which goes again where that fails."""
        folder = self.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        folder.mkdir(parents=True)
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def show(self, folder: Path) -> None:
        """Point the link to the folder; renaming over the old link leaves no moment without one.

        Who may enter the folder of the link may read what it shows, whatever the umask of the run."""
        for path in (self.folder, folder, *folder.rglob("*")):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        link = self.folder / "next"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(self.folder.name) / folder.name)
        os.replace(link, self.link)

    def remove_all_but(self, *kept: Path | None) -> None:
        names = {path.name for path in kept if path}
        for old in self.folder.iterdir():
            if old.is_dir() and old.name not in names:
                shutil.rmtree(old, ignore_errors=True)

    def remove_unfinished(self) -> None:
        """What a run that was killed has left: all that is later than what is shown."""
        shown = self.shown.name if self.shown else ""
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.name > shown:
                remove(path)


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
