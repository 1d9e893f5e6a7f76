"""What a mounted home has still to upload, as rclone tells it."""

from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Upload(BaseModel):
    """One file of ``vfs/queue``.

    Attributes
    ----------
    id
        What rclone calls it.
    tries
        How often it was begun.
    uploading
        Whether it is under way.
    expiry
        Seconds until it is.
    """

    model_config = ConfigDict(frozen=True)

    id: int
    tries: int = 0
    uploading: bool = False
    expiry: float = 0.0


_QUEUE = TypeAdapter(tuple[Upload, ...])


def uploads(answer: dict[str, Any]) -> tuple[Upload, ...]:
    """Return what an answer to ``vfs/queue`` says."""
    return _QUEUE.validate_python(answer.get("queue") or ())


def failing(queue: tuple[Upload, ...]) -> bool:
    """Tell whether any upload has failed and is to be tried again."""
    return any(upload.tries > upload.uploading for upload in queue)
