"""An identity provider for tests: real doors on a loopback port, and tokens that can be spoilt."""

import base64
import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "passerelle", "a secret of both"


@dataclass
class Provider:
    """Vouch for one person, by `claims`; `spoil` changes a token before it is signed.

    Attributes:
        signer: the key that tokens are signed with; `key` is the one that is published.
        asked: what the last browser was sent here with.
    """

    address: str = ""
    calls_itself: str = ""
    claims: dict[str, object] = field(default_factory=dict)
    spoil: dict[str, object] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signer: RSAKey | None = None
    algorithm: str = "RS256"
    asked: dict[str, str] = field(default_factory=dict)

    async def discovery(self, _request: Request) -> Response:
        """Say where everything is."""
        return JSONResponse(
            {
                "issuer": self.calls_itself or self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            }
        )

    async def keys(self, _request: Request) -> Response:
        """Publish the key."""
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def authorize(self, request: Request) -> Response:
        """Send the browser back at once: whoever it is has signed in here before."""
        self.asked = dict(request.query_params)
        answer = urlencode({"code": "one-time", "state": self.asked["state"]})
        return RedirectResponse(f"{self.asked['redirect_uri']}?{answer}", 302)

    async def token(self, request: Request) -> Response:
        """Exchange the code, if whoever asks began the way and knows the secret."""
        form = await request.form()
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "%20").encode()).decode()
        proof = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        began = challenge == self.asked["code_challenge"]
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        given = request.headers["authorization"].removeprefix("Basic ")
        if not began or given not in (expected, plain) or form["code"] != "one-time":
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": "access", "token_type": "Bearer", "id_token": self.id_token()}
        )

    def id_token(self) -> str:
        """Sign what is said of the person."""
        now = int(time.time())
        said = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked["nonce"],
        }
        whole = {**said, **self.claims, **self.spoil}
        header = {"alg": self.algorithm, "kid": "one"}
        return jwt.encode(header, whole, self.signer or self.key)


@contextmanager
def served(provider: Provider) -> Iterator[Provider]:
    """Serve a provider on a free loopback port."""
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", provider.discovery),
            Route("/keys", provider.keys),
            Route("/authorize", provider.authorize),
            Route("/token", provider.token, methods=["POST"]),
        ]
    )
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    provider.address = f"http://127.0.0.1:{port}"
    yield provider
    server.should_exit = True
    thread.join(timeout=10)
