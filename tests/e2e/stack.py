"""The composed system under test: an instance of its own, beside whatever else runs here."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from hub_ext.names import safe_name
from tests.e2e.platform import JWT_SECRET, PLATFORM
from tests.integration.users.oidc_provider import CLIENT_ID, CLIENT_SECRET
from tests.waiting import wait_until

PROJECT = Path(__file__).resolve().parents[2]
BUCKET = "educodingnplaycontents"
#: Control port of the development object store; reached inside its container only.
FAULTS = "http://127.0.0.1:8334/faults"

#: The hub's port, and the name by which it is of one site with the platform.
PORT = "18000"
HUB = f"http://hub.codingnplay.localhost:{PORT}"
#: Where the hub's container and the browsers find the provider.
PROVIDER, PROVIDER_PORT = "host.docker.internal", 18082

#: Every way of logging in, together.
WAYS = {
    "AUTH": "database,dummy,jwt,oauth,guest",
    "JWT_SECRET": JWT_SECRET,
    "BASE_URL": PLATFORM,
    "HUB_OAUTH_ISSUER": f"http://{PROVIDER}:{PROVIDER_PORT}",
    "HUB_OAUTH_CLIENT_ID": CLIENT_ID,
    "HUB_OAUTH_CLIENT_SECRET": CLIENT_SECRET,
    "HUB_OAUTH_NAME": "한빛학교",
    "HUB_GUESTS_PER_ADDRESS": "2",
}
INSTANCE = WAYS | {
    "HUB_INSTANCE": "edutest",
    "HUB_MODE": "dev",
    "HUB_LANGUAGE": "browser",
    "HUB_PORT": PORT,
    "HUB_NETWORK": "10.213.32.0/20",
    "HUB_DATA_DIR": "/var/lib/edutest",
    "HUB_DEV_OBJECTSTORE_PORT": "18333",
    "HUB_DEV_DATABASE_PORT": "43306",
}


class CommandError(AssertionError):
    """A command that a user would type failed; the text has all it printed."""


def run(*command: str, environment: Mapping[str, str] | None = None, seconds: float = 300) -> str:
    """Run `command` in the checkout and return what it printed, standard error included."""
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env=os.environ | (environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        check=False,
    )
    if done.returncode:
        raise CommandError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


#: Of a container that has an engine of its own. Not `--privileged`, which fails where the machine around has a
#: capability less; which capabilities it needs, each says itself.
WITH_AN_ENGINE: Final = (
    *("--device", "/dev/fuse", "--device-cgroup-rule", "a *:* rwm", "--tmpfs", "/run:exec"),
    *("--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"),
)


@dataclass(frozen=True)
class Stack:
    """One instance, driven by the commands that `make` calls."""

    environment: Mapping[str, str] = field(default_factory=lambda: dict(INSTANCE))
    #: Of another machine, if it is on another one, and where its store is reached there.
    host: str = "localhost"
    store_port: str = INSTANCE["HUB_DEV_OBJECTSTORE_PORT"]

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.environment['HUB_PORT']}"

    @property
    def name(self) -> str:
        return self.environment["HUB_INSTANCE"]

    @property
    def data(self) -> Path:
        return Path(self.environment["HUB_DATA_DIR"])

    def script(self, name: str, **more: str) -> str:
        """Run ``scripts/NAME`` for this instance."""
        return run(f"scripts/{name}", environment={**self.environment, **more})

    def up(self, **more: str) -> str:
        return self.script("start", **more)

    def down(self) -> str:
        return self.script("down")

    def service(self, name: str) -> str:
        """The container's name of a compose service."""
        return f"{self.name}-{name}-1"

    def server(self, user: str) -> str:
        """The container's id of a user's server; empty while there is none."""
        return self.user_containers().get(f"{self.name}-{safe_name(user)}", "")

    def user_containers(self) -> dict[str, str]:
        """The ids of all users' servers, by the names of their containers."""
        return {n: key for n, key in self._servers().items() if not n.startswith(self._waiting)}

    def waiting_containers(self) -> dict[str, str]:
        """The ids of servers that wait for somebody, by their places."""
        found = self._servers().items()
        return {n.removeprefix(self._waiting): k for n, k in found if n.startswith(self._waiting)}

    @property
    def _waiting(self) -> str:
        return f"{self.name}-warm-"

    def _servers(self) -> dict[str, str]:
        label = f"label=eduhub.instance={self.name}"
        listed = run("docker", "ps", "--filter", label, "--format", "{{.Names}} {{.ID}}")
        return dict(line.split() for line in listed.splitlines())

    def kill(self, *services: str) -> None:
        """SIGKILL, as a power cut or the kernel's memory killer would."""
        # One by one: Docker 20.10 can lock up for good when two containers of a network end at once.
        for name in services:
            run("docker", "kill", self.service(name))

    def kill_server(self, user: str) -> None:
        run("docker", "kill", self.server(user))

    def start_service(self, name: str) -> None:
        run("docker", "start", self.service(name))
        self.wait_healthy(name)

    def wait_healthy(self, name: str) -> None:
        wait_until(lambda: self.health(name) == "healthy", 90, f"{name} is healthy")

    def health(self, name: str) -> str:
        health: str = self.inspect(self.service(name))["State"]["Health"]["Status"]
        return health

    def inspect(self, container: str) -> Any:
        return json.loads(run("docker", "inspect", container))[0]

    def logs(self, name: str, since: str = "") -> str:
        more = ["--since", since] if since else []
        return run("docker", "logs", *more, self.service(name))

    def inside(self, container: str, *command: str) -> str:
        return run("docker", "exec", container, *command)

    def object_store_faults(self, **faults: Any) -> None:
        """Make the object store misbehave; no arguments make it well again."""
        program = (
            "import sys, urllib.request as r; "
            "r.urlopen(r.Request(sys.argv[1], sys.argv[2].encode(), "
            "{'Content-Type': 'application/json'}, method='PUT'), timeout=5)"
        )
        self.inside(
            self.service("dev-objectstore"), "python3", "-c", program, FAULTS, json.dumps(faults)
        )

    @property
    def store(self) -> Any:
        """A client of the object store with the settings that NCP needs."""
        return boto3.client(
            "s3",
            endpoint_url=f"http://{self.host}:{self.store_port}",
            region_name="kr-standard",
            aws_access_key_id="dev-access-key",
            aws_secret_access_key="dev-secret-key",
            config=Config(
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def read_object(self, key: str) -> bytes | None:
        """The whole object, or None while there is none."""
        try:
            body: bytes = self.store.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                return None
            raise
        return body

    def write_object(self, key: str, content: str) -> None:
        """Put an object there, as another tool of the platform would."""
        self.store.put_object(Bucket=BUCKET, Key=key, Body=content.encode())

    def change_table(self, statement: str) -> None:
        """Change the platform's database as its own programs would; made-up SQL of tests only."""
        self.inside(self.service("dev-database"), "mariadb", "codingnplay", "-e", statement)

    def audit(self, event: str) -> list[dict[str, Any]]:
        """The events of one kind that are in the audit log."""
        lines = self.inside(self.service("hub"), "cat", "/srv/hub-data/audit/audit.jsonl")
        events = [json.loads(line) for line in lines.splitlines()]
        return [line for line in events if line["event"] == event]

    def keys(self, prefix: str) -> list[str]:
        listed = self.store.list_objects(Bucket=BUCKET, Prefix=prefix)
        return [entry["Key"] for entry in listed.get("Contents", [])]
