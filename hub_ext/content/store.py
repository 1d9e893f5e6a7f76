"""One store as it is: its keys letter for letter, which rclone's view of folders and files is not."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from hub_ext.content.sides import Side
from hub_ext.content.trouble import ObjectError, code_of, concerns_one_object, stopped
from hub_ext.language import Language

_PIECE: Final = 1024 * 1024
_CONNECTIONS: Final = 20
#: rclone keeps its own times and checksums among an object's user metadata.
_OF_RCLONE: Final = {"mtime", "btime", "md5chksum"}
_HEADERS: Final = {
    "ContentType": "content-type",
    "CacheControl": "cache-control",
    "ContentEncoding": "content-encoding",
    "ContentDisposition": "content-disposition",
    "ContentLanguage": "content-language",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says of one object.

    Attributes
    ----------
    etag
        Without its quotes.
    size
        Bytes.
    modified
        When it was written, in seconds since 1970 by the store's own clock.
    """

    key: str
    etag: str
    size: int
    modified: float


class Store:
    """The bucket of one side, to be read only.

    Parameters
    ----------
    side
        Which one.
    language
        Of what is raised when it cannot be had.
    """

    def __init__(self, side: Side, language: Language) -> None:
        self.side = side
        self._language = language
        # As NCP wants it: SigV4, the bucket in the path, no CRC checksums. Retries wait longer
        # each time, which is what 429 and 503 ask for.
        config = Config(
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            retries={"mode": "standard", "total_max_attempts": 4},
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=_CONNECTIONS,
        )
        self._client: Any = Session().create_client(
            "s3",
            endpoint_url=side.endpoint,
            region_name=side.region,
            aws_access_key_id=side.access_key_id.get_secret_value(),
            aws_secret_access_key=side.secret_access_key.get_secret_value(),
            config=config,
        )

    def check(self) -> None:
        """Ask for one key.

        Raises
        ------
        CommandError
            If the store cannot be had, saying why.
        """
        self._whole(lambda: self._client.list_objects(Bucket=self.side.bucket, MaxKeys=1))

    def list(self, prefixes: Iterable[str]) -> Iterator[Listed]:
        """List the objects whose keys begin with one of some prefixes, in the store's order.

        Raises
        ------
        CommandError
            If the list does not come to its end.

        Notes
        -----
        V1 lists: NCP's pages contradict each other about V2.
        """
        for prefix in prefixes:
            pages = iter(
                self._client.get_paginator("list_objects").paginate(
                    Bucket=self.side.bucket, Prefix=prefix
                )
            )
            while page := self._whole(partial(next, pages, None)):
                for entry in page.get("Contents", ()):
                    yield Listed(
                        entry["Key"],
                        str(entry["ETag"]).strip('"'),
                        int(entry["Size"]),
                        entry["LastModified"].timestamp(),
                    )

    def headers(self, key: str) -> dict[str, str]:
        """Return how an object is served: content type, cache control and so on, user metadata.

        Raises
        ------
        ObjectError
            If this object cannot be had.
        CommandError
            If the store cannot be had.
        """
        answer = self._one(lambda: self._client.head_object(Bucket=self.side.bucket, Key=key))
        served = {name: str(answer[field]) for field, name in _HEADERS.items() if field in answer}
        own = {
            f"x-amz-meta-{name.lower()}": str(value)
            for name, value in answer.get("Metadata", {}).items()
            if name.lower() not in _OF_RCLONE
        }
        return served | own

    def digest(self, key: str) -> str:
        """Download an object and return the MD5 of its content, in hexadecimal.

        Raises
        ------
        ObjectError, CommandError
            As `headers`.
        """
        return self._one(lambda: self._downloaded(key))

    def _downloaded(self, key: str) -> str:
        digest = hashlib.md5(usedforsecurity=False)
        body = self._client.get_object(Bucket=self.side.bucket, Key=key)["Body"]
        try:
            for piece in body.iter_chunks(_PIECE):
                digest.update(piece)
        finally:
            body.close()
        return digest.hexdigest()

    def _whole[T](self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except (ClientError, BotoCoreError, OSError) as error:
            raise stopped(self.side, error, self._language) from None

    def _one[T](self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except (ClientError, BotoCoreError, OSError) as error:
            # A body that broke off: the store itself may be well.
            if concerns_one_object(error):
                raise ObjectError(code_of(error)) from None
            self.check()
            raise ObjectError(code_of(error)) from None
