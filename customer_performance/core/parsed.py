"""What dbt has read of the project, kept for builds in other places and with other vars.

dbt reads all of it anew in each new target folder and after each change of vars, which takes it a dozen seconds. A
folder named by CUSTOMER_PERFORMANCE_PARSED keeps what it read, for each project and its vars; what has changed since,
dbt finds out by itself.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from customer_performance.core.paths import PROJECT, Layout

VARIABLE = "CUSTOMER_PERFORMANCE_PARSED"
OF_DBT = "partial_parse.msgpack"


def where_kept(variables: str | None) -> Path | None:
    folder = os.environ.get(VARIABLE)
    if not folder:
        return None
    return Path(folder) / f"{sha256(f'{PROJECT} {variables}'.encode()).hexdigest()[:16]}.msgpack"


@contextmanager
def kept(layout: Layout, variables: str | None) -> Iterator[None]:
    """Inside, dbt finds in its target folder what was read of the project with these vars; after it, that is kept."""
    known = where_kept(variables)
    if known is None:
        yield
        return
    own = layout.target / OF_DBT
    if known.exists():
        layout.target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(known, own)
    yield
    if own.exists():
        known.parent.mkdir(parents=True, exist_ok=True)
        fresh = known.with_suffix(f".{os.getpid()}")
        shutil.copyfile(own, fresh)
        fresh.replace(known)  # so that others who read it find a whole one
