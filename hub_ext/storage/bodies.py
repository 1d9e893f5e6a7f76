"""What comes into the agent and goes out of it, as JSON."""

from aiohttp import web
from pydantic import BaseModel, ValidationError

from hub_ext.logs.context import note_for_log
from hub_ext.storage.errors import ErrorCode, StorageError


async def body[M: BaseModel](request: web.Request, kind: type[M]) -> M:
    """Return what a request says.

    Raises
    ------
    StorageError
        If it does not say whose files are meant.
    """
    try:
        said = kind.model_validate_json(await request.read())
    except ValidationError:
        names = ", ".join(kind.model_fields)
        raise StorageError(
            ErrorCode.INVALID_USER_ID, f"the body is not an object of {names}"
        ) from None
    note_for_log(user=getattr(said, "user_id", ""))
    return said


def answer(model: BaseModel, status: int = 200) -> web.Response:
    """Return a model as the answer."""
    return web.Response(
        text=model.model_dump_json(), status=status, content_type="application/json"
    )
