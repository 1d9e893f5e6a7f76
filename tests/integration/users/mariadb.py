"""The project's own development database, as a container of the tests."""

from dataclasses import dataclass
from typing import Any

import docker
import pymysql
from docker.models.containers import Container

from hub_ext.settings import DEVELOPMENT_DEFAULTS
from tests.waiting import wait_until

IMAGE = "eduhub/dev-database:latest"
#: As little as compose gives it: no capability at all.
_OPTIONS: dict[str, Any] = {
    "ports": {"3306/tcp": ("127.0.0.1", None)},
    "labels": {"eduhub.tests": "users"},
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges:true"],
    "read_only": True,
    "tmpfs": {"/tmp": ""},  # noqa: S108 - inside the container
}


@dataclass(frozen=True)
class MariaDB:
    """A running database, reached on loopback."""

    container: Container
    port: int

    @classmethod
    def start(cls) -> "MariaDB":
        container = docker.from_env().containers.run(
            IMAGE, detach=True, auto_remove=True, **_OPTIONS
        )
        container.reload()
        port = int((container.ports["3306/tcp"] or [])[0]["HostPort"])
        database = cls(container, port)
        try:
            wait_until(database.answers, 60, "the development database answers")
        except AssertionError:
            print(container.logs().decode())
            container.kill()
            raise
        return database

    def stop(self) -> None:
        self.container.kill()

    def answers(self) -> bool:
        return bool(self.container.exec_run(["health"]).exit_code == 0)

    def administer(self, sql: str) -> None:
        """Run statements as the database's administrator."""
        done = self.container.exec_run(["mariadb", "--execute", sql, "codingnplay"])
        assert done.exit_code == 0, done.output

    def block_for(self, seconds: int) -> None:
        """Let every reader of the table wait, beginning soon."""
        sql = f"LOCK TABLES Users WRITE; SELECT SLEEP({seconds})"
        self.container.exec_run(["mariadb", "--execute", sql, "codingnplay"], detach=True)

    def read(self, sql: str, account: str = "hub") -> Any:
        """Return the first value, as an account of the hub sees it."""
        connection = pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user=account,
            password=DEVELOPMENT_DEFAULTS["db_password"],
            database="codingnplay",
        )
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            row = cursor.fetchone()
            return row[0] if row else None
