"""The cookies of a session, and the tokens that show a form came from our own page."""

import hashlib
import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from kb.settings import Settings

_SESSION, _FORM = "passerelle_session", "passerelle_form"
_HOST = "__Host-"
"""Browsers hold a cookie so named to this host, to https, and to the whole site."""


def is_secure(settings: Settings) -> bool:
    """Tell whether people reach the app by https."""
    return settings.public_url.startswith("https://")


def session_cookie(settings: Settings) -> str:
    """Name the cookie that carries a session's token."""
    return f"{_HOST if is_secure(settings) else ''}{_SESSION}"


def set_session(response: Response, token: str, settings: Settings) -> None:
    """Give the browser a session's token, out of reach of scripts and of other sites."""
    response.set_cookie(
        session_cookie(settings),
        token,
        max_age=int(settings.session_hours * 3600),
        httponly=True,
        samesite="lax",
        secure=is_secure(settings),
        path="/",
    )


def clear_session(response: Response, settings: Settings) -> None:
    """Take the session's token back."""
    response.delete_cookie(
        session_cookie(settings),
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def form_secret(request: Request) -> str:
    """Give what a form before signing in is bound to: the browser's own, or a fresh one."""
    return request.cookies.get(_FORM) or secrets.token_urlsafe(24)


def set_form_secret(response: Response, secret: str, settings: Settings) -> None:
    """Leave with the browser what its forms are bound to."""
    response.set_cookie(
        _FORM, secret, httponly=True, samesite="strict", secure=is_secure(settings), path="/"
    )


def form_token(key: bytes, bound_to: str) -> str:
    """Make the token that a form carries: nobody else can, and it fits one browser only."""
    return hmac.new(key, f"form:{bound_to}".encode(), hashlib.sha256).hexdigest()


def is_ours(key: bytes, bound_to: str, token: str) -> bool:
    """Tell whether a form came from our own page, in the same browser."""
    return bool(bound_to) and hmac.compare_digest(
        form_token(key, bound_to).encode(), token.encode()
    )


def safe_target(target: str) -> str:
    """Keep a way back only if it leads to a page of this site."""
    inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if inside and not any(character < " " for character in target) else "/"
