"""What a look in a container tells the doctor on the host: one line of JSON."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hub_ext.doctor.findings import Finding
from hub_ext.environment import by_field
from hub_ext.prepare import checked


@dataclass(frozen=True)
class Answer:
    """What one look found.

    Attributes
    ----------
    findings
        Of the parts that it is about.
    facts
        What other looks have to know, under names of variables; no secrets.
    """

    findings: Sequence[Finding]
    facts: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return it for the other side."""
        found = [finding.as_json() for finding in self.findings]
        return json.dumps({"facts": dict(self.facts), "findings": found}, ensure_ascii=False)


def settings_now(arguments: Sequence[str]) -> dict[str, str]:
    """Return the values of all settings by their fields, as .env and the calling shell have them now.

    Parameters
    ----------
    arguments
        The checkout and the mode of one that does not say which it is, as `hub_ext.prepare` takes them.

    Raises
    ------
    SettingsError
        If there is anything wrong with them.
    """
    folder, mode = arguments
    return by_field(checked(Path(folder), os.environ, mode)[1])
