"""For each alert: what lets it fire, and what is so much better that it stays quiet."""

from dataclasses import dataclass
from typing import Any, Final

#: In promtool's notation, one value a minute: ``first+stepxtimes``.
type Series = dict[str, str]


@dataclass(frozen=True)
class Case:
    """One alert, half an hour after the epoch."""

    alert: str
    bad: Series
    good: Series


def _starts(limit: str) -> Series:
    """One start a minute, each of which takes longer than all limits below `limit`."""
    limits = ["1", "60", "150", "+Inf"]
    slow = limits.index(limit)
    return {
        f'eduhub_start_seconds_bucket{{kind="cold",le="{name}"}}': (
            "0+1x40" if number >= slow else "0x40"
        )
        for number, name in enumerate(limits)
    }


def _delays(limit: str) -> Series:
    limits = ["0.05", "0.5", "1", "+Inf"]
    slow = limits.index(limit)
    return {
        f'jupyterhub_event_loop_interval_seconds_bucket{{le="{name}"}}': (
            "0+1000x40" if number >= slow else "0x40"
        )
        for number, name in enumerate(limits)
    }


_LOGINS: Final = 'eduhub_logins_total{way="database",outcome="failed"}'
_WRONG: Final = 'eduhub_login_refusals_total{reason="wrong"}'
_REFUSED: Final = 'eduhub_starts_total{kind="cold",outcome="image-missing"}'
_CANCELLED: Final = 'eduhub_starts_total{kind="cold",outcome="cancelled"}'
_TIMEOUT: Final = 'eduhub_engine_call_seconds_count{lane="work",outcome="engine-timeout"}'
_FREE: Final = 'eduhub_homes_disk_free_bytes{job="storage"}'
_SIZE: Final = 'eduhub_homes_disk_size_bytes{job="storage"}'
_REACHABLE: Final = 'eduhub_object_store{state="reachable"}'
#: As a store whose answers are late or none.
_IN_TURN: Final = {
    'eduhub_object_store{state="object-store-busy"}': "0 " + "1 0 " * 20 + "0",
    'eduhub_object_store{state="object-store-unreachable"}': "1 " + "0 1 " * 20 + "1",
}
_OK: Final = 'eduhub_proxy_looks_total{outcome="ok"}'
_UP: Final = 'up{job="hub"}'

CASES: Final = (
    Case("HubDown", {_UP: "0x40"}, {_UP: "1x40"}),
    Case("StorageAgentDown", {'up{job="storage"}': "0x40"}, {'up{job="storage"}': "1x40"}),
    Case("LoginsFail", {_LOGINS: "0+1x40"}, {_LOGINS: "0x25 1x15"}),
    Case("PasswordGuessing", {_WRONG: "0+30x40"}, {_WRONG: "0+10x40"}),
    Case("StartsFail", {_REFUSED: "0+1x40"}, {_CANCELLED: "0+5x40", _REFUSED: "0x25 1x15"}),
    Case("StartsSlow", _starts("150"), _starts("1")),
    Case(
        "FilesUnsaved",
        {"eduhub_oldest_unsaved_seconds": "0+60x40"},
        {"eduhub_oldest_unsaved_seconds": "0 3 599x40"},
    ),
    Case(
        "StoreRefuses",
        {'eduhub_object_store{state="clock-wrong"}': "1x40"},
        {'eduhub_object_store{state="clock-wrong"}': "0x40"},
    ),
    Case(
        "StoreUnreachable",
        {_REACHABLE: "0x40"} | _IN_TURN,
        {_REACHABLE: "0x26 1 0x13"} | _IN_TURN,
    ),
    Case(
        "PlatformDatabaseUnknown",
        {"eduhub_platform_database_answers": "0x40"},
        {"eduhub_platform_database_answers": "0x26 1 0x13"},
    ),
    Case(
        "PeopleSyncBehind",
        {"eduhub_people_sync_last_good_timestamp_seconds": "0+60x5 300x35"},
        {"eduhub_people_sync_last_good_timestamp_seconds": "0+60x40"},
    ),
    Case("DiskNearlyFull", {_FREE: "9x40", _SIZE: "100x40"}, {_FREE: "11x40", _SIZE: "100x40"}),
    Case(
        "PoolEmpty",
        {"eduhub_pool_waiting": "0x40", "eduhub_pool_wanted": "30x40"},
        {"eduhub_pool_waiting": "0x40", "eduhub_pool_wanted": "0x40"},
    ),
    Case("EngineFails", {_TIMEOUT: "0+1x40"}, {_TIMEOUT: "2x40"}),
    Case("LoopDelay", _delays("1"), _delays("0.05")),
    Case("ProxyUnanswered", {_OK: "7x40", _UP: "1x40"}, {_OK: "0+12x40", _UP: "1x40"}),
    Case(
        "CertificateEnds",
        {"probe_ssl_earliest_cert_expiry": f"{13 * 86400}x40"},
        {"probe_ssl_earliest_cert_expiry": f"{15 * 86400}x40"},
    ),
)


def rule_tests(name: str, series: Series, *, fires: bool) -> dict[str, Any]:
    """One test in promtool's own form."""
    firing = [{"labels": "{}", "value": 1}] if fires else []
    return {
        "name": f"{name} {'fires' if fires else 'stays quiet'}",
        "interval": "1m",
        "input_series": [{"series": one, "values": values} for one, values in series.items()],
        "promql_expr_test": [
            {
                "expr": f'count(ALERTS{{alertname="{name}",alertstate="firing"}})',
                "eval_time": "30m",
                "exp_samples": firing,
            }
        ],
    }
