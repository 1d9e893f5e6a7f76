"""From what failed to what JupyterHub shows and logs."""

from html import escape
from typing import Any, Final, cast

from jupyterhub.spawner import SpawnException

from hub_ext.language import Language
from hub_ext.servers.engine import EngineCode, EngineError
from hub_ext.servers.messages import REFUSALS
from hub_ext.storage.errors import StorageError

_BAD_REQUEST: Final = 400
_UNAVAILABLE: Final = 503
#: What only another request, not another time, puts right.
_FAULT_OF_THE_REQUEST: Final = frozenset({"option-refused", "invalid-user-id"})

#: What the operator does about it; the rest is in the message of the part that failed.
_REMEDIES: Final = {
    "agent-unreachable": "see the logs of the service storage",
    "agent-timeout": "see the logs of the service storage",
    "object-store-unreachable": "check S3_ENDPOINT_URL and the network",
    "object-store-refused": "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "bucket-missing": "check BUCKET_NAME",
    "disk-full": "free space under HUB_DATA_DIR",
    "engine-disk-full": "free space under Docker's folder",
    "engine-unreachable": "check that the Docker engine runs",
    "image-missing": "build the image named by HUB_NOTEBOOK_IMAGE",
    "name-taken": "look at that container; it is not this hub's to remove",
}


class RefusedError(Exception):
    """A start that the spawner itself gives up, with a code of `REFUSALS`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def refusal(
    error: StorageError | EngineError | RefusedError, language: Language, where: str
) -> SpawnException:
    """Return the exception that ends a start: words for the person, one line for the operator.

    Parameters
    ----------
    error
        What failed.
    language
        Of the person's message.
    where
        The container, for the operator.

    Notes
    -----
    JupyterHub logs ``log_message`` once, without a traceback, and shows ``message`` on its error
    page. Its progress stream looks for ``jupyterhub_message`` instead and would otherwise show
    the person the operator's line.
    """
    code = _code(error)
    text = REFUSALS[code].in_language(language)
    remedy = f"; {_REMEDIES[code]}" if code in _REMEDIES else ""
    exception: Any = SpawnException(
        text,
        reason=code,
        log_message=f"{code}, container {where}: {error.message}{remedy}",
        message_html=f"<p>{escape(text)}</p>",
        status_code=_BAD_REQUEST if code in _FAULT_OF_THE_REQUEST else _UNAVAILABLE,
    )
    exception.jupyterhub_message = text
    exception.jupyterhub_html_message = exception.message_html
    return cast("SpawnException", exception)


def _code(error: StorageError | EngineError | RefusedError) -> str:
    if isinstance(error, EngineError) and _is_missing_image(error):
        return "image-missing"
    code = str(error.code)
    return code if code in REFUSALS else "internal"


def _is_missing_image(error: EngineError) -> bool:
    return error.code is EngineCode.NOT_FOUND and "no such image" in error.message.lower()
