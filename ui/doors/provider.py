"""The agency's identity provider, asked by Authlib: where it is, and what it vouches for."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kb.errors import SignInRefused
from kb.settings import Settings

_LOG = logging.getLogger(__name__)
_SIGNED_BY = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
"""Signatures by a key that only the provider has: never `none`, never the secret we share."""

_SECONDS = 10.0


async def lead_there(settings: Settings, request: Request, way_back: str) -> Response:
    """Send the browser to the provider, keeping in its session what the answer has to fit.

    Raises:
        SignInRefused: when the provider does not answer as one.
    """
    with _failing_as("oidc.unavailable"):
        client = await _client(settings)
        answer: Response = await client.authorize_redirect(request, way_back)
        return answer


async def vouched_claims(settings: Settings, request: Request) -> Mapping[str, object]:
    """Exchange the code that a browser came back with for what the provider says of somebody.

    Raises:
        SignInRefused: when the browser did not set out from here, or the token does not hold:
            issuer, audience, signature, nonce, times.
    """
    with _failing_as("oidc.refused"):
        if not request.session:
            raise ValueError("nobody set out from this browser")
        client = await _client(settings)
        expected = {
            "iss": {"essential": True, "value": settings.oidc_issuer},
            "aud": {"essential": True, "value": settings.oidc_client},
        }
        token = await client.authorize_access_token(request, claims_options=expected, leeway=60)
        return dict(token["userinfo"])


async def _client(settings: Settings) -> Any:
    """Ask the provider where its doors are; each time, so that its keys are those of today."""
    from authlib.integrations.starlette_client import OAuth

    client = OAuth().register(
        "oidc",
        client_id=settings.oidc_client,
        client_secret=settings.oidc_secret.get_secret_value() or None,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "timeout": _SECONDS,
        },
    )
    told = await client.load_server_metadata()
    if told["issuer"] != settings.oidc_issuer:
        raise ValueError("the provider calls itself otherwise")
    signed_by = _SIGNED_BY & set(told.get("id_token_signing_alg_values_supported", ("RS256",)))
    told["id_token_signing_alg_values_supported"] = sorted(signed_by) or ["RS256"]
    return client


@contextmanager
def _failing_as(code: str) -> Iterator[None]:
    """Turn whatever a provider may cause into one problem for people."""
    from authlib.common.errors import AuthlibBaseError
    from httpx import HTTPError, InvalidURL
    from joserfc.errors import JoseError

    at_the_border = (ValueError, KeyError, TypeError, RuntimeError)
    try:
        yield
    except (AuthlibBaseError, JoseError, HTTPError, InvalidURL, *at_the_border) as error:
        # What a provider says of a failure may name people or hold tokens: only its kind is told.
        _LOG.warning("single sign-on: %s: %s", code, type(error).__name__)
        raise SignInRefused(code) from error
