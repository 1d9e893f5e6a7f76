"""What JupyterLab shows: the person's files, and beside them the folders of this container."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final

from jupyter_server.files.handlers import FilesHandler
from jupyter_server.services.contents.filecheckpoints import AsyncGenericFileCheckpoints
from jupyter_server.services.contents.filemanager import AsyncFileContentsManager
from jupyter_server.services.contents.manager import AsyncContentsManager
from tornado.web import HTTPError
from traitlets import default

from .bucket import BucketContents
from .files import BucketFiles
from .messages import told
from .names import is_hidden

#: Bound into the container from outside; shown if they are there.
LOCAL_FOLDERS: Final = ("lessons", "center")
#: Of earlier states of open notebooks. They are of no use tomorrow and stay out of the bucket.
CHECKPOINTS: Final = "/tmp/checkpoints"  # noqa: S108 - a container of one person
_STAYS: Final = (
    "수업 폴더와 내 파일 사이에서는 옮길 수 없습니다. 복사해서 사용해 주세요. / "
    "Files cannot be moved between this folder and your own files; copy them instead."
)


class HomeContents(AsyncContentsManager):
    """For ``ServerApp.contents_manager_class``.

    Notes
    -----
    s3contents waits for every answer, so all of it runs in one thread of its own: a slow object
    store keeps neither kernels nor the page waiting, and saves stay in their order.
    """

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self._thread = ThreadPoolExecutor(1, "files")
        files = BucketFiles(
            self.log,
            os.environ["EDUHUB_FILES_URL"],
            os.environ["EDUHUB_FILES_ACCESS_KEY"],
            os.environ["EDUHUB_FILES_SECRET_KEY"],
        )
        make = partial(BucketContents, files, parent=self, log=self.log)
        self._bucket = self._thread.submit(make).result()
        home = Path.home()
        self._local = AsyncFileContentsManager(parent=self, log=self.log, root_dir=str(home))
        self._local_folders = [name for name in LOCAL_FOLDERS if (home / name).is_dir()]

    def close(self) -> None:
        """End, after what is being saved."""
        self._thread.submit(self._bucket.close).result()
        self._thread.shutdown()

    @default("files_handler_class")
    def _downloads_of_what_is_shown(self) -> type[FilesHandler]:
        # Jupyter's own choice serves folders of this container.
        return FilesHandler

    @default("files_handler_params")
    def _no_folder_for_downloads(self) -> dict[str, str]:
        # Asked for by a base class of the handler, which does not use it.
        return {"path": ""}

    @default("checkpoints_class")
    def _checkpoints_outside_the_bucket(self) -> type[AsyncGenericFileCheckpoints]:
        return AsyncGenericFileCheckpoints

    @default("checkpoints_kwargs")
    def _checkpoints_in_memory(self) -> dict[str, Any]:
        return {"parent": self, "log": self.log, "root_dir": CHECKPOINTS}

    async def dir_exists(self, path: str) -> bool:
        """Tell whether there is such a folder."""
        return bool(await self._ask("dir_exists", path))

    async def file_exists(self, path: str) -> bool:
        """Tell whether there is such a file."""
        return bool(await self._ask("file_exists", path))

    async def is_hidden(self, path: str) -> bool:
        """Tell whether a path has a part that begins with a dot."""
        return is_hidden(path.strip("/"))

    async def get(
        self,
        path: str,
        content: bool = True,
        type: str | None = None,  # noqa: A002 - the name is Jupyter's
        format: str | None = None,  # noqa: A002
        require_hash: bool = False,
    ) -> dict[str, Any]:
        """Return a model; that of the top shows this container's own folders, too."""
        model: dict[str, Any] = await self._ask(
            "get", path, content, type=type, format=format, require_hash=require_hash
        )
        if not path.strip("/") and content:
            own = [each for each in model["content"] if each["name"] not in self._local_folders]
            local = [await self._ask("get", name, content=False) for name in self._local_folders]
            model["content"] = [*local, *own]
        return model

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Save; when this returns the object store has it."""
        saved: dict[str, Any] = await self._ask_about(path, "save", model, path)
        return saved

    async def delete_file(self, path: str) -> None:
        """Delete a file or a whole folder."""
        await self._ask("delete_file", path)

    async def rename_file(self, old_path: str, new_path: str) -> None:
        """Rename a file or a whole folder inside one part."""
        if self._is_local(old_path) or self._is_local(new_path):
            raise HTTPError(400, _STAYS)
        await self._ask("rename_file", old_path, new_path)

    def _is_local(self, path: str) -> bool:
        return path.strip("/").split("/")[0] in self._local_folders

    async def _ask(self, method: str, path: str, *arguments: Any, **more: Any) -> Any:
        return await self._ask_about(path, method, path, *arguments, **more)

    async def _ask_about(self, path: str, method: str, *arguments: Any, **more: Any) -> Any:
        if self._is_local(path):
            return await getattr(self._local, method)(*arguments, **more)
        ask = partial(getattr(self._bucket, method), *arguments, **more)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, ask)
        except Exception as error:
            raise told(error) from error
