"""Many objects at once, as a platform's bucket has them."""

from concurrent.futures import ThreadPoolExecutor

from tests.integration.storage.objectstore import BUCKET, ObjectStore

_IN_A_FOLDER = 200


def put_many(store: ObjectStore, prefix: str, count: int, size: int = 2000) -> None:
    """Put objects of different content, `size` bytes each at least."""

    def put(number: int) -> None:
        body = f"{number}\n".encode().ljust(size, b".")
        store.platform.put_object(
            Bucket=BUCKET,
            Key=f"{prefix}{number // _IN_A_FOLDER:04}/{number:06}.md",
            Body=body,
            ContentType="text/markdown",
            CacheControl="max-age=60",
        )

    with ThreadPoolExecutor(8) as threads:
        for _ in threads.map(put, range(count)):
            pass
