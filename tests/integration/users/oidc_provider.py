"""A certified OpenID provider (npm's oidc-provider) as a process of the tests."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final, Self

HERE: Final = Path(__file__).parent / "oidc"
#: Where the test image has the packages of `HERE`; elsewhere ``npm ci`` puts them into that folder.
_MODULES: Final = (Path("/opt/oidc/node_modules"), HERE / "node_modules")

#: The name of the hub as browsers know it; nothing has to resolve it.
HUB_ORIGIN: Final = "https://hub.example.test"
CLIENT_ID: Final = "the hub"
#: With what a header or a form would spoil.
CLIENT_SECRET: Final = "invented+secret/100%&=: ~"
#: By their ``sub``. The userID, the row and the address of one person are accounts of their own.
ACCOUNTS: Final[dict[str, dict[str, Any]]] = {
    "student1": {"preferred_username": "student2", "name": "student3"},
    "student2": {},
    "4": {},
    "04": {},
    "account-1": {"email": "student1@example.invalid", "email_verified": True},
    "account-2": {"email": "student1@example.invalid", "email_verified": False},
    "account-3": {"email": "student1@example.invalid", "email_verified": "true"},
    "account-4": {"email": "nobody@example.invalid", "email_verified": True},
    "account-5": {"email": "studént1@example.invalid", "email_verified": True},
    "Student1": {},
    "stranger": {"preferred_username": "student1", "name": "student1", "nickname": "student1"},
    "guest1": {},
}


class OidcProvider:
    """The running provider.

    Parameters
    ----------
    hub
        Where browsers find the hub.
    name, port
        Where it is found itself; any port if it is 0.
    listen
        The address of this machine that it listens on.

    Attributes
    ----------
    issuer
        Its ``HUB_OAUTH_ISSUER``.
    """

    def __init__(
        self,
        hub: str = HUB_ORIGIN,
        *,
        name: str = "127.0.0.1",
        port: int = 0,
        listen: str = "127.0.0.1",
    ) -> None:
        self._hub, self._name, self._listen = hub, name, listen
        self._process = self._start(port)
        self.issuer = self._read_issuer()

    def stop(self) -> None:
        """Stop listening, as a provider that is down."""
        self._process.terminate()
        self._process.wait(timeout=10)
        assert self._process.stdout
        self._process.stdout.close()

    def start_again(self) -> None:
        """Listen at the same address; it remembers nobody."""
        self._process = self._start(int(self.issuer.rpartition(":")[2]))
        assert self._read_issuer() == self.issuer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.stop()

    def _start(self, port: int) -> subprocess.Popen[str]:
        modules = next((folder for folder in _MODULES if folder.is_dir()), None)
        assert modules, f"no oidc-provider; run `npm ci` in {HERE}"
        options = {
            "modules": str(modules),
            "listen": self._listen,
            "port": port,
            "name": self._name,
            "accounts": ACCOUNTS,
            "client": {
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
                "redirect_uris": [f"{self._hub}/hub/oauth_callback"],
            },
        }
        return subprocess.Popen(
            ["node", str(HERE / "provider.mjs"), json.dumps(options)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={"PATH": os.environ["PATH"]},
        )

    def _read_issuer(self) -> str:
        assert self._process.stdout
        issuer = self._process.stdout.readline().strip()
        assert issuer, f"the provider ended with {self._process.wait(timeout=10)}"
        return issuer
