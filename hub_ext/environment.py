"""Reading settings, and saying what is wrong with them: everything at once, with no secret in it."""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

from hub_ext.settings import PARTS, SECRETS_FOLDER, CommonSettings

#: Variables of the platform and of Docker that look like ours and are not.
_NOT_OURS = {"JUPYTER_PORT", "DB_DIALECT", "DB_POOL", "AWS_SESSION_TOKEN"}
_OUR_PREFIXES = ("HUB_",)
_ALIKE = 0.88


class SettingsError(Exception):
    """One or more settings are missing or wrong; the text names every one of them."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = sorted(set(problems))
        count = "1 setting is" if len(self.problems) == 1 else f"{len(self.problems)} settings are"
        super().__init__(
            "\n".join([f"{count} wrong:", *(f"  {problem}" for problem in self.problems)])
        )


def read[S: CommonSettings](kind: type[S], secrets: Path = SECRETS_FOLDER) -> S:
    """Read the settings of one part from the environment and its secrets folder.

    Raises
    ------
    SettingsError
        Naming every variable that is missing or wrong, with a valid example of each.
    """
    folder = secrets if secrets.is_dir() else None
    try:
        return kind(_secrets_dir=folder)
    except ValidationError as error:
        raise SettingsError(_problems(kind, error)) from None


def check(variables: Mapping[str, str]) -> list[str]:
    """Every problem of a .env file for any part: values that are wrong and names that are misspelt."""
    problems = [f"{name}: {reason}" for name, reason in _misspelt(variables)]
    values = by_field(variables)
    for kind in PARTS.values():
        try:
            kind.model_validate(values)
        except ValidationError as error:
            problems += _problems(kind, error)
    return sorted(set(problems))


def known_variables() -> set[str]:
    """The names of all settings, as they stand in a .env file."""
    return {"S3_BUCKET_NAME"} | {
        name.upper() for kind in PARTS.values() for name in kind.model_fields
    }


def secret_variables(kind: type[CommonSettings]) -> set[str]:
    """The settings of one part that may be kept in files only."""
    return {
        name.upper() for name, field in kind.model_fields.items() if field.annotation is SecretStr
    }


def by_field(variables: Mapping[str, str]) -> dict[str, str]:
    """Every setting that has a value, under the name of its field; no variable of the platform."""
    known = known_variables()
    return {name.lower(): value for name, value in variables.items() if name in known and value}


def _misspelt(variables: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    known = known_variables()
    for name in sorted(set(variables) - known - _NOT_OURS):
        close = difflib.get_close_matches(name, known, n=1, cutoff=_ALIKE)
        if close:
            yield name, f"is not a setting; did you mean {close[0]}?"
        elif name.startswith(_OUR_PREFIXES):
            yield name, "is not a setting of this hub; .env.example lists all of them"


def _problems(kind: type[CommonSettings], error: ValidationError) -> Iterable[str]:
    fields: dict[str, FieldInfo] = dict(kind.model_fields)
    # `include_input` off: a wrong value may be a secret.
    for found in error.errors(include_url=False, include_input=False):
        name = str(found["loc"][0]) if found["loc"] else "?"
        field = fields.get("bucket_name" if name == "s3_bucket_name" else name)
        examples = (field.examples or [""]) if field else [""]
        yield f"{name.upper()}: {_reason(dict(found))} (for example: {examples[0]})"


def _reason(found: dict[str, Any]) -> str:
    if found["type"] == "missing":
        return "is not set"
    message = str(found["msg"]).removeprefix("Value error, ")
    where = ".".join(str(part) for part in found["loc"][1:] if part != "[key]")
    return f"{message[0].lower()}{message[1:]}" + (
        f" at '{where}'" if where and not where.isdigit() else ""
    )
