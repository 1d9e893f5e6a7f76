"""The work of password checks, which their time is in proportion to."""

import bcrypt
import pytest


def count_rounds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count bcrypt's rounds from now on: the list that is returned gets those of each call."""
    rounds: list[int] = []
    hashpw, checkpw = bcrypt.hashpw, bcrypt.checkpw

    def counting_hash(password: bytes, salt: bytes) -> bytes:
        rounds.append(2 ** int(salt[4:6]))
        return hashpw(password, salt)

    def counting_check(password: bytes, hashed: bytes) -> bool:
        rounds.append(2 ** int(hashed[4:6]))
        return checkpw(password, hashed)

    monkeypatch.setattr(bcrypt, "hashpw", counting_hash)
    monkeypatch.setattr(bcrypt, "checkpw", counting_check)
    return rounds
