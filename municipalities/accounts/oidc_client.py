"""The OpenID Connect provider of an institution. Authlib speaks with it; here is what we ask and what we believe.

See docs/decisions/0015-openid-connect.md.
"""

import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from joserfc.errors import JoseError
from requests import ConnectionError, RequestException, Timeout

TIMEOUT = 3  # seconds for each answer of the provider; a sign-in needs up to three on its way back
REMEMBERED_FOR = 600  # seconds: endpoints and keys of the provider
QUIET_FOR = 15  # seconds in which one that has not answered is left alone: a worker that waits does nothing else
SIGNATURES = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
TOLD = ("email", "email_verified", "given_name", "family_name")
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")

logger = logging.getLogger(__name__)
silent_until = {}  # issuer: when it may be asked again, by the clock of this process


class Unreachable(Exception):
    """The provider does not answer, or not as a provider should."""


class NotSignedIn(Exception):
    """What has come back is no valid sign-in that was begun in this session."""


@dataclass(frozen=True)
class Identity:
    """Who somebody is at the provider. `email` is empty unless the provider has verified it."""

    issuer: str
    subject: str
    email: str
    first_name: str
    last_name: str


def is_on():
    return bool(
        settings.MASSWERK_OIDC_ISSUER and settings.MASSWERK_OIDC_CLIENT_ID and settings.MASSWERK_OIDC_CLIENT_SECRET
    )


def name():
    """What people call the provider; empty where none is switched on."""
    return (settings.MASSWERK_OIDC_NAME or settings.MASSWERK_OIDC_ISSUER.removeprefix("https://")) if is_on() else ""


def address_of_sign_in(request, come_back_to, **kept):
    """Return where to sign in at the provider. What is `kept` waits in the session for the way back."""
    client = _client()
    with _understood():
        _discover(client)
        begun = client.create_authorization_url(come_back_to)
    address = begun.pop("url")
    client.save_authorize_data(request, redirect_uri=come_back_to, kept=kept, **begun)
    return address


def identity(request):
    """Return who has signed in, and what was kept for her, from the address that the provider has led her back to."""
    client, state = _client(), request.GET.get("state", "")
    begun = client.framework.get_state_data(request.session, state)
    if begun is None or "error" in request.GET:
        client.framework.clear_state_data(request.session, state)
        raise NotSignedIn
    with _understood():
        metadata = _discover(client)
        options = {
            "iss": {"essential": True, "value": metadata["issuer"]},
            "aud": {"essential": True, "value": client.client_id},  # Authlib would be content with `azp`
        }
        token = client.authorize_access_token(request, claims_options=options)
        if not token.get("userinfo"):
            raise NotSignedIn  # no ID token
        claims = dict(token["userinfo"])
        if "email" not in claims and "userinfo_endpoint" in metadata:
            claims = _asked_for_more(client, token, claims)
        return _believed(claims), begun["kept"]


def _client():
    """Return the client of this period. Nothing is asked of the provider yet."""
    given = (settings.MASSWERK_OIDC_ISSUER, settings.MASSWERK_OIDC_CLIENT_ID, settings.MASSWERK_OIDC_CLIENT_SECRET)
    return _made(*given, int(time.time() // REMEMBERED_FOR))


@lru_cache(maxsize=1)
def _made(issuer, client_id, client_secret, period):
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


def forget():
    """Ask the provider anew who it is."""
    _made.cache_clear()


def _discover(client):
    """Return what the provider tells of itself, asked for once in a period."""
    metadata = client.load_server_metadata()
    wanted = settings.MASSWERK_OIDC_ISSUER.rstrip("/")
    if any(not isinstance(metadata.get(key), str) for key in NEEDED) or metadata["issuer"].rstrip("/") != wanted:
        raise ValueError(f"not the metadata of {wanted}")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [each for each in offered if each in SIGNATURES]
    if not metadata["id_token_signing_alg_values_supported"]:
        raise ValueError(f"no signature that we take among {offered}")  # Authlib would take an empty list for any
    return metadata


def _asked_for_more(client, token, claims):
    """Some providers tell of a person only when asked with the access token: then all of it comes from there.

    Mixed, an address of one answer could pass for verified by the other.
    """
    more = client.userinfo(token=token)
    if more.get("sub") != claims["sub"]:
        raise NotSignedIn
    return {**{key: more.get(key) for key in TOLD}, "iss": claims["iss"], "sub": claims["sub"]}


def _believed(claims):
    def text(key, longest):
        value = claims.get(key)
        return value if isinstance(value, str) and value.isprintable() and len(value) <= longest else ""

    subject = text("sub", 255)
    if not subject:
        raise NotSignedIn
    return Identity(
        issuer=claims["iss"],
        subject=subject,
        email=text("email", 254) if claims.get("email_verified") is True else "",
        first_name=text("given_name", 150).strip(),
        last_name=text("family_name", 150).strip(),
    )


@contextmanager
def _understood():
    """Turn what Authlib raises into one of our two answers, and tell the operator."""
    issuer = settings.MASSWERK_OIDC_ISSUER
    if silent_until.get(issuer, 0) > time.monotonic():
        raise Unreachable
    try:
        yield
    except (AuthlibBaseError, JoseError) as error:
        logger.warning("Sign-in by %s refused: %r", issuer, error)
        raise NotSignedIn from error
    # Nothing, too late, no JSON, JSON of another form: whatever else a provider may answer
    except (RequestException, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        exc_info = not isinstance(error, RequestException)
        logger.warning("Sign-in by %s impossible: %r", issuer, error, exc_info=exc_info)
        forget()
        if isinstance(error, ConnectionError | Timeout):
            silent_until[issuer] = time.monotonic() + QUIET_FOR
        raise Unreachable from error
