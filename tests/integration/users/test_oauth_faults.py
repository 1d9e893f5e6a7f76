"""What people read when the provider or the directory fails."""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hub_ext.users import messages as login_messages
from hub_ext.users.oauth import asking, messages
from tests.integration.users.broken_provider import BrokenProvider
from tests.integration.users.oauth_fixtures import Arrive, refusals
from tests.integration.users.oauth_visitor import OAuthVisitor, alert
from tests.integration.users.oidc_provider import (
    OidcProvider,
)


@pytest.mark.parametrize(
    ("path", "fault", "status"),
    [
        ("/.well-known/openid-configuration", {"issuer": "http://127.0.0.1:1"}, 502),
        ("/.well-known/openid-configuration", {"token_endpoint": "ftp://example.org/"}, 502),
        ("/.well-known/openid-configuration", {"userinfo_endpoint": None}, 502),
        ("/.well-known/openid-configuration", "no JSON", 502),
        ("/.well-known/openid-configuration", "[" * 100_000, 502),
        ("/.well-known/openid-configuration", "x" * (asking.LARGEST_ANSWER + 1), 503),
        ("/.well-known/openid-configuration", "http://127.0.0.1:1/", 502),
        ("/.well-known/openid-configuration", 500, 503),
        ("/token", 500, 503),
        ("/token", 418, 502),
        ("/token", {}, 502),
        ("/token", {"access_token": 7, "token_type": "Bearer"}, 502),
        ("/token", {"access_token": "a\r\nb", "token_type": "Bearer"}, 502),
        ("/token", {"access_token": "SECRET", "error_description": "SECRET"}, 502),
        ("/userinfo", 503, 503),
        ("/userinfo", "http://127.0.0.1:1/", 502),
        ("/userinfo", {"name": "student1"}, 502),
        ("/userinfo", {"sub": 4}, 502),
        ("/userinfo", {"sub": "\ud800"}, 403),
        ("/userinfo", {"sub": "x" * 300}, 403),
    ],
)
async def test_a_provider_with_a_fault_ends_in_a_page_and_one_line(
    arrive: Arrive,
    broken: BrokenProvider,
    path: str,
    fault: Any,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    is_document = path.startswith("/.well-known") and isinstance(fault, dict)
    broken.answers[path] = broken.document(**fault) if is_document else fault
    visitor = await arrive(broken)
    answer = await visitor.begin()
    if answer.status_code == 302:
        state = parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]
        answer = await visitor.http.get("oauth_callback", params={"code": "SECRET", "state": state})

    assert answer.status_code == status
    assert "파일은 그대로 있습니다" in alert(answer)
    assert len(refusals(caplog)) == 1
    assert "SECRET" not in caplog.text


async def test_a_provider_that_does_not_answer_is_not_waited_for_long(
    arrive: Arrive, broken: BrokenProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ANSWER_SECONDS", 0.3)
    broken.answers["/.well-known/openid-configuration"] = None
    visitor = await arrive(broken)
    answers = await asyncio.gather(*(visitor.begin() for _ in range(30)))

    assert {answer.status_code for answer in answers} == {503}
    assert len(broken.asked) == 1


async def test_a_provider_that_was_down_when_the_hub_started_works_when_it_is_up(
    arrive: Arrive, caplog: pytest.LogCaptureFixture
) -> None:
    with OidcProvider() as provider:
        provider.stop()
        visitor = await arrive(provider)
        answer = await visitor.begin()
        assert (answer.status_code, alert(answer)) == (503, messages.PROVIDER_UNAVAILABLE.ko)
        assert answer.headers["retry-after"] == "10"
        assert len(refusals(caplog)) == 1
        assert (await visitor.login("student1", "codingnplay")).status_code == 302

        await asyncio.to_thread(provider.start_again)
        async with OAuthVisitor(visitor.app) as later:
            assert (await later.oauth_login("student1")).status_code == 302


async def test_a_wrong_secret_is_the_operators_to_mend(
    arrive: Arrive, oidc: OidcProvider, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = await arrive(oidc, hub_oauth_client_secret="another")
    answer = await visitor.oauth_login("student1")

    assert (answer.status_code, alert(answer)) == (502, messages.PROVIDER_UNFIT.ko)
    (line,) = refusals(caplog)
    assert "HUB_OAUTH_CLIENT_SECRET" in line


async def test_a_directory_that_is_down_is_said_to_be(
    arrive: Arrive, oidc: OidcProvider, sqlite: Path
) -> None:
    visitor = await arrive(oidc)
    await asyncio.to_thread(sqlite.unlink)
    answer = await visitor.oauth_login("student1")

    assert (answer.status_code, alert(answer)) == (503, login_messages.UNAVAILABLE.ko)
