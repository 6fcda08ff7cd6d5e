"""A vendor that nobody has: its tables are those of the plain contract, with ids of its own."""

from collections.abc import Iterable

import yaml

from tests.support.project_copy import ProjectCopy


def add_vendor(copy: ProjectCopy, vendor: str, tables: Iterable[str]) -> None:
    """Let a vendor feed these tables of the contract: its sources, its staging and var `sources`."""
    staging = copy.folder / "models" / "staging"
    declared = {
        table["name"]: table
        for file in sorted((staging / "files").glob("_files__*_sources.yml"))
        for table in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"][0]["tables"]
    }
    (staging / vendor).mkdir()
    source = {
        "name": vendor,
        "schema": f"raw_{vendor}",
        "description": "Made up.",
        "tables": [declared[table] for table in tables],
    }
    text = yaml.safe_dump({"version": 2, "sources": [source]}, sort_keys=False)
    (staging / vendor / f"_{vendor}__sources.yml").write_text(text, encoding="utf-8")
    project = copy.folder / "dbt_project.yml"
    lines = project.read_text(encoding="utf-8")
    for table in tables:
        model = staging / vendor / f"stg_{vendor}__{table}.sql"
        of_files = (staging / "files" / f"stg_files__{table}.sql").read_text(encoding="utf-8")
        model.write_text(of_files.replace("'files'", f"'{vendor}'"), encoding="utf-8")
        line = f"\n    {table}: [files"
        assert lines.count(line) == 1
        lines = lines.replace(line, f"{line}, {vendor}")
    project.write_text(lines, encoding="utf-8")
