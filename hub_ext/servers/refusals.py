"""From what failed to what JupyterHub shows and logs."""

# JupyterHub's own classes have no types.
# mypy: disallow-untyped-calls=False

from html import escape
from typing import Final

from jupyterhub.spawner import SpawnException

from hub_ext.language import LanguageSetting, Message
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
    "clock-wrong": "set this host's clock; the store refuses what is 15 minutes off",
    "bucket-missing": "check BUCKET_NAME",
    "opened-elsewhere": "close it there; if that host is gone, the claim ends in five minutes",
    "disk-full": "free space under HUB_DATA_DIR",
    "engine-disk-full": "free space under Docker's folder",
    "engine-unreachable": "check that the Docker engine and the service engine-broker run",
    "engine-refused": "the service engine-broker has to be of the hub's version and settings",
    "image-missing": "build the image named by HUB_NOTEBOOK_IMAGE",
    "name-taken": "look at that container; it is not this hub's to remove",
}


class RefusedError(Exception):
    """A start that the spawner itself gives up, with a code of `REFUSALS`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class StartRefused(SpawnException):
    """What ends a start, in the language of whoever reads about it: JupyterHub keeps it for later.

    Parameters
    ----------
    message
        For the person.
    setting
        Of the language.
    code
        A key of `REFUSALS`, for metrics.
    log_message
        For the operator.
    status
        HTTP status of the answer.

    Notes
    -----
    JupyterHub logs ``log_message`` once, without a traceback, and shows ``message`` on its error
    page. Its progress stream looks for ``jupyterhub_message`` instead and would otherwise show
    the person the operator's line; where there is one, the pages take it too.
    """

    def __init__(
        self,
        message: Message,
        setting: LanguageSetting,
        *,
        code: str,
        log_message: str,
        status: int,
    ) -> None:
        self._spoken = message
        self._setting = setting
        super().__init__(
            self.jupyterhub_message,
            reason=code,
            log_message=log_message,
            message_html=self.jupyterhub_html_message,
            status_code=status,
        )

    @property
    def jupyterhub_message(self) -> str:
        """What whoever asks now is told."""
        return self._spoken.in_language(self._setting.now())

    @property
    def jupyterhub_html_message(self) -> str:
        """The same as HTML."""
        return f"<p>{escape(self.jupyterhub_message)}</p>"


def refusal(
    error: StorageError | EngineError | RefusedError, setting: LanguageSetting, where: str
) -> StartRefused:
    """Return the exception that ends a start: words for the person, one line for the operator.

    Parameters
    ----------
    error
        What failed.
    setting
        Of the language of the person's message.
    where
        The container, for the operator.
    """
    code = _code(error)
    remedy = f"; {_REMEDIES[code]}" if code in _REMEDIES else ""
    return StartRefused(
        REFUSALS[code],
        setting,
        code=code,
        log_message=f"{code}, container {where}: {error.message}{remedy}",
        status=_BAD_REQUEST if code in _FAULT_OF_THE_REQUEST else _UNAVAILABLE,
    )


def _code(error: StorageError | EngineError | RefusedError) -> str:
    if isinstance(error, EngineError) and _is_missing_image(error):
        return "image-missing"
    if isinstance(error, EngineError) and _is_taken_name(error):
        return "name-taken"
    code = str(error.code)
    return code if code in REFUSALS else "internal"


def _is_missing_image(error: EngineError) -> bool:
    return error.code is EngineCode.NOT_FOUND and "no such image" in error.message.lower()


def _is_taken_name(error: EngineError) -> bool:
    # By a container that is not this hub's, which the broker does not show.
    return error.code is EngineCode.CONFLICT and "is already in use" in error.message.lower()
