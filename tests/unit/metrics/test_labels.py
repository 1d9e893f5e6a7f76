"""What is told has few labels, of few values that are known beforehand, and names nobody."""

from prometheus_client import REGISTRY
from traitlets.config import Config

from hub_ext.metrics import configuration
from hub_ext.metrics.engine import ENGINE_SECONDS
from hub_ext.servers.engine import EngineCode
from hub_ext.storage import trouble
from tests.unit.users.settings import hub_settings

#: Of all numbers of ours; a bucket's limit is Prometheus's own.
LABELS = {"way", "outcome", "reason", "kind", "phase", "state", "lane", "le"}
MOST_SERIES = 800


def ours() -> list[tuple[str, dict[str, str]]]:
    return [
        (sample.name, sample.labels)
        for family in REGISTRY.collect()
        if family.name.startswith("eduhub_")
        for sample in family.samples
    ]


def test_labels_are_of_a_fixed_set_and_few() -> None:
    assert configuration and trouble
    series = ours()

    assert {label for _, labels in series for label in labels} <= LABELS
    assert 100 < len(series) < MOST_SERIES


def test_every_end_of_a_call_to_the_engine_is_there_before_it_happens() -> None:
    known = {labels["outcome"] for name, labels in ours() if name.startswith("eduhub_engine")}

    assert known >= {"ok", *(code.value for code in EngineCode)}
    assert ENGINE_SECONDS


def test_prometheus_may_read_numbers_and_nothing_else() -> None:
    c = Config()
    settings = hub_settings()
    configuration.configure(c, settings)

    (service,), (role,) = c.JupyterHub.services, c.JupyterHub.load_roles
    assert service["api_token"] == settings.hub_metrics_token.get_secret_value()
    assert role == {"name": "prometheus", "scopes": ["read:metrics"], "services": ["prometheus"]}
