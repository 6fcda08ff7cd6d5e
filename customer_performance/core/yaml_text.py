"""YAML files in which each value is a text: source.yml and database.yml."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from customer_performance.core.contract import LandingError
from customer_performance.core.sql import is_writable
from customer_performance.core.yaml_lines import Place, line_of

Settings = TypeVar("Settings", bound=BaseModel)


class Loader(yaml.BaseLoader):
    """Takes every value for a text, so that NULL, 1 and yes mean what is written. A key that is there twice, and a
    character that no query can hold, are errors."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        mapping = super().construct_mapping(node, deep)
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    "while reading a mapping",
                    node.start_mark,
                    f"{key.value!r} is there twice",
                    key.start_mark,
                )
            seen.add(key.value)
        return mapping

    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        text = super().construct_scalar(node)
        if not is_writable(text):
            raise yaml.constructor.ConstructorError(
                None, None, "it holds a character that no text has", node.start_mark
            )
        return text


def read_yaml(path: Path, is_quoted: bool = True) -> tuple[str, Any]:
    """The text of a YAML file and what it says; without a file, or with an empty one, an empty mapping. `is_quoted`:
    an error may show the line that it is about, since no password can be in it."""
    try:
        if not path.exists() and not path.is_symlink():
            return "", {}
        if not path.is_file():
            raise LandingError(f"{path} must be a file.")
        text = path.read_text(encoding="utf-8-sig")
        declared = yaml.load(text, Loader=Loader)
        return text, {} if declared in (None, "") else declared
    except OSError as error:
        raise LandingError(f"{path} cannot be read: {error.strerror}.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"see line {mark.line + 1}, column {mark.column + 1}." if mark else "its beginning."
        raise LandingError(f"{path} is not YAML in UTF-8: {error if is_quoted else where}") from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise LandingError(f"{path} is not YAML in UTF-8: {error}") from None
    except RecursionError:
        raise LandingError(f"{path} is not YAML in UTF-8: it is nested too deeply.") from None


def read_settings(
    path: Path,
    model: type[Settings],
    example: str,
    mismatches: Callable[[Settings], Iterable[tuple[Place, str]]],
    sentence_for: Callable[[ErrorDetails], str],
    is_quoted: bool = True,
) -> Settings:
    """What a YAML file says, as the model has it; without a file, its defaults. `example`: a line of such a file.

    Raises LandingError, which has a line for each mistake: those of the model, in the words of `sentence_for`, else
    those that `mismatches` finds in what it says.
    """
    text, declared = read_yaml(path, is_quoted)
    if not isinstance(declared, dict):
        raise LandingError(f"{path}: a mapping is expected, such as {example!r}.")
    try:
        settings = model.model_validate(declared)
        mistakes = list(mismatches(settings))
    except ValidationError as error:
        mistakes = [(fault["loc"], sentence_for(fault)) for fault in error.errors()]
    if mistakes:
        said = sorted({(line_of(text, place), sentence) for place, sentence in mistakes})
        raise LandingError("\n".join(f"line {line} of {path}: {sentence}" for line, sentence in said))
    return settings
