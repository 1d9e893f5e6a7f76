"""A guest's home: a small folder in memory that is gone with the container.

The storage agent never hears of it, so nothing of a guest reaches the object store or the host's
disk.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import nbformat

from hub_ext.servers import hardening
from hub_ext.settings import HubSettings
from hub_ext.storage.first_notebook import first_notebook
from hub_ext.storage.layout import HomeLayout
from hub_ext.users.guests.guest import GUEST_ROLE
from hub_ext.users.identity import Identity

#: A key of `hub_ext.servers.messages.NOTICES`.
ENDED: Final = "guest-ended"

#: Arguments: the notebook's text, its path, and the server's command, which takes the shell's
#: place. Without a notebook there is still a server.
_WRITE_NOTEBOOK: Final = 'printf %s "$1" >"$2"; shift 2; exec "$@"'

_WELCOME: Final = """# 나의 첫 노트북

반갑습니다! 이 노트북은 글과 파이썬 코드를 함께 적는 공책입니다.

- 아래의 코드 칸을 누르고 **Shift + Enter**를 누르면 코드가 실행됩니다.
- 손님이 만든 파일은 저장되지 않습니다. 나가거나 한 시간 동안 쓰지 않으면 지워지니, 남기고 싶은 파일은 내려받으세요.
- 수업 자료는 왼쪽의 `lessons` 폴더에 있습니다. 읽기 전용이니, 고치고 싶으면 복사해서 사용하세요."""

#: nbformat's own functions, which carry no types.
_reads: Final[Callable[..., Any]] = nbformat.reads
_writes: Final[Callable[..., str]] = nbformat.writes


def identity(name: str) -> Identity:
    """Return who a guest is, for limits and labels: no ``auth_state`` can make them more."""
    return Identity(name, role=GUEST_ROLE)


@cache
def notebook() -> str:
    """Return the text of the first notebook, with what a guest must know about files."""
    made = _reads(first_notebook(), as_version=nbformat.NO_CONVERT)
    (welcome,) = (cell for cell in made.cells if cell.id == "welcome")
    welcome.source = _WELCOME
    return _writes(made)


def container_config(
    settings: HubSettings, identity: Identity, environment: Mapping[str, str]
) -> dict[str, Any]:
    """Return the whole description of a guest's container.

    Parameters
    ----------
    settings
        The hub's settings.
    identity
        From `identity`.
    environment
        What JupyterHub gives this one server.

    Notes
    -----
    The lessons are there, read-only, as everybody has them.
    """
    config = hardening.container_config(
        settings,
        identity,
        binds=(),
        home_state=hardening.TEMPORARY,
        environment=environment,
    )
    hardening.put_home_in_memory(config)
    path = f"{hardening.HOME}/{HomeLayout(identity.user_id).first_notebook}"
    config["Cmd"] = ["sh", "-c", _WRITE_NOTEBOOK, "sh", notebook(), path, *hardening.COMMAND]
    return config
