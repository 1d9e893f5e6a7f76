"""A login that is refused for a reason worth telling, as JupyterHub wants to hear it."""

from tornado.web import HTTPError

from hub_ext.language import Language, Message
from hub_ext.users.reasons import reason_of

#: Of a name that somebody typed, so much goes to the log.
_LOGGED_CHARACTERS = 64


class LoginRefused(HTTPError):  # noqa: N818 - an answer, not a fault
    """No login, and why.

    A wrong name or password is not one of these: JupyterHub's authenticators return None for it.

    Parameters
    ----------
    status
        HTTP status of the answer.
    message
        What the person reads.
    language
        In which language.
    retry_after
        Seconds until another try is worth it; None if waiting does not help.
    fields
        What `message` has fields for.

    Attributes
    ----------
    message
        As given, its fields not filled in.
    code
        Which of `hub_ext.users.reasons.REASONS` it is.
    headers
        JupyterHub sends these along.
    jupyterhub_message
        What the page of the error says.
    """

    def __init__(
        self,
        status: int,
        message: Message,
        language: Language,
        *,
        retry_after: int | None = None,
        **fields: object,
    ) -> None:
        self.message = message
        self.code = reason_of(message)
        self.text = message.in_language(language, **fields)
        self.jupyterhub_message = self.text
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        super().__init__(status, "%s", self.text)


def who(name: str) -> str:
    """Return a typed name as a log line can carry it: short, on one line, nothing invisible."""
    return repr(name[:_LOGGED_CHARACTERS])
