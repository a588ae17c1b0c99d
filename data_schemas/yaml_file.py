"""YAML text goes in, a typed object comes out; errors name the line, or the path of the value that is wrong."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
import yaml

from data_schemas.errors import ConfigError

Parsed = TypeVar("Parsed")


def parse_yaml(
    text: str, *, name: str, into: type[Parsed], check: Callable[[Parsed, str], None] | None = None
) -> Parsed:
    """Parse YAML text into a typed object; ConfigError names the line (not YAML) or the path (wrong value)."""
    try:
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "somewhere"
        raise ConfigError(f"{name}, {where}: not valid YAML ({getattr(error, 'problem', 'unreadable')})") from error
    try:
        parsed = msgspec.convert(values, into)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        raise ConfigError(f"{name}: {path.rstrip('`').lstrip('.') or 'top level'}: {message}") from error
    if check is not None:
        check(parsed, name)
    return parsed
