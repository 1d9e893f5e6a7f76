"""The person's files as Jupyter's models."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import nbformat
from s3contents.genericmanager import GenericContentsManager, base_model
from tornado.web import HTTPError

from .files import BucketFiles, moment
from .names import composed, is_hidden, is_listed, shown

#: nbformat's own functions, which carry no types.
_from_dict: Final[Callable[..., Any]] = nbformat.from_dict
_writes: Final[Callable[..., str]] = nbformat.writes


class BucketContents(GenericContentsManager):  # type: ignore[misc]
    """s3contents' manager over `BucketFiles`.

    Notes
    -----
    Its own hides folders without a marker file of its own, makes up models of files that do not
    exist, and writes Korean as ``\\uXXXX`` in one endless line.
    """

    def __init__(self, files: BucketFiles, **traits: Any) -> None:
        super().__init__(**traits)
        self._fs = files

    def run_pre_save_hook(self, model: dict[str, Any], path: str, **more: Any) -> None:
        """Run all hooks; s3contents calls them by the name that Jupyter has given up."""
        self.run_pre_save_hooks(model=model, path=path, **more)

    def close(self) -> None:
        """Close what was opened to know trusted notebooks."""
        self.notary.store.close()

    def is_hidden(self, path: str) -> bool:
        """Tell whether a path has a part that begins with a dot."""
        return is_hidden(path.strip("/"))

    def get(
        self,
        path: str,
        content: bool = True,
        type: str | None = None,  # noqa: A002 - the name is Jupyter's
        format: str | None = None,  # noqa: A002
        require_hash: bool = False,
    ) -> dict[str, Any]:
        """Return a model, or refuse with 404 or 400."""
        path = path.strip("/")
        found = self.fs.info(path)
        if found is None and not content and path in self._chunk_uploads.sessions:
            # Jupyter asks after each part of a large file; the file is there after the last one.
            return self._model(path, {"type": "file"})
        if found is None:
            raise HTTPError(404, f"No such file or directory: {path}")
        is_folder = found["type"] == "directory"
        if type is not None and (type == "directory") is not is_folder:
            raise HTTPError(400, f"{path} is not a {type}")
        if is_folder:
            return self._folder(path, content=content)
        if type is None:
            type = "notebook" if path.endswith(".ipynb") else "file"  # noqa: A001
        model: dict[str, Any] = super().get(path, content, type, format, require_hash)
        return model

    def save(self, model: dict[str, Any], path: str) -> dict[str, Any]:
        """Save; a new name is written in the form in which people read it."""
        path = path.strip("/")
        if composed(path) != path and self.fs.info(path) is None:
            path = composed(path)
        saved: dict[str, Any] = super().save(model, path)
        return saved

    def rename_file(self, old_path: str, new_path: str) -> None:
        """Rename; the new name is written in the form in which people read it."""
        super().rename_file(old_path.strip("/"), composed(new_path.strip("/")))

    def _save_notebook(self, model: dict[str, Any], path: str) -> str | None:
        notebook = _from_dict(model["content"])
        self.check_and_sign(notebook, path)
        text = _writes(notebook, version=nbformat.NO_CONVERT)
        self.fs.writenotebook(path, text if text.endswith("\n") else f"{text}\n")
        self.validate_notebook_model(model)
        return model.get("message")

    def _folder(self, path: str, *, content: bool) -> dict[str, Any]:
        model = self._model(path, {"type": "directory"})
        if content:
            found = {
                str(entry["name"]).rstrip("/").rpartition("/")[2]: entry
                for entry in self.fs.entries(path)
            }
            names = shown(name for name in found if is_listed(name, self.hide_globs))
            model["format"] = "json"
            model["content"] = [
                self._model(f"{path}/{names[name]}".lstrip("/"), found[name])
                for name in sorted(names)
            ]
        return model

    @staticmethod
    def _model(path: str, info: Mapping[str, Any]) -> dict[str, Any]:
        model: dict[str, Any] = base_model(path)
        model["created"] = model["last_modified"] = moment(info)
        if info["type"] == "directory":
            model["type"] = "directory"
        else:
            model["type"] = "notebook" if path.endswith(".ipynb") else "file"
            model["size"] = info.get("size", 0)
        return model
