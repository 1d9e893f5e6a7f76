"""The platform's tokens: which of them vouch for somebody, and for whom."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import jwt
from jwt.algorithms import HMACAlgorithm
from pydantic import SecretStr

from hub_ext.users.platform_login import LONGEST_USER_ID
from hub_ext.users.sso.refusals import Reason, SingleSignOnRefused

#: Characters. The platform's tokens have about 300.
LONGEST_TOKEN: Final = 8 * 1024
#: The platform's live for an hour; nobody should find one in last week's backup and use it.
LONGEST_LIFETIME_SECONDS: Final = 24 * 60 * 60
#: How far the clocks of platform and hub may be apart.
LEEWAY_SECONDS: Final = 10
#: Bytes. RFC 7518 asks for no fewer with HS256.
GOOD_SECRET_LENGTH: Final = 32

_ALGORITHM: Final = "HS256"
# The platform sets none of the claims that are not looked at here. One with an `aud` is for somebody
# else, and PyJWT refuses it.
_OPTIONS: Final[Any] = {
    "require": ["exp", "iat", "userID"],
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}
_REASONS: Final = (
    (jwt.ExpiredSignatureError, Reason.EXPIRED),
    (jwt.ImmatureSignatureError, Reason.NOT_YET_VALID),
    (jwt.InvalidSignatureError, Reason.SIGNATURE),
    (jwt.InvalidAlgorithmError, Reason.ALGORITHM),
    (jwt.MissingRequiredClaimError, Reason.CLAIMS),
    (jwt.InvalidIssuedAtError, Reason.CLAIMS),
    (jwt.InvalidAudienceError, Reason.CLAIMS),
)


@dataclass(frozen=True, slots=True)
class VerifiedToken:
    """What a good token says.

    Attributes
    ----------
    user_id
        Whom it vouches for, as the platform spells it; whether there is such a person is not known.
    signature
        The decoded signature. It is the same however the token's base64 is written, and differs for
        every other token.
    ends
        Seconds since 1970 from which on the token is refused for its age.
    """

    user_id: str
    signature: bytes = field(repr=False)
    ends: float


class TokenVerifier:
    """Verifies tokens that were signed with the platform's secret.

    Parameters
    ----------
    secret
        ``JWT_SECRET``.

    Raises
    ------
    ValueError
        If it is no secret but a key or a certificate that others have too.
    """

    def __init__(self, secret: SecretStr) -> None:
        # HMAC itself fills a short key up with zeros (RFC 2104), so the signature is the same and
        # PyJWT does not warn at every login; the hub has warned when it started.
        self._key = secret.get_secret_value().encode().ljust(GOOD_SECRET_LENGTH, b"\0")
        try:
            HMACAlgorithm(HMACAlgorithm.SHA256).prepare_key(self._key)
        except jwt.InvalidKeyError:
            raise ValueError(
                "JWT_SECRET is a public key, a certificate or a JWK; use a random text"
            ) from None

    def verify(self, token: str) -> VerifiedToken:
        """Return what `token` says.

        Parameters
        ----------
        token
            What a browser sent, of any length and content.

        Raises
        ------
        SingleSignOnRefused
            If it is not one of the platform's, or not valid now.
        """
        if not token:
            raise SingleSignOnRefused(Reason.NO_TOKEN)
        if len(token) > LONGEST_TOKEN:
            raise SingleSignOnRefused(Reason.TOO_LONG)
        if not token.isascii():  # PyJWT fails to encode half a surrogate, and no JWT has either.
            raise SingleSignOnRefused(Reason.MALFORMED)
        try:
            decoded = jwt.decode_complete(
                token, self._key, algorithms=[_ALGORITHM], options=_OPTIONS, leeway=LEEWAY_SECONDS
            )
        except jwt.PyJWTError as error:
            # Neither the error nor its context goes on from here: both can quote the token.
            reason = _reason(error)
        else:
            return _read(decoded["payload"], decoded["signature"])
        raise SingleSignOnRefused(reason)


def _reason(error: jwt.PyJWTError) -> Reason:
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), Reason.MALFORMED)


def _read(claims: Mapping[str, Any], signature: bytes) -> VerifiedToken:
    user_id, issued, ends = claims["userID"], claims["iat"], claims["exp"]
    times = all(type(time) in {int, float} for time in (issued, ends))
    if not times or not isinstance(user_id, str) or not _may_be_asked_for(user_id):
        raise SingleSignOnRefused(Reason.CLAIMS)
    # As whole numbers, which PyJWT looks at too, and which do not overflow.
    if int(ends) - int(issued) > LONGEST_LIFETIME_SECONDS:
        raise SingleSignOnRefused(Reason.LIFETIME)
    return VerifiedToken(user_id, signature, ends=int(ends) + LEEWAY_SECONDS)


def _may_be_asked_for(user_id: str) -> bool:
    # Nobody has another name, and not every database driver can even be asked for it.
    return 0 < len(user_id) <= LONGEST_USER_ID and not any(
        unicodedata.category(character) in {"Cc", "Cs"} for character in user_id
    )
