"""A small instance of its own: real engine, database, store, packet filter and images.

Only what the proxy, the hub and the storage agent say over HTTP is made up, so that a test can decide
about it; the composed system is `tests/e2e`'s.
"""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from hub_ext.doctor.checking import run as run_checks
from hub_ext.doctor.findings import Finding
from hub_ext.doctor.inside import bucket, database, settings
from hub_ext.doctor.inside.answer import settings_now
from hub_ext.doctor.plan import EXCUSES, checks
from hub_ext.doctor.system import System
from hub_ext.prepare import prepare
from hub_ext.settings import DirectorySettings, StorageSettings
from tests.integration.storage.objectstore import free_port
from tests.waiting import wait_until

CHECKOUT: Final = Path(__file__).parents[3]
INSTANCE: Final = "doctest"
#: The one folder of this host that is there under the same path and passes mounts on; scripts/test
#: binds it.
DATA: Final = Path("/var/lib/edutest/doctor")
PASSWORD: Final = "dev-password"
HUB_IMAGE: Final = os.environ.get("EDUHUB_HUB_IMAGE", "eduhub/hub:latest")
STORAGE_IMAGE: Final = os.environ.get("EDUHUB_STORAGE_IMAGE", "eduhub/storage:latest")

#: Answers over HTTP as `answers.json` beside it says.
_STUB: Final = """
import http.server, json, pathlib, sys, threading
WELL = {"version": "6.1.1"}
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        answers = json.loads(pathlib.Path("/stub/answers.json").read_text())
        status, body = answers.get(self.path.rstrip("/"), [200, WELL])
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in (("Content-Type", "application/json"), ("X-JupyterHub-Version", "6.1.1"),
                            ("Content-Length", str(len(text)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)
    do_HEAD = do_POST = do_GET
for port in sys.argv[1:]:
    server = http.server.ThreadingHTTPServer(("0.0.0.0", int(port)), Answer)
    threading.Thread(target=server.serve_forever).start()
"""
_PARTS: Final = ("database", "storage", "engine", "proxy")
_ANSWERS: Final[Mapping[str, Any]] = {
    "/hub/ready": [200, {"ready": True, "parts": dict.fromkeys(_PARTS, "ok")}],
    "/health": [200, {"object_store": "reachable", "lessons": "mounted"}],
}
_COMPOSE: Final = """
x-quick: &quick {stop_grace_period: 1s, init: true}
services:
  proxy:
    <<: *quick
    image: HUB_IMAGE
    command: ["python", "/stub/stub.py", "8000"]
    healthcheck: {test: ["CMD", "true"], interval: 3s}
    volumes: ["./stub:/stub:ro"]
    ports: ["127.0.0.1:${HUB_PORT}:8000"]
    networks: {backend: {aliases: [cdn]}}
  hub:
    <<: *quick
    image: HUB_IMAGE
    command: ["python", "/stub/stub.py", "8081"]
    healthcheck: {test: ["CMD", "true"], interval: 3s}
    env_file: [".run/${HUB_INSTANCE}/hub.env"]
    volumes: ["./stub:/stub:ro", "./.run/${HUB_INSTANCE}/secrets:/run/secrets:ro", "/var/run/docker.sock:/var/run/docker.sock"]
    networks: {backend: {}, users: {ipv4_address: "${HUB_ADDRESS}"}}
  sync:
    <<: *quick
    image: HUB_IMAGE
    command: ["python", "/stub/stub.py", "8000"]
    healthcheck: {test: ["CMD", "test", "-e", "/stub/healthy"], interval: 1s, retries: 1}
    volumes: ["./stub:/stub:ro"]
    networks: [backend]
  storage:
    <<: *quick
    image: STORAGE_IMAGE
    command: ["python", "/stub/stub.py", "8700"]
    healthcheck: {test: ["CMD", "true"], interval: 3s}
    volumes: ["./stub:/stub:ro"]
    networks: {backend: {aliases: [storage-api]}}
  firewall:
    <<: *quick
    image: eduhub/firewall:latest
    network_mode: host
    cap_drop: [ALL]
    cap_add: [NET_ADMIN, NET_RAW]
    environment: {HUB_INSTANCE: "${HUB_INSTANCE}", HUB_NETWORK: "${HUB_NETWORK}"}
  dev-objectstore:
    <<: *quick
    image: eduhub/dev-objectstore:latest
    networks: [backend]
  dev-database:
    <<: *quick
    image: eduhub/dev-database:latest
    # Its own asks for what is broken in here; a platform's is nobody's service.
    healthcheck: {test: ["CMD", "mariadb", "-e", "SELECT 1"], interval: 1s}
    networks: [backend]
networks:
  backend: {}
  users:
    name: ${HUB_INSTANCE}-users
    driver_opts:
      com.docker.network.bridge.name: ${HUB_INSTANCE}-users
      com.docker.network.bridge.enable_icc: "false"
    ipam:
      config:
        - {subnet: "${HUB_NETWORK}", gateway: "${GATEWAY_ADDRESS}", ip_range: "${USERS_RANGE}"}
"""
_FAULTS: Final = (
    "import sys, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8334/faults', "
    "sys.argv[1].encode(), {'Content-Type': 'application/json'}, method='PUT'), timeout=5)"
)


def docker(*arguments: str, check: bool = True) -> str:
    """Run the engine's client and return what it printed."""
    environment = os.environ | {"COMPOSE_PARALLEL_LIMIT": "1"}
    done = subprocess.run(
        ["docker", *arguments], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0 or not check, f"docker {' '.join(arguments)}: {done.stderr}"
    return done.stdout.strip()


@dataclass(frozen=True)
class Place:
    """The instance, and what can be broken in it."""

    project: Path
    port: int

    @classmethod
    def make(cls, project: Path) -> "Place":
        """Write a checkout that has what the doctor reads of one; nothing is started."""
        place = cls(project, free_port())
        (project / "stub").mkdir()
        (project / "stub/stub.py").write_text(_STUB)
        (project / "stub/healthy").touch()
        images = {"HUB_IMAGE": HUB_IMAGE, "STORAGE_IMAGE": STORAGE_IMAGE}
        text = _COMPOSE
        for name, image in images.items():
            text = text.replace(f"image: {name}", f"image: {image}")
        (project / "docker-compose.yml").write_text(text)
        # What is bound into containers is the checkout's own.
        (project / "hub_ext").symlink_to(CHECKOUT / "hub_ext")
        place._set()
        place._answer()
        prepare(project, {}, "dev")
        (DATA / "lessons").mkdir(parents=True, exist_ok=True)
        return place

    # --- life

    def start(self) -> None:
        self.remove()
        (DATA / "lessons").mkdir(parents=True, exist_ok=True)
        self._compose("up", "--detach", "--no-build", "--wait", "--wait-timeout", "120")

    def remove(self) -> None:
        docker("exec", self.service("firewall"), "python3", "-m", "firewall", "remove", check=False)
        self._compose("down", "--volumes", "--timeout", "1")
        shutil.rmtree(DATA, ignore_errors=True)

    def look(self) -> list[Finding]:
        """Take all looks but the one at a server for a try, those in containers from this process.

        They ask the same parts, and save a container's start and its imports each time.
        """
        system = System(self.project, _plain_environment())
        nearer = {"settings": self._settings, "database": self._database, "bucket": self._bucket}
        taken = [
            replace(check, look=nearer.get(check.name, check.look))
            for check in checks(system)
            if check.name != "spawn"
        ]
        return run_checks(taken, EXCUSES)

    def look_in_containers(self) -> list[Finding]:
        """Take all looks as an operator does."""
        return run_checks(checks(System(self.project, _plain_environment())), EXCUSES)

    def service(self, name: str) -> str:
        """The container's name of a service."""
        return f"{INSTANCE}-{name}-1"

    def administer(self, sql: str) -> None:
        """Run statements as the database's administrator."""
        docker("exec", self.service("dev-database"), "mariadb", "--execute", sql, "codingnplay")

    # --- breakages, each mended at the end of its block

    @contextmanager
    def settings(self, *lines: str) -> Iterator[None]:
        """Lines are added to .env, and nobody says `make up`."""
        self._set(*lines)
        try:
            yield
        finally:
            self._set()

    @contextmanager
    def answers(self, **answers: tuple[int, Any]) -> Iterator[None]:
        """Other answers over HTTP, by the last word of their address."""
        paths = {"health": "/health", "ready": "/hub/ready", "page": "/hub/health"}
        self._answer({paths[name]: list(answer) for name, answer in answers.items()})
        try:
            yield
        finally:
            self._answer()

    @contextmanager
    def stopped(self, *services: str) -> Iterator[None]:
        for name in services:
            docker("stop", "--time", "1", self.service(name))
        try:
            yield
        finally:
            for name in services:
                docker("start", self.service(name))
                wait_until(lambda name=name: self._works(name), 60, f"{name} works again")  # type: ignore[misc]

    @contextmanager
    def sql(self, broken: str, mended: str) -> Iterator[None]:
        self.administer(broken)
        try:
            yield
        finally:
            self.administer(mended)

    @contextmanager
    def store(self, **faults: Any) -> Iterator[None]:
        self._faults(faults)
        try:
            yield
        finally:
            self._faults({})

    @contextmanager
    def unhealthy(self, service: str) -> Iterator[None]:
        """The service runs and its own check of its health fails."""
        file = self.project / "stub/healthy"
        file.unlink()
        wait_until(lambda: self._health(service) == "unhealthy", 30, f"{service} is unhealthy")
        try:
            yield
        finally:
            file.touch()
            wait_until(lambda: self._works(service), 30, f"{service} works again")

    # --- how it is done

    def _settings(self) -> Sequence[Finding]:
        return settings.answer(self._arguments).findings

    def _database(self) -> Sequence[Finding]:
        found = DirectorySettings.model_validate(settings_now(self._arguments))
        here = {"db_host": self._address("dev-database")} if found.db_host == "dev-database" else {}
        return database.look(found.model_copy(update=here))

    def _bucket(self) -> Sequence[Finding]:
        values = settings_now(self._arguments)
        store = f"http://{self._address('dev-objectstore')}:8333"
        found = StorageSettings.model_validate(values | {"s3_endpoint_url": store})
        url = values["s3_asset_url"].replace("cdn:8000", f"127.0.0.1:{self.port}")
        url = url.replace("http://dev-objectstore:8333", store)
        return asyncio.run(bucket.look(found, url))

    @property
    def _arguments(self) -> tuple[str, str]:
        return str(self.project), "dev"

    def _address(self, service: str) -> str:
        """Where a service is for this process; nowhere while it is stopped."""
        networks = json.loads(docker("inspect", self.service(service)))[0]["NetworkSettings"]
        address: str = networks["Networks"][f"{INSTANCE}_backend"]["IPAddress"]
        return address or "127.0.0.1"

    def _compose(self, *arguments: str) -> None:
        run = self.project / f".run/{INSTANCE}"
        project = ("--project-directory", str(self.project), "--env-file", str(run / "compose.env"))
        docker("compose", "-p", INSTANCE, *project, *arguments)

    def _set(self, *more: str) -> None:
        lines = (
            "HUB_MODE=dev",
            f"HUB_INSTANCE={INSTANCE}",
            "HUB_NETWORK=10.214.64.0/20",
            f"HUB_PORT={self.port}",
            f"HUB_DATA_DIR={DATA}",
            "S3_ASSET_URL=http://cdn:8000/cdn",
            *more,
        )
        (self.project / ".env").write_text("".join(f"{line}\n" for line in lines))

    def _answer(self, more: Mapping[str, Any] | None = None) -> None:
        answers = {**_ANSWERS, **(more or {})}
        (self.project / "stub/answers.json").write_text(json.dumps(answers))

    def _faults(self, faults: Mapping[str, Any]) -> None:
        program = ("python3", "-c", _FAULTS, json.dumps(faults))
        docker("exec", self.service("dev-objectstore"), *program)

    def _works(self, service: str) -> bool:
        state = self._state(service)
        return state["Status"] == "running" and self._health(service) in {"", "healthy"}

    def _health(self, service: str) -> str:
        health: str = (self._state(service).get("Health") or {}).get("Status", "")
        return health

    def _state(self, service: str) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(docker("inspect", self.service(service)))[0]["State"]
        return state


def _plain_environment() -> dict[str, str]:
    """What a shell has that says nothing of any hub."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
