"""JupyterHub's configuration: settings from the environment, then what a site adds in files."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from hub_ext.bodies import limit_bodies  # noqa: E402
from hub_ext.configure import configure, secret_environment  # noqa: E402
from hub_ext.environment import SettingsError, read  # noqa: E402
from hub_ext.hub_database import HUB_DATABASE, write_ahead  # noqa: E402
from hub_ext.hub_database_trouble import tell_when_unavailable  # noqa: E402
from hub_ext.servers.beside import run_beside_the_hub  # noqa: E402
from hub_ext.settings import HubSettings  # noqa: E402

c = get_config()  # type: ignore[name-defined]  # noqa: F821

try:
    settings = read(HubSettings)
except SettingsError as error:
    sys.exit(str(error))

os.environ.update(secret_environment(settings))
configure(c, settings)
limit_bodies()
write_ahead(HUB_DATABASE)
tell_when_unavailable(settings.hub_language)
run_beside_the_hub(settings)

for site_file in sorted((HERE / "jupyterhub_config.d").glob("*.py")):
    load_subconfig(str(site_file))  # type: ignore[name-defined]  # noqa: F821
