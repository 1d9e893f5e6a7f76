"""What a waiting server is handed, once: the environment of the person who gets it."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Final, Self

#: Bytes. What JupyterHub gives a server is about five thousand.
LARGEST: Final = 256 * 1024
#: Where the waiting process finds what it must recognise. Of the secret it has the digest only:
#: every process in the container can read the environment that it was started with.
DIGEST_VARIABLE: Final = "EDUHUB_CLAIM_SHA256"


class ClaimError(ValueError):
    """What was sent is no claim; the message never contains any of it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A person's environment, and what proves that the hub sent it."""

    secret: str
    environment: dict[str, str]

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Read what was sent.

        Raises
        ------
        ClaimError
            If it is anything but a secret and an environment of texts.
        """
        try:
            sent: Any = json.loads(body)
        except (ValueError, RecursionError):
            raise ClaimError("not JSON") from None
        if not isinstance(sent, dict) or sent.keys() != {"secret", "environment"}:
            raise ClaimError("not a secret and an environment")
        secret, environment = sent["secret"], sent["environment"]
        if not isinstance(secret, str) or not isinstance(environment, dict):
            raise ClaimError("not a secret and an environment")
        if not all(_is_variable(name, value) for name, value in environment.items()):
            raise ClaimError("not an environment")
        return cls(secret, environment)

    def is_proved(self, digest: str) -> bool:
        """Tell whether whoever sent it knows the secret that `digest` is the SHA-256 of."""
        own = hashlib.sha256(self.secret.encode("utf-8", "surrogatepass")).hexdigest()
        return hmac.compare_digest(own.encode(), digest.encode("utf-8", "surrogateescape"))


def _is_variable(name: object, value: object) -> bool:
    texts = isinstance(name, str) and isinstance(value, str)
    return texts and bool(name) and "=" not in f"{name}" and "\0" not in f"{name}{value}"
