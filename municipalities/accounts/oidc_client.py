"""The client of the institution's OpenID Connect provider. Authlib speaks the protocol; here it is made stricter.

docs/decisions/0015-openid-connect.md gives the reasons.
"""

import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from joserfc.errors import JoseError
from requests import ConnectionError, RequestException, Timeout

from municipalities.accounts import oidc_state

TIMEOUT = 3  # seconds for each answer of the provider; the callback needs up to three answers
METADATA_LIFETIME = 600  # seconds for which endpoints and keys of the provider are cached
# Seconds for which a provider that has not answered is not asked again: a worker that waits can serve nobody else.
PAUSE_AFTER_TIMEOUT = 15
SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
PROFILE_CLAIMS = ("email", "email_verified", "given_name", "family_name")
REQUIRED_METADATA = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")

logger = logging.getLogger(__name__)
_paused_until = {}  # issuer: time.monotonic() from which it may be asked again, per process


class ProviderUnreachable(Exception):
    """The provider does not answer, or not as an OpenID Connect provider should."""


class SignInFailed(Exception):
    """What came back is not a valid sign-in that was started in this browser."""


@dataclass(frozen=True)
class Identity:
    """Who a user is at the provider. `email` is empty unless the provider has verified it."""

    issuer: str
    subject: str
    email: str
    first_name: str
    last_name: str


def is_configured() -> bool:
    return bool(
        settings.MASSWERK_OIDC_ISSUER and settings.MASSWERK_OIDC_CLIENT_ID and settings.MASSWERK_OIDC_CLIENT_SECRET
    )


def provider_name() -> str:
    """Return what users call the provider; empty if none is configured."""
    if not is_configured():
        return ""
    return settings.MASSWERK_OIDC_NAME or settings.MASSWERK_OIDC_ISSUER.removeprefix("https://")


def redirect_to_provider(request: HttpRequest, callback_url: str, state_data: dict) -> HttpResponse:
    """Return a redirect to the address at which to sign in at the provider.

    `state_data` is stored in a cookie and returned by `fetch_identity`. Raises ProviderUnreachable.
    """
    client = _client()
    with _translated_errors():
        _load_metadata(client)
        authorization = client.create_authorization_url(callback_url)
    url = authorization.pop("url")
    remembering = oidc_state.remembering(request)
    client.save_authorize_data(remembering, redirect_uri=callback_url, state_data=state_data, **authorization)
    response = redirect(url)
    oidc_state.remember(response, remembering.session)
    return response


def fetch_identity(request: HttpRequest) -> tuple[Identity, dict]:
    """Return who has signed in, and the `state_data` of `redirect_to_provider`, from a request to the callback.

    Raises SignInFailed or ProviderUnreachable.
    """
    client = _client()
    state = request.GET.get("state", "")
    remembering = oidc_state.remembering(request)
    stored = client.framework.get_state_data(remembering.session, state)
    if stored is None or "error" in request.GET:
        raise SignInFailed
    with _translated_errors():
        metadata = _load_metadata(client)
        claims_options = {
            "iss": {"essential": True, "value": metadata["issuer"]},
            "aud": {"essential": True, "value": client.client_id},  # Authlib would accept our id in `azp` instead.
        }
        token = client.authorize_access_token(remembering, claims_options=claims_options)
        if not token.get("userinfo"):
            raise SignInFailed  # there was no ID token
        claims = dict(token["userinfo"])
        if "email" not in claims and "userinfo_endpoint" in metadata:
            claims = _claims_with_userinfo(client, token, claims)
        return _identity_from(claims), stored["state_data"]


def clear_cache() -> None:
    """Load metadata and keys of the provider anew at the next sign-in."""
    _register_client.cache_clear()


def _client():
    """Return the client with its cached metadata. Creating it asks the provider nothing."""
    given = (settings.MASSWERK_OIDC_ISSUER, settings.MASSWERK_OIDC_CLIENT_ID, settings.MASSWERK_OIDC_CLIENT_SECRET)
    return _register_client(*given, period=int(time.time() // METADATA_LIFETIME))


@lru_cache(maxsize=1)
def _register_client(issuer, client_id, client_secret, *, period):
    """`period` is not used: each new value makes a new client, whose metadata is loaded anew."""
    return OAuth().register(
        "institution",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
        },
    )


def _load_metadata(client):
    """Return the metadata of the provider, cached in the client; raise ValueError if we cannot work with it."""
    metadata = client.load_server_metadata()
    configured = settings.MASSWERK_OIDC_ISSUER.rstrip("/")
    is_whole = all(isinstance(metadata.get(key), str) for key in REQUIRED_METADATA)
    if not is_whole or metadata["issuer"].rstrip("/") != configured:
        raise ValueError(f"not the metadata of {configured}")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    accepted = [algorithm for algorithm in offered if algorithm in SIGNATURES]
    metadata["id_token_signing_alg_values_supported"] = accepted
    if not accepted:
        raise ValueError(f"no signature that we take among {offered}")  # Authlib would take an empty list for any
    return metadata


def _claims_with_userinfo(client, token, claims):
    """Return claims whose profile comes from the userinfo endpoint, for providers that put none into the ID token.

    All of the profile comes from there: mixed, an address of one answer could pass for verified by the other.
    """
    userinfo = client.userinfo(token=token)
    if userinfo.get("sub") != claims["sub"]:
        raise SignInFailed
    profile = {key: userinfo.get(key) for key in PROFILE_CLAIMS}
    return {**profile, "iss": claims["iss"], "sub": claims["sub"]}


def _identity_from(claims):
    """Return the Identity in `claims`; what is no printable text, or too long for the database, counts as empty."""

    def text(key, max_length):
        value = claims.get(key)
        is_usable = isinstance(value, str) and value.isprintable() and len(value) <= max_length
        return value if is_usable else ""

    subject = text("sub", 255)
    if not subject:
        raise SignInFailed
    return Identity(
        issuer=claims["iss"],
        subject=subject,
        email=text("email", 254) if claims.get("email_verified") is True else "",
        first_name=text("given_name", 150).strip(),
        last_name=text("family_name", 150).strip(),
    )


@contextmanager
def _translated_errors():
    """Raise what goes wrong as SignInFailed or ProviderUnreachable, and log it for the operator."""
    issuer = settings.MASSWERK_OIDC_ISSUER
    if _paused_until.get(issuer, 0) > time.monotonic():
        raise ProviderUnreachable
    try:
        yield
    except (AuthlibBaseError, JoseError) as error:
        logger.warning("Sign-in by %s refused: %r", issuer, error)
        raise SignInFailed from error
    # Whatever a server that is no provider may answer: nothing, too late, no JSON, JSON of another form.
    except (RequestException, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        with_traceback = not isinstance(error, RequestException)
        logger.warning("Sign-in by %s impossible: %r", issuer, error, exc_info=with_traceback)
        clear_cache()
        if isinstance(error, ConnectionError | Timeout):
            _paused_until[issuer] = time.monotonic() + PAUSE_AFTER_TIMEOUT
        raise ProviderUnreachable from error
