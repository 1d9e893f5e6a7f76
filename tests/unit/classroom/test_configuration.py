"""Where people find the class page."""

import pytest
from traitlets.config import Config

from hub_ext.classroom.configuration import configure
from tests.unit.users.settings import hub_settings


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("", "/services/classroom/"),
        (
            "https://hub.example.org",
            "https://classroom--service.hub.example.org/services/classroom/",
        ),
        (
            "http://hub.localhost:8000",
            "http://classroom--service.hub.localhost:8000/services/classroom/",
        ),
    ],
)
def test_the_link_leads_to_the_page_with_and_without_subdomains(host: str, address: str) -> None:
    c = Config()
    c.JupyterHub.template_vars = {"other": 1}
    configure(c, hub_settings(hub_mode="dev", hub_subdomain_host=host))
    assert c.JupyterHub.template_vars == {"other": 1, "classroom_url": address}
