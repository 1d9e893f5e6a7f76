"""Single sign-on with the platform's token: the way in, and everything that is no way in."""

import asyncio
import logging
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from jupyterhub import orm
from tornado.web import create_signed_value

from hub_ext.users import messages as login_messages
from hub_ext.users.sso import gate as gate_module
from hub_ext.users.sso import messages
from hub_ext.users.sso.gate import Gate
from hub_ext.users.sso.state import Start, cookie_name, new_state
from hub_ext.users.sso.used_tokens import UsedTokens
from tests.integration.users.conftest import HubFactory, VisitorFactory
from tests.integration.users.demo_table import change_sqlite
from tests.integration.users.hub import Visitor, login_error
from tests.integration.users.platform import (
    PLATFORM,
    SCHOOL,
    SINGLE_SIGN_ON,
    begin,
    come_back,
    follow,
    hub_log,
    post,
    sign_on,
)
from tests.unit.users.settings import hub_settings
from tests.unit.users.sso.tokens import claims, other_spellings, signed, token, unsigned

NOW = int(time.time())
EXPIRED: dict[str, Any] = {"iat": NOW - 7200, "exp": NOW - 3600}


@pytest.fixture
def sso_settings(sqlite_hub_settings: dict[str, Any]) -> dict[str, Any]:
    return sqlite_hub_settings | SINGLE_SIGN_ON


@pytest.fixture
async def hub(start_hub: HubFactory, sso_settings: dict[str, Any]) -> Any:
    return await start_hub(hub_settings(**sso_settings))


@pytest.fixture
def visitor(hub: Any, visitor_of: VisitorFactory) -> Visitor:
    return visitor_of(hub)


async def test_the_platform_brings_somebody_in(visitor: Visitor) -> None:
    answer = await sign_on(visitor, token())

    assert (answer.status_code, answer.headers["location"]) == (303, "/hub/spawn")
    assert await visitor.name() == "student1"


@pytest.mark.attack("known advisories")
async def test_the_hub_knows_what_the_table_says_and_not_what_the_token_does(
    hub: Any, visitor: Visitor
) -> None:
    await sign_on(visitor, token(role="admin", centerID=99, name="관리자", id=1))

    user = hub.users["student1"]
    assert not user.admin
    assert [group.name for group in user.groups] == ["center-11"]


async def test_the_way_there_carries_our_address_and_leaves_one_cookie(
    hub: Any, visitor: Visitor
) -> None:
    answer = await visitor.http.get("sso/start", params={"next": "/hub/home"})

    location = answer.headers["location"]
    own = f"http%3A%2F%2F127.0.0.1%3A{hub.hub.port}%2Fhub%2Fsso%2Fcallback%3Fstate%3D"
    assert location.startswith(f"{PLATFORM}/auth/login?redirect={own}")
    [cookie] = [c for c in answer.headers.get_list("set-cookie") if c.startswith("sso-state-")]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/hub/sso", "max-age=600"} <= attributes
    assert "secure" not in attributes
    assert location.rpartition("%3D")[2] not in cookie


async def test_behind_tls_the_address_is_https_and_the_cookie_secure(visitor: Visitor) -> None:
    headers = {"X-Forwarded-Proto": "https", "Host": "hub.example.org"}
    answer = await visitor.http.get("sso/start", headers=headers)

    assert "redirect=https%3A%2F%2Fhub.example.org%2Fhub%2Fsso%2F" in answer.headers["location"]
    assert "; secure" in answer.headers["set-cookie"].lower()


async def test_a_token_that_was_glued_on_with_a_question_mark_works_too(visitor: Visitor) -> None:
    back = await begin(visitor)

    answer = await visitor.http.get(f"{back}?token={token()}")

    assert answer.headers["location"] == "/hub/spawn"
    assert await visitor.name() == "student1"


@pytest.mark.parametrize(
    "target",
    [
        "/hub/home",
        "/hub/user-redirect/lab/tree/lessons/DataAnalysis/chapter01_1_p01.md?a=1&b=2#c",
        "/user/student1/lab/tree/lessons/%ED%95%9C%EA%B8%80.md",
    ],
)
async def test_a_deep_link_leads_where_it_says(visitor: Visitor, target: str) -> None:
    assert (await sign_on(visitor, token(), next=target)).headers["location"] == target
    assert (await post(visitor, token(id=5), next=target)).headers["location"] == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "////evil.example/",
        "\\\\evil.example/",
        "/\\evil.example/",
        "https:evil.example/",
        "http://127.0.0.1@evil.example/",
        "javascript:alert(1)",
        "//127.0.0.1//evil.example/",
        "/hub/sso/start",
        "/" + "x" * 100_000,
    ],
)
@pytest.mark.attack("open redirect through next")
async def test_nobody_is_sent_elsewhere_nor_round_in_circles(
    visitor: Visitor, target: str, caplog: pytest.LogCaptureFixture
) -> None:
    back = await begin(visitor, **({"next": target} if len(target) < 1000 else {}))
    answers = [
        await come_back(visitor, back, token()),
        await post(visitor, token(id=5), next=target),
    ]

    for answer in answers:
        there = visitor.http.base_url.join(answer.headers["location"])
        assert answer.status_code == 303
        assert there.host == "127.0.0.1"
        assert not answer.headers["location"].startswith(("//", "/\\", "/\t"))
    assert answers[0].headers["location"] != "/hub/sso/start"
    assert all(len(record.getMessage()) < 2000 for record in caplog.records)


async def test_the_token_is_in_no_log_no_address_and_no_header(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    good, bad = token(), token(**EXPIRED)
    answers = [
        await sign_on(visitor, good),
        await sign_on(visitor, good),
        await sign_on(visitor, bad),
        await visitor.http.get(f"{await begin(visitor)}?token={bad}"),
        await post(visitor, token(id=5)),
        await post(visitor, bad),
        await post(visitor, bad, origin="https://evil.example"),
        await visitor.http.get("sso/login", params={"token": good}),
        await visitor.http.put("sso/callback", params={"token": good}),
    ]

    for secret in (part for sent in (good, bad) for part in sent.split(".")[1:]):
        assert secret not in hub_log(caplog)
        for answer in answers:
            assert secret not in answer.text
            assert secret not in repr(answer.headers)
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.status_code == 303 or "sso/callback" not in str(answer.url)


async def test_a_fault_leaves_the_token_in_no_log_and_no_address(
    hub: Any, visitor: Visitor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)

    async def broken(_: object) -> None:
        raise RuntimeError("a fault that nobody thought of")

    monkeypatch.setattr(hub.authenticator.directory, "find_exact", broken)
    good = token()

    page = await follow(visitor, await sign_on(visitor, good))

    assert (page.status_code, login_error(page)) == (500, messages.FAULT.ko)
    assert "a fault that nobody thought of" in hub_log(caplog)
    assert good.rpartition(".")[2] not in hub_log(caplog)


TOKENS = {
    "missing": ("", 401, messages.TOKEN_REFUSED, "no-token"),
    "no token at all": ("nonsense", 401, messages.TOKEN_REFUSED, "malformed"),
    "1 MB": ("x." * 500_000, 401, messages.TOKEN_REFUSED, "too-long"),
    "expired": (token(**EXPIRED), 401, messages.TOKEN_EXPIRED, "expired"),
    "not yet valid": (token(nbf=NOW + 900), 401, messages.TOKEN_REFUSED, "not-yet-valid"),
    "unsigned": (unsigned(), 401, messages.TOKEN_REFUSED, "algorithm"),
    "HS512": (signed(claims(), header={"alg": "HS512"}), 401, messages.TOKEN_REFUSED, "algorithm"),
    "another secret": (token("x" * 40), 401, messages.TOKEN_REFUSED, "signature"),
    "no userID": (token(userID=None), 401, messages.TOKEN_REFUSED, "claims"),
    "no exp": (token(exp=None), 401, messages.TOKEN_REFUSED, "claims"),
    "no iat": (token(iat=None), 401, messages.TOKEN_REFUSED, "claims"),
    "a week": (token(exp=NOW + 7 * 86400), 401, messages.TOKEN_REFUSED, "lifetime"),
}


@pytest.mark.parametrize(("sent", "status", "message", "reason"), TOKENS.values(), ids=TOKENS)
async def test_a_bad_token_has_a_page_a_status_and_one_line_in_the_log(
    visitor: Visitor,
    caplog: pytest.LogCaptureFixture,
    sent: str,
    status: int,
    message: Any,
    reason: str,
) -> None:
    pages = [await post(visitor, sent)]
    if len(sent) < 10_000:
        pages.append(await follow(visitor, await sign_on(visitor, sent, next="/hub/home")))

    for page in pages:
        assert (page.status_code, login_error(page)) == (status, message.ko)
    lines = [line for line in caplog.messages if line.startswith("Single sign-on from 203.0.113.")]
    assert len(lines) == len(pages)
    assert all(f" refused ({reason}): " in line for line in lines)
    assert await visitor.name() is None


async def test_every_token_is_used_once_however_it_is_spelt(
    hub: Any, visitor: Visitor, visitor_of: VisitorFactory
) -> None:
    good = token()
    await sign_on(visitor, good)

    for spelling in other_spellings(good):
        thief = visitor_of(hub)
        answers = [await sign_on(thief, spelling), await post(thief, spelling)]
        assert (await follow(thief, answers[0])).status_code == answers[1].status_code == 401
        assert await thief.name() is None
    assert login_error(await post(visitor, good)) == messages.TOKEN_USED.ko


async def test_thirty_at_once_with_one_token_are_one_login(
    hub: Any, visitor_of: VisitorFactory
) -> None:
    good = token()
    answers = await asyncio.gather(*(post(visitor_of(hub), good) for _ in range(30)))

    assert sorted(answer.status_code for answer in answers) == [303] + [401] * 29


async def test_a_class_comes_in_at_once(hub: Any, visitor_of: VisitorFactory) -> None:
    async def child(number: int) -> str | None:
        visitor = visitor_of(hub, "198.51.100.1")
        await sign_on(visitor, token(userID=f"student{number}"))
        return await visitor.name()

    names = await asyncio.gather(*map(child, range(1, 31)))
    assert names == [f"student{number}" for number in range(1, 31)]


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ("DELETE FROM Users WHERE id = 4", "not-a-member", login_messages.NOT_A_MEMBER),
        ("UPDATE Users SET userID = 'STUDENT1' WHERE id = 4", "not-a-member",
         login_messages.NOT_A_MEMBER),
        ("UPDATE Users SET role = 'kinder' WHERE id = 4", "role", login_messages.ROLE_REFUSED),
    ],
)  # fmt: skip
async def test_the_table_has_the_last_word(
    visitor: Visitor,
    sqlite: Path,
    caplog: pytest.LogCaptureFixture,
    change: str,
    code: str,
    message: Any,
) -> None:
    change_sqlite(sqlite, change)

    answer = await sign_on(visitor, token())
    page = await follow(visitor, answer)

    assert answer.headers["location"] == f"/hub/sso/refused?reason={code}"
    assert (page.status_code, login_error(page)) == (403, message.ko)
    assert len([line for line in caplog.messages if "Login of 'student1' refused" in line]) == 1
    assert await visitor.name() is None


async def test_a_role_that_changed_counts_at_once(hub: Any, visitor: Visitor, sqlite: Path) -> None:
    change_sqlite(sqlite, "UPDATE Users SET role = 'admin' WHERE id = 4")
    await sign_on(visitor, token())

    assert hub.users["student1"].admin


async def test_whom_the_site_blocks_is_told_so(hub: Any, visitor: Visitor) -> None:
    hub.authenticator.blocked_users = {"student1"}

    answer = await post(visitor, token())

    assert (answer.status_code, login_error(answer)) == (403, login_messages.ROLE_REFUSED.ko)


async def test_a_missing_a_wrong_and_a_used_state_lead_to_the_button(visitor: Visitor) -> None:
    back = await begin(visitor, next="/hub/home")
    place = back.partition("?")[0]
    answers = [
        await visitor.http.get(place, params={"token": token()}),
        await come_back(visitor, f"{place}?state=", token()),
        await come_back(visitor, f"{place}?state={new_state()}", token()),
        await come_back(visitor, f"{back}x", token()),
        await come_back(visitor, f"{place}?state={'x' * 10_000}", token()),
    ]
    assert (await come_back(visitor, back, token())).headers["location"] == "/hub/home"
    answers.append(await come_back(visitor, back, token(id=5)))

    for answer in answers:
        page = await follow(visitor, answer)
        assert (page.status_code, login_error(page)) == (403, messages.START_LOST.ko)


@pytest.mark.attack("session fixation")
async def test_a_login_that_another_browser_began_is_none(
    hub: Any, visitor: Visitor, visitor_of: VisitorFactory
) -> None:
    attacker = visitor_of(hub)
    back = await begin(attacker)

    page = await follow(visitor, await come_back(visitor, back, token()))

    assert page.status_code == 403
    assert await visitor.name() is None
    # The token was not looked at, and is good for whom it was made.
    await come_back(attacker, back, token())
    assert await attacker.name() == "student1"


@pytest.mark.parametrize(
    ("age", "secret", "status"), [(590, None, 303), (601, None, 403), (0, b"forged" * 8, 403)]
)
async def test_an_old_or_a_forged_cookie_is_none(
    hub: Any, visitor: Visitor, age: int, secret: bytes | None, status: int
) -> None:
    state = new_state()
    name, value = cookie_name(state), Start.of(state, "/hub/home").to_cookie()
    key = secret or hub.cookie_secret
    signed_value = create_signed_value(key, name, value, clock=lambda: time.time() - age)
    visitor.http.cookies.set(name, signed_value.decode(), path="/hub/sso")

    answer = await visitor.http.get("sso/callback", params={"state": state, "token": token()})

    if status == 303:
        assert answer.headers["location"] == "/hub/home"
    else:
        assert (await follow(visitor, answer)).status_code == status


async def test_two_frames_of_a_page_come_in_beside_each_other(visitor: Visitor) -> None:
    first, second = await begin(visitor, next="/hub/home"), await begin(visitor, next="/hub/token")

    assert (await come_back(visitor, first, token())).headers["location"] == "/hub/home"
    assert (await come_back(visitor, second, token(id=5))).headers["location"] == "/hub/token"
    assert not [name for name in visitor.http.cookies if name.startswith("sso-state-")]


async def test_logins_that_are_never_finished_leave_few_cookies(visitor: Visitor) -> None:
    for _ in range(20):
        await begin(visitor)

    assert len([name for name in visitor.http.cookies if name.startswith("sso-state-")]) <= 5


@pytest.mark.parametrize("origin", [PLATFORM, SCHOOL])
async def test_a_page_of_the_platform_sends_a_form(visitor: Visitor, origin: str) -> None:
    answer = await post(visitor, token(), origin, next="/hub/home")

    assert (answer.status_code, answer.headers["location"]) == (303, "/hub/home")
    assert await visitor.name() == "student1"


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "https://evil.example",
        "http://app.example.org",
        "https://app.example.org:8443",
        "https://app.example.org.evil.example",
        "https://evil.app.example.org",
        "https://app.example.org/",
        f"{PLATFORM}, {PLATFORM}",
    ],
)
@pytest.mark.parametrize("mode", ["navigate", "no-cors", "cors"])
@pytest.mark.attack("XSRF with Sec-Fetch headers")
async def test_a_form_of_another_page_logs_nobody_in(
    visitor: Visitor, origin: str | None, mode: str
) -> None:
    visitor.http.headers["Sec-Fetch-Mode"] = mode
    answer = await post(visitor, token(), origin)

    assert (answer.status_code, login_error(answer)) == (403, messages.ORIGIN_REFUSED.ko)
    assert await visitor.name() is None


async def test_the_port_that_https_has_anyway_does_not_matter(
    start_hub: HubFactory, sso_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    hub = await start_hub(hub_settings(**sso_settings | {"base_url": f"{PLATFORM}:443/app"}))

    assert (await post(visitor_of(hub), token(), PLATFORM)).status_code == 303


@pytest.mark.attack("session fixation")
async def test_somebody_else_at_the_same_computer_takes_over(hub: Any, visitor: Visitor) -> None:
    await sign_on(visitor, token())
    session = visitor.http.cookies["jupyterhub-session-id"]
    hub.users["student1"].new_api_token(session_id=session)

    await post(visitor, token(userID="student2"))

    assert await visitor.name() == "student2"
    assert visitor.http.cookies["jupyterhub-session-id"] != session
    # Student 1's server would have let the browser in with it.
    assert not hub.db.query(orm.APIToken).filter_by(session_id=session).count()
    await sign_on(visitor, token(id=6))
    assert await visitor.name() == "student1"


async def test_the_same_person_again_keeps_the_session(visitor: Visitor) -> None:
    await sign_on(visitor, token())
    session = visitor.http.cookies["jupyterhub-session-id"]

    await sign_on(visitor, token(id=5))

    assert visitor.http.cookies["jupyterhub-session-id"] == session


async def test_who_is_logged_in_still_reads_why_somebody_else_is_not(visitor: Visitor) -> None:
    await sign_on(visitor, token())

    page = await follow(visitor, await sign_on(visitor, token(userID="nobody")))

    assert login_error(page) == login_messages.NOT_A_MEMBER.ko
    assert await visitor.name() == "student1"


async def test_a_database_that_is_down_costs_nobody_their_token(
    hub: Any, visitor: Visitor, sqlite: Path
) -> None:
    away = await asyncio.to_thread(sqlite.rename, sqlite.with_suffix(".away"))
    hub.authenticator.directory._engine.dispose()
    good = token()

    page = await follow(visitor, await sign_on(visitor, good))
    posted = await post(visitor, good)

    for answer in (page, posted):
        assert (answer.status_code, login_error(answer)) == (503, login_messages.UNAVAILABLE.ko)
        assert answer.headers["retry-after"] == "10"
    await asyncio.to_thread(away.rename, sqlite)
    assert (await post(visitor, good)).status_code == 303


async def test_when_no_more_tokens_can_be_remembered_none_is_let_in(
    start_hub: HubFactory,
    sso_settings: dict[str, Any],
    visitor_of: VisitorFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate_module, "UsedTokens", partial(UsedTokens, size=1))
    hub = await start_hub(hub_settings(**sso_settings))
    await post(visitor_of(hub), token())

    answer = await post(visitor_of(hub), token(id=5))

    assert (answer.status_code, login_error(answer)) == (503, login_messages.BUSY.ko)
    assert answer.headers["retry-after"] == "10"


async def test_an_address_of_many_bad_tokens_waits(
    hub: Any, visitor: Visitor, visitor_of: VisitorFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gate, "BAD_TOKENS", 3)
    for _ in range(3):
        assert (await post(visitor, "bad")).status_code == 401

    for page in (
        await post(visitor, token()),
        await follow(visitor, await sign_on(visitor, token())),
    ):
        assert page.status_code == 429
        assert login_error(page) == login_messages.ADDRESS_LOCKED.ko.format(minutes=15)
        assert 890 <= int(page.headers["retry-after"]) <= 900
    assert (await post(visitor_of(hub), token())).status_code == 303


async def test_the_page_of_an_invented_code_shows_nothing_of_it(visitor: Visitor) -> None:
    page = await visitor.http.get("sso/refused", params={"reason": "<b>x</b>", "next": "//evil.x"})

    assert (page.status_code, login_error(page)) == (401, messages.TOKEN_REFUSED.ko)
    assert "<b>x</b>" not in page.text


async def test_english_by_setting(
    start_hub: HubFactory, sso_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    hub = await start_hub(hub_settings(**sso_settings, hub_language="en"))

    assert login_error(await post(visitor_of(hub), "bad")) == messages.TOKEN_REFUSED.en


@pytest.mark.parametrize("path", ["login", "nothing-here", "api/info", "sso/refused", "home"])
@pytest.mark.attack("baseline of headers")
async def test_only_the_platform_may_embed_a_page(visitor: Visitor, path: str) -> None:
    answer = await visitor.http.get(path)

    [policy] = answer.headers.get_list("content-security-policy")
    assert policy == f"frame-ancestors {PLATFORM} {SCHOOL}; report-uri /hub/security/csp-report"
    assert "x-frame-options" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_without_jwt_there_is_nothing_of_it(
    start_hub: HubFactory, sso_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    hub = await start_hub(hub_settings(**sso_settings | {"auth": "database"}))
    visitor = visitor_of(hub)

    for path in ("sso/start", "sso/callback", "sso/refused"):
        answer = await visitor.http.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-security-policy"].startswith("frame-ancestors 'none'")
    assert (await post(visitor, token())).status_code in {403, 404}
    assert await visitor.name() is None


async def test_beside_the_password_both_ways_work(
    start_hub: HubFactory, sso_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    hub = await start_hub(hub_settings(**sso_settings | {"auth": "database,jwt,dummy"}))
    by_password, by_token, by_button = (visitor_of(hub) for _ in range(3))

    await by_password.login("student1", "codingnplay")
    await sign_on(by_token, token(userID="student2"))
    await by_button.dev_login()

    names = [await visitor.name() for visitor in (by_password, by_token, by_button)]
    assert names == ["student1", "student2", "testuser"]


async def test_a_session_lasts_where_the_only_other_way_is_developments(
    start_hub: HubFactory, sso_settings: dict[str, Any], visitor_of: VisitorFactory
) -> None:
    hub = await start_hub(hub_settings(**sso_settings | {"auth": "jwt,dummy"}))
    visitor = visitor_of(hub)
    await sign_on(visitor, token())
    hub.users["student1"]._auth_refreshed = 0

    assert await visitor.name() == "student1"
