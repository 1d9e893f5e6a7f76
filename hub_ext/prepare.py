"""From a ``.env`` file to what ``docker-compose.yml`` reads, once everything in it was checked.

Run by `make up` inside the hub's image, so that a bare machine needs no Python packages:
``python -m hub_ext.prepare FOLDER MODE``. It writes ``FOLDER/.run/INSTANCE/``: one environment file a
part, without secrets; a file a secret, of which those that nobody types are made at the first run
and kept; and ``compose.env``, the variables of the compose file itself.

A deployed instance runs images of one version; ``compose.env`` remembers which, and every later run
keeps it unless another one is named.
"""

import os
import secrets
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from hub_ext.environment import SettingsError, by_field, check, known_variables, secret_variables
from hub_ext.settings import (
    DEVELOPMENT_DEFAULTS,
    PARTS,
    CommonSettings,
    DirectorySettings,
    HubSettings,
)
from hub_ext.whole_files import write_file

GENERATED = (
    "HUB_STORAGE_TOKEN",
    "HUB_SYNC_TOKEN",
    "HUB_CLASSROOM_TOKEN",
    "HUB_LOOK_TOKEN",
    "HUB_PLATFORM_TOKEN",
    "HUB_METRICS_TOKEN",
    "HUB_PROXY_TOKEN",
    "HUB_CRYPT_KEY",
    "HUB_COOKIE_SECRET",
)
_PLATFORM = ("DB_HOST", "S3_ENDPOINT_URL", "AWS_ACCESS_KEY_ID")
#: Not of a cloud account or a database: a shell that has them means this hub, in dev mode too.
_OURS = {"AUTH", "BASE_URL", "JUPYTER_ROLES", "JWT_SECRET"}
_WHICH_MODE = (
    "HUB_MODE: is not set, and .env speaks of a real platform ({names}); write "
    "HUB_MODE=production to serve people, HUB_MODE=dev to develop against it"
)


def prepare(
    folder: Path, environment: Mapping[str, str], mode: str, version: str | None = None
) -> Path:
    """Check all settings and write the files of one instance.

    Parameters
    ----------
    folder
        The checkout; its ``.env`` is read if it is there.
    environment
        Variables of the calling shell; they win over the file.
    mode
        ``HUB_MODE`` when neither names one and the file does not speak of a real platform.
    version
        The tag of the images; None for the one that the instance has, "" for the latest.

    Returns
    -------
    Path
        The folder of the instance.

    Raises
    ------
    SettingsError
        Naming every problem; then nothing was written.
    """
    run, variables = checked(folder, environment, mode, version)
    # The folder keeps others on this host out; the files themselves are read by other accounts
    # inside the containers that they are mounted into.
    (run / "secrets").mkdir(parents=True, exist_ok=True)
    run.chmod(0o700)
    for file, text in files_of(run, variables, version).items():
        write_file(file, text)
    return run


def prepare_tools(folder: Path, environment: Mapping[str, str], mode: str, target: Path) -> Path:
    """Check all settings and write those of the command line tool to a folder of its own.

    Parameters
    ----------
    folder, environment, mode
        As for `prepare`.
    target
        Where; it exists, and nobody else may enter it.

    Returns
    -------
    Path
        The folder of the instance, where nothing was written: what runs there may be of another version
        and of other settings.

    Raises
    ------
    SettingsError
        Naming every problem; then nothing was written.
    """
    run, variables = checked(folder, environment, mode)
    wanted = {"tools.env", *map(str.lower, secret_variables(PARTS["tools"]))}
    (target / "secrets").mkdir()
    for file, text in files_of(run, variables).items():
        if file.name in wanted:
            write_file(target / file.relative_to(run), text)
    return run


def checked(
    folder: Path, environment: Mapping[str, str], mode: str, version: str | None = None
) -> tuple[Path, dict[str, str]]:
    """Return the folder of an instance, and all its variables; nothing is written.

    Parameters and errors are those of `prepare`.
    """
    variables = given(folder / ".env", environment, mode)
    run = folder / ".run" / (variables.get("HUB_INSTANCE") or "eduhub")
    variables |= _generated(run / "secrets")
    version = _version(run, version)
    if version and not variables.get("HUB_NOTEBOOK_IMAGE"):
        # What people get goes with the hub that starts it, forward and back.
        variables["HUB_NOTEBOOK_IMAGE"] = f"eduhub/notebook:{version}"
    problems = check(variables)
    if problems:
        raise SettingsError(problems)
    return run, variables


def files_of(
    run: Path, variables: Mapping[str, str], version: str | None = None
) -> dict[Path, str]:
    """Return the text of every file of an instance.

    Parameters
    ----------
    run, variables
        From `checked`.
    version
        As for `prepare`.
    """
    values = by_field(variables)
    hub = HubSettings.model_validate(values)
    files: dict[Path, str] = {}
    for name, kind in PARTS.items():
        settings = kind.model_validate(values)
        for secret in map(str.lower, secret_variables(kind)):
            files[run / "secrets" / secret] = getattr(settings, secret).get_secret_value()
        database = host_of_database(hub) if issubclass(kind, DirectorySettings) else {}
        files[run / f"{name}.env"] = _lines(_plain(variables, kind) | database)
    files[run / "compose.env"] = _lines(
        compose_variables(hub) | {"HUB_VERSION": _version(run, version)}
    )
    return files


def _version(run: Path, version: str | None) -> str:
    if version is None:
        version = dotenv_values(run / "compose.env").get("HUB_VERSION")
    return version or ""


def given(file: Path, environment: Mapping[str, str], mode: str) -> dict[str, str]:
    """Return the variables that the operator has given, and ``HUB_MODE``.

    Parameters
    ----------
    file
        The ``.env``, which may be missing.
    environment, mode
        As for `prepare`.

    Raises
    ------
    SettingsError
        If it cannot be told which mode is meant.
    """
    in_file = {name: value or "" for name, value in dotenv_values(file, interpolate=False).items()}
    mode_given = environment.get("HUB_MODE") or in_file.get("HUB_MODE") or mode
    # A developer's shell may hold keys of a cloud account that this has nothing to do with.
    heeded = known_variables() if mode_given == "production" else _OURS
    variables = in_file | {
        name: value
        for name, value in environment.items()
        # What begins like ours is looked at even if it is misspelt: then it is refused.
        if name in heeded or name.startswith("HUB_")
    }
    if not variables.get("HUB_MODE"):
        real = [name for name in _PLATFORM if in_file.get(name)]
        if real and mode == "dev":
            raise SettingsError([_WHICH_MODE.format(names=", ".join(real))])
        variables["HUB_MODE"] = mode
    return variables


def _generated(folder: Path) -> dict[str, str]:
    found = {}
    for name in GENERATED:
        file = folder / name.lower()
        found[name] = file.read_text().strip() if file.exists() else secrets.token_hex(32)
    return found


def _plain(variables: Mapping[str, str], kind: type[CommonSettings]) -> dict[str, str]:
    names = {name.upper() for name in kind.model_fields} - secret_variables(kind)
    values = {name: variables[name] for name in sorted(names) if variables.get(name)}
    if "BUCKET_NAME" in names and "BUCKET_NAME" not in values and variables.get("S3_BUCKET_NAME"):
        values["BUCKET_NAME"] = variables["S3_BUCKET_NAME"]
    return values


def host_of_database(hub: DirectorySettings) -> dict[str, str]:
    """Return ``DB_HOST`` as a container has to have it, if that is not as it was written."""
    # In a container, localhost is the container; an operator means the host.
    local = hub.db_host in {"localhost", "127.0.0.1"}
    return {"DB_HOST": "host.docker.internal"} if local else {}


def compose_variables(hub: HubSettings) -> dict[str, str]:
    """Return the variables of docker-compose.yml."""
    addresses = [str(address) for address in islice(hub.hub_network.hosts(), 4)]
    stand_ins = hub.hub_mode == "dev" and hub.db_host == DEVELOPMENT_DEFAULTS["db_host"]
    return {
        "HUB_INSTANCE": hub.hub_instance,
        "HUB_PORT": str(hub.hub_port),
        "HUB_BIND_ADDRESS": hub.hub_bind_address,
        "HUB_NETWORK": str(hub.hub_network),
        "GATEWAY_ADDRESS": addresses[0],
        "HUB_ADDRESS": addresses[1],
        "PROXY_ADDRESS": addresses[2],
        "STORAGE_ADDRESS": addresses[3],
        "PROXY_HOST_ROUTING": urlsplit(hub.hub_subdomain_host).netloc,
        # Not HUB_MODE: what scripts export of this would win over a changed .env.
        "PROXY_MODE": hub.hub_mode,
        "FORWARDING_PROXIES": ",".join(hub.forwarding_proxies),
        # The upper half, so that no container is ever given the hub's, the proxy's or the agent's address.
        "USERS_RANGE": str(list(hub.hub_network.subnets(1))[1]),
        "HUB_INTERNET": str(hub.hub_internet).lower(),
        "HOME_STORAGE": hub.home_storage.value,
        "HUB_DATA_DIR": str(hub.hub_data_dir),
        "HUB_DEV_OBJECTSTORE_PORT": str(hub.hub_dev_objectstore_port),
        "HUB_DEV_DATABASE_PORT": str(hub.hub_dev_database_port),
        "COMPOSE_PROFILES": "dev" if stand_ins else "",
    }


def _lines(values: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in values.items())


def main() -> None:
    """Prepare the checkout named by the first argument, in the mode named by the second, for the version named by the third.

    With ``--tools FOLDER`` instead of a version, the command line tool's settings only.
    """
    folder, mode, *more = sys.argv[1:]
    try:
        if more[:1] == ["--tools"]:
            run = prepare_tools(Path(folder), os.environ, mode, Path(more[1]))
        else:
            run = prepare(Path(folder), os.environ, mode, more[0] if more else None)
    except SettingsError as error:
        sys.exit(str(error))
    print(run.name)


if __name__ == "__main__":
    main()
