import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from hub_ext.users.sso.refusals import Reason, SingleSignOnRefused
from hub_ext.users.sso.tokens import TokenVerifier
from tests.unit.users.sso.tokens import SECRET, base64url, claims, signed, token, unsigned

VERIFIER = TokenVerifier(SecretStr(SECRET))
NOW = int(time.time())
#: Long enough for the slowest test.
SOON = 1800


def refusal(sent: str, verifier: TokenVerifier = VERIFIER) -> Reason:
    with pytest.raises(SingleSignOnRefused) as caught:
        verifier.verify(sent)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value.reason


def test_a_token_of_the_platform_vouches_for_its_user_id() -> None:
    verified = VERIFIER.verify(token(iat=NOW, exp=NOW + 3600))

    assert verified.user_id == "student1"
    assert verified.ends == NOW + 3600 + 10
    assert len(verified.signature) == 32


def test_what_another_library_signed_is_verified() -> None:
    assert VERIFIER.verify(jwt.encode(claims(), SECRET)).user_id == "student1"


@pytest.mark.parametrize("length", [16, 31, 32, 63, 64, 65, 200])
def test_secrets_of_any_length_sign_the_same_here_and_there(length: int) -> None:
    secret = ("비밀" + "x" * length)[:length]

    assert TokenVerifier(SecretStr(secret)).verify(token(secret)).user_id == "student1"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": NOW - 11, "iat": NOW - 3600}, Reason.EXPIRED),
        ({"iat": NOW + SOON, "exp": NOW + 3600}, Reason.NOT_YET_VALID),
        ({"nbf": NOW + SOON}, Reason.NOT_YET_VALID),
        ({"nbf": "soon"}, Reason.MALFORMED),
        ({"iat": None}, Reason.CLAIMS),
        ({"exp": None}, Reason.CLAIMS),
        ({"userID": None}, Reason.CLAIMS),
        ({"userID": ""}, Reason.CLAIMS),
        ({"userID": 4}, Reason.CLAIMS),
        ({"userID": ["student1"]}, Reason.CLAIMS),
        ({"userID": "x" * 256}, Reason.CLAIMS),
        ({"userID": "student1\0"}, Reason.CLAIMS),
        ({"userID": "student1\ud800"}, Reason.CLAIMS),
        ({"iat": str(NOW)}, Reason.CLAIMS),
        ({"exp": str(NOW + SOON)}, Reason.CLAIMS),
        ({"iat": False}, Reason.CLAIMS),
        ({"exp": "never"}, Reason.MALFORMED),
        ({"exp": float("nan")}, Reason.MALFORMED),
        ({"exp": float("inf")}, Reason.MALFORMED),
        ({"exp": 10**400, "iat": 0.5}, Reason.LIFETIME),
        ({"iat": NOW, "exp": NOW + 24 * 3600 + 1}, Reason.LIFETIME),
        ({"aud": "another-service"}, Reason.CLAIMS),
    ],
)
def test_a_signed_token_is_refused_for_what_it_says(
    changes: dict[str, Any], reason: Reason
) -> None:
    assert refusal(token(**changes)) is reason


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOW - 3 + SOON, "iat": NOW + 5},
        {"iat": NOW, "exp": NOW + 24 * 3600},
        {"iat": NOW - 0.5, "exp": NOW + SOON + 0.5},
        {"nbf": NOW + 5},
        {"userID": "한글 아이디"},
        {"userID": "x" * 255},
        {"id": "not a number", "role": "admin", "centerID": [], "name": None, "type": 5},
        {"sub": 5, "jti": 5, "iss": "whoever"},
    ],
)
def test_small_differences_of_clocks_and_other_claims_do_not_matter(
    changes: dict[str, Any],
) -> None:
    assert VERIFIER.verify(token(**changes)).user_id == changes.get("userID", "student1")


def test_ten_seconds_after_its_end_a_token_is_refused() -> None:
    assert VERIFIER.verify(token(iat=NOW - 60, exp=int(time.time()) - 5))
    assert refusal(token(iat=NOW - 60, exp=int(time.time()) - 11)) is Reason.EXPIRED


def test_another_secret_signs_for_nobody() -> None:
    assert refusal(token("another-secret-that-is-long-enough-too")) is Reason.SIGNATURE
    assert refusal(token(SECRET + "x")) is Reason.SIGNATURE


def test_a_changed_claim_breaks_the_signature() -> None:
    header, _, signature = token().split(".")
    changed = base64url(json.dumps(claims(userID="admin")).encode()).decode()

    assert refusal(f"{header}.{changed}.{signature}") is Reason.SIGNATURE


@pytest.mark.parametrize(
    "algorithm", ["none", "None", "nOnE", "HS384", "HS512", "RS256", "", 5, [], {}]
)
def test_only_hs256_signs_whatever_the_header_claims(algorithm: object) -> None:
    assert refusal(signed(claims(), header={"alg": algorithm})) is Reason.ALGORITHM
    assert refusal(signed(claims(), header={"typ": "JWT"})) is Reason.ALGORITHM


def test_tokens_without_a_signature_are_refused() -> None:
    good = token()

    assert refusal(unsigned()) is Reason.ALGORITHM
    assert refusal(good.rpartition(".")[0] + ".") is Reason.SIGNATURE
    assert refusal(good.rpartition(".")[0]) is Reason.MALFORMED


def test_hs512_with_the_right_secret_is_refused() -> None:
    assert refusal(jwt.encode(claims(), SECRET * 2, algorithm="HS512")) is Reason.ALGORITHM


def test_neither_a_private_key_nor_its_public_half_sign_anything() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    assert refusal(jwt.encode(claims(), key, algorithm="RS256")) is Reason.ALGORITHM
    assert refusal(signed(claims(), secret=public)) is Reason.SIGNATURE
    with pytest.raises(ValueError, match="JWT_SECRET is a public key"):
        TokenVerifier(SecretStr(public.decode()))


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "HS256", "crit": ["x"], "x": 1},
        {"alg": "HS256", "b64": False, "crit": ["b64"]},
        {"alg": "HS256", "kid": 5},
        ["HS256"],
        None,
    ],
)
def test_headers_that_ask_for_something_special_are_refused(header: Any) -> None:
    sent = signed(claims(), header=header) if header is not None else signed(claims(), header={})

    assert refusal(sent) in {Reason.MALFORMED, Reason.ALGORITHM}


@pytest.mark.parametrize("payload", [[], "text", 5, None, {}])
def test_a_payload_that_is_no_set_of_claims_is_refused(payload: object) -> None:
    assert refusal(signed(payload)) in {Reason.MALFORMED, Reason.CLAIMS}


def test_what_is_too_long_is_not_even_read() -> None:
    started = time.perf_counter()

    assert refusal("x." * 500_000) is Reason.TOO_LONG
    assert refusal(token(name="x" * 8192)) is Reason.TOO_LONG
    assert time.perf_counter() - started < 1
    assert VERIFIER.verify(token(name="x" * 4096))


def test_nothing_is_no_token() -> None:
    assert refusal("") is Reason.NO_TOKEN


@given(st.text())
def test_any_text_is_refused_and_nothing_else_happens(text: str) -> None:
    refusal(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    ),
    st.sampled_from(["userID", "iat", "exp", "nbf", "aud"]),
)
def test_any_value_of_a_claim_is_good_or_refused(value: Any, name: str) -> None:
    try:
        verified = VERIFIER.verify(signed(claims() | {name: value}))
    except SingleSignOnRefused as refused:
        assert refused.reason in Reason
    else:
        assert 0 < len(verified.user_id) <= 255
        assert NOW - 10 <= verified.ends <= NOW + 25 * 3600


@given(st.integers(min_value=0), st.characters())
@example(0, "\ud800")
@example(0, "한")
def test_a_token_with_one_character_changed_is_not_another_good_one(
    place: int, character: str
) -> None:
    good = token()
    place %= len(good)
    changed = good[:place] + character + good[place + 1 :]
    if changed != good:
        refusal(changed)
