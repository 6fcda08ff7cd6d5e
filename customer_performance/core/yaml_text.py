"""YAML files in which each value is a text: source.yml and database.yml."""

from pathlib import Path
from typing import Any

import yaml

from customer_performance.core.contract import LandingError
from customer_performance.core.sql import is_writable


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
