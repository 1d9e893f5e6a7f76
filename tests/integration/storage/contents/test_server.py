"""A person's server from its own image, against the agent in its own: files, and what is not inside."""

import os
import subprocess
from collections.abc import Iterator

import httpx
import pytest

from hub_ext.storage.contents.way import DOOR_PORT
from tests.integration.storage.agent import LOOK_TOKEN, TOKEN
from tests.integration.storage.container import AgentContainer
from tests.integration.storage.objectstore import (
    ACCESS_KEY,
    SECRET_KEY,
    ObjectStore,
    free_port,
)
from tests.waiting import wait_until

pytestmark = pytest.mark.docker

IMAGE = os.environ.get("EDUHUB_NOTEBOOK_IMAGE", "eduhub/notebook:latest")
_TMPFS = "/home/student:rw,exec,nosuid,nodev,mode=700,uid=1000,gid=1000,size=64m"


def docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def agent_container(store: ObjectStore) -> Iterator[AgentContainer]:
    container = AgentContainer(store, volume=("--env=HOME_STORAGE=contents",))
    container.wait_until_healthy()
    yield container
    container.remove()


class Server:
    """A JupyterLab that gets its files at the door."""

    def __init__(self, url: str, access_key: str, secret_key: str) -> None:
        port = free_port()
        self.api = httpx.Client(
            base_url=f"http://127.0.0.1:{port}/api",
            headers={"Authorization": "token test"},
            timeout=60,
        )
        self.name = docker(
            *("run", "--detach", "--init", "--network=host", "--cap-drop=ALL", "--read-only"),
            *("--security-opt=no-new-privileges", "--tmpfs=/tmp:exec", f"--tmpfs={_TMPFS}"),
            f"--env=EDUHUB_FILES_URL={url}",
            f"--env=EDUHUB_FILES_ACCESS_KEY={access_key}",
            f"--env=EDUHUB_FILES_SECRET_KEY={secret_key}",
            *(IMAGE, "jupyter", "lab", f"--port={port}", "--IdentityProvider.token=test"),
        ).strip()
        wait_until(self._answers, 60, "JupyterLab answers")

    def _answers(self) -> bool:
        try:
            return self.api.get("/contents").status_code == 200
        except httpx.HTTPError:
            return False

    def shell(self, script: str) -> str:
        return docker("exec", self.name, "sh", "-ec", script)

    def remove(self) -> None:
        self.api.close()
        docker("rm", "--force", self.name)


async def test_a_server_without_a_folder(
    store: ObjectStore, agent_container: AgentContainer, person: str
) -> None:
    store.put(f"users/{person}/jupyter/과제/문제.md", "풀어 보세요")
    store.put("users/victim/jupyter/private.txt", "somebody else's bytes")
    async with agent_container.client() as client:
        home = await client.open(person)
        assert home.gateway is not None
        keys = home.gateway
        url = f"http://127.0.0.1:{DOOR_PORT}"
        server = Server(url, keys.access_key, keys.secret_key)
        try:
            top = server.api.get("/contents").json()["content"]
            assert {"과제"} <= {each["name"] for each in top}
            assert server.api.get("/contents/과제/문제.md").json()["content"] == "풀어 보세요"
            model = {"type": "file", "format": "text", "content": "안녕"}
            assert server.api.put("/contents/내 파일.txt", json=model).status_code == 201
            assert store.get(f"users/{person}/jupyter/내 파일.txt") == "안녕"
            download = server.api.get(
                f"{server.api.base_url}".replace("/api/", "/files/내 파일.txt")
            )
            assert download.text == "안녕"
            assert server.api.get("/contents/.s3keep").status_code == 404
            inside = server.shell("env; cat /proc/[0-9]*/environ 2>/dev/null || true; ls -a ~")
            for secret in (ACCESS_KEY, SECRET_KEY, TOKEN, LOOK_TOKEN):
                assert secret not in inside
            assert "somebody else's bytes" not in server.shell(_LOOK_AROUND)
            store.faults(off=True)
            refused = server.api.put("/contents/내 파일.txt", json=model | {"content": "2"})
            assert refused.status_code == 503
            assert "저장소가 응답하지 않아서" in refused.json()["message"]
        finally:
            store.faults()
            server.remove()
        assert (await client.close(person)).state == "saved"
    assert store.get(f"users/{person}/jupyter/내 파일.txt") == "안녕"


#: With the person's own keys, what somebody with a shell would try first.
_LOOK_AROUND = r"""cat > /tmp/look.py <<'END'
import os
from botocore.config import Config
from botocore.session import Session

s3 = Session().create_client(
    "s3",
    endpoint_url=os.environ["EDUHUB_FILES_URL"],
    region_name="us-east-1",
    aws_access_key_id=os.environ["EDUHUB_FILES_ACCESS_KEY"],
    aws_secret_access_key=os.environ["EDUHUB_FILES_SECRET_KEY"],
    config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
)
keys = ("../../victim/jupyter/private.txt", "users/victim/jupyter/private.txt", "private.txt")
for bucket in ("home", "users", "educodingnplaycontents", "victim"):
    for key in keys:
        try:
            print(s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode())
        except Exception as error:
            print(type(error).__name__)
END
python /tmp/look.py"""
