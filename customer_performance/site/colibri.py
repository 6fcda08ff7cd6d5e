"""Runs dbt-colibri on all cores. The Python of `.venv-lineage` runs this file, and has nothing of this package.

Colibri follows the columns of one model after the other, and nothing that it finds in one is read for another. So each
process takes some of the models, and what they find is put together in the order of the models, as if one had.
"""

import gc
import os
import sys
from collections.abc import Iterable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from dbt_colibri.cli.cli import cli
from dbt_colibri.lineage_extractor.extractor import DbtColumnLineageExtractor as Extractor

COLLECTED = 12  # models after which a process frees what they took

Found = dict[str, Any]  # what Extractor.extract_project_lineage returns

of_some = Extractor.extract_project_lineage


def of_all(extractor: Extractor) -> Found:
    if not extractor._ephemeral_registry:  # else each model would be parsed once more, to look for these
        Extractor._stub_ephemeral_ctes = lambda _, sql: sql
    # An eighth of the time goes into warnings, which nobody reads.
    Extractor._warn_unresolved_qualified_columns = lambda *_: None
    # Parsed SQL has cycles, and looking for them all the time takes long.
    gc.freeze()
    gc.disable()
    context = get_context("fork")
    models, cores = extractor.selected_models, len(os.sched_getaffinity(0))
    parts: list[Found] = [{} for _ in models]
    readers = []
    for first in range(cores):
        # A pipe each, and nothing to wait for: a process ends by itself, even where this one was killed.
        reader, writer = context.Pipe(duplex=False)
        context.Process(target=send, args=(writer, extractor, models[first::cores])).start()
        writer.close()
        readers.append(reader)
    for first, reader in enumerate(readers):
        parts[first::cores] = reader.recv()
    return together(parts)


def send(writer: Connection, extractor: Extractor, models: list[str]) -> None:
    found = []
    for number, model in enumerate(models):
        extractor.selected_models = [model]
        found.append(of_some(extractor))
        if number % COLLECTED == 0:
            gc.collect()
    writer.send(found)


def together(parts: Iterable[Found]) -> Found:
    parents: Found = {}
    children: dict[str, dict[str, list]] = {}
    errors: list = []
    for part in parts:
        parents |= part["lineage"]["parents"]
        errors += part["errors"]
        for model, columns in part["lineage"]["children"].items():
            for column, made_of_it in columns.items():
                children.setdefault(model, {}).setdefault(column, []).extend(made_of_it)
    return {"lineage": {"parents": parents, "children": children}, "errors": errors}


if __name__ == "__main__":
    if sys.platform == "linux":  # elsewhere forking is not safe, or not possible
        Extractor.extract_project_lineage = of_all
    cli()
