"""The public test tables of dbt packages: what lands of them, and how many rows they have."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from customer_performance.core.paths import PROJECT, Layout

FOLDER = PROJECT.parent / "shared" / "data" / "vendor_seeds"


def build_seeds(vendor: str, folder: Path, build: Callable[[Path, Layout], Path]) -> Path:
    """Land the test tables of the package for a vendor, and `build` what stages them; returns the build file. Each row
    of each file has landed."""
    landing = folder / "landing" / vendor
    landing.mkdir(parents=True)
    rows = {}
    for file in sorted((FOLDER / f"dbt_{vendor}").glob("*_data.csv")):
        name = file.name.removesuffix("_data.csv")
        (landing / f"{name}.csv").write_bytes(file.read_bytes())
        rows[name] = len(duckdb.read_csv(str(file), all_varchar=True).fetchall())
    database = build(landing.parent, Layout(folder / "out"))
    with duckdb.connect(str(database), read_only=True) as connection:
        landed = connection.execute(
            "select file, rows_landed, rows_rejected from raw.landed_files"
        ).fetchall()
    assert len(landed) > 10
    for name, taken, not_taken in landed:
        assert (rows[Path(name).stem], 0) == (taken + not_taken, not_taken), name
    return database
