"""A door whose answer needs what is away for now says so in words, never with a trace."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.errors import StoreError
from ui import services

_RETRY = {"Retry-After": "10"}


class Apology:
    """Answer 503, in both languages, where the store cannot be reached."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what has begun to be answered cannot be answered otherwise."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except StoreError as error:
            services.figures().failed(error.problem.code)
            if begun or scope["type"] != "http":
                raise
            words = "\n\n".join(error.problem.say(language) for language in ("fr", "en"))
            await PlainTextResponse(words, 503, _RETRY)(scope, receive, send)
