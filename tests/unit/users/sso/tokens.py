"""Tokens as the platform makes them, and as others would like to."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt

SECRET = "a-secret-of-the-platform-that-is-long-enough"


def claims(**changes: Any) -> dict[str, Any]:
    """What the platform says of ``student1``; a change to None leaves a claim out."""
    now = int(time.time())
    said = {
        "id": 4,
        "userID": "student1",
        "name": "이나래",
        "role": "student",
        "centerID": 11,
        "type": "PAID",
        "iat": now,
        "exp": now + 3600,
    }
    return {name: value for name, value in (said | changes).items() if value is not None}


def token(secret: str = SECRET, **changes: Any) -> str:
    """A token of the platform, or of somebody who signs with another secret."""
    return signed(claims(**changes), secret=secret)


def signed(
    payload: Any, *, secret: str | bytes = SECRET, header: dict[str, Any] | None = None
) -> str:
    """Sign with HMAC-SHA256 whatever the header says, as no library would."""
    signing_input = b".".join(
        base64url(json.dumps(part).encode())
        for part in ({"alg": "HS256", "typ": "JWT"} if header is None else header, payload)
    )
    key = secret.encode() if isinstance(secret, str) else secret
    signature = hmac.digest(key, signing_input, hashlib.sha256)
    return (signing_input + b"." + base64url(signature)).decode()


def unsigned(**changes: Any) -> str:
    return jwt.encode(claims(**changes), "", algorithm="none")


def base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def other_spellings(good: str) -> list[str]:
    """The same signature in base64 that a lenient decoder takes for the same bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(good[-1])
    # 32 bytes are 42 characters and 4 bits of the 43rd, which has 6.
    trailing = [good[:-1] + alphabet[last & 0b111100 | bits] for bits in range(4)]
    ordinary = good.rpartition(".")
    return [
        good,
        good + "=",
        good + "==",
        good + "\n",
        " " + good,
        ordinary[0] + "." + ordinary[2].replace("-", "+").replace("_", "/"),
        *trailing,
    ]
