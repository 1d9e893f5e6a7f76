"""The interface in the words of OpenAPI, made of the models that it is checked with."""

from typing import Any, Final

from pydantic.json_schema import models_json_schema

from hub_ext.notebooks.models import CreateBody, Created, ListQuery, NotebookPage, Problem

LIST_PATH: Final = "api/user-notebooks"
CREATE_PATH: Final = "api/create-blank-notebook"
DESCRIPTION_PATH: Final = "api/user-notebooks/openapi.json"

_REFERENCE: Final = "#/components/schemas/{model}"
_ABOUT: Final = """Lists people's notebooks and makes new ones, whether or not their servers run.

A person is known by the hub's login, a program by `Authorization: token …`. People see their own,
teachers and managers those of their own class, admins everybody's; with the platform's token the
platform's server sees and makes everybody's. Nothing is ever written over. A save in a running
server is in the list within seconds."""
_PROBLEMS: Final = {
    400: "A value is missing or cannot be.",
    401: "Nobody is logged in, and there is no token.",
    403: "A page of another site, or without JupyterHub's token against forged requests.",
    404: "There is no such person, or they are nobody whom the sender may see.",
    409: "A folder has this name, or nothing of the person's is kept.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    429: "Too many people's files were looked at.",
    503: "The store or the table of people does not answer; try again.",
    507: "The person's quota is used up.",
}
_OF_LIST: Final = (400, 401, 403, 404, 429, 503)
_OF_CREATE: Final = (*_OF_LIST, 409, 413, 415, 507)


def description(base_url: str) -> dict[str, Any]:
    """Return the OpenAPI document.

    Parameters
    ----------
    base_url
        The path of the hub, with a slash at the end.
    """
    models = (NotebookPage, CreateBody, Created, Problem)
    _, schemas = models_json_schema(
        [(model, "validation" if model is CreateBody else "serialization") for model in models],
        ref_template=_REFERENCE,
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Notebooks", "version": "1", "description": _ABOUT},
        "servers": [{"url": base_url.rstrip("/")}],
        "paths": {f"/{LIST_PATH}": {"get": _list()}, f"/{CREATE_PATH}": {"post": _create()}},
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "jupyterhub-hub-login"},
            },
        },
        "security": [{"token": []}, {"session": []}],
    }


def _list() -> dict[str, Any]:
    fields = ListQuery.model_json_schema()["properties"]
    return {
        "operationId": "listNotebooks",
        "summary": "A person's notebooks, by path",
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": schema["description"],
                "schema": _plain(schema),
            }
            for name, schema in fields.items()
        ],
        "responses": {"200": _answer("A page.", "NotebookPage"), **_problems(_OF_LIST)},
    }


def _create() -> dict[str, Any]:
    return {
        "operationId": "createNotebook",
        "summary": "A new notebook, unless there is one of that name",
        "requestBody": {
            "required": False,
            "content": {"application/json": {"schema": _reference("CreateBody")}},
        },
        "responses": {
            "200": _answer("There was one, which is as it was.", "Created"),
            "201": _answer("It is made.", "Created"),
            **_problems(_OF_CREATE),
        },
    }


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter, which is given or not, and never null."""
    [*kinds] = (kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null")
    return {name: value for name, value in kinds[0].items() if name not in {"title", "description"}}


def _problems(statuses: tuple[int, ...]) -> dict[str, Any]:
    return {str(status): _answer(_PROBLEMS[status], "Problem") for status in sorted(statuses)}


def _answer(text: str, model: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {"application/json": {"schema": _reference(model)}},
    }


def _reference(model: str) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model)}
