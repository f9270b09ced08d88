"""Which language a program asks for."""

from starlette.requests import Request

from ui import services
from ui.texts import LANGUAGES


def language_of(request: Request) -> str:
    """Choose by `Accept-Language` (RFC 9110), or else the installation's first language."""
    asked: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, weight = part.partition(";")
        language = tag.strip().lower().split("-")[0]
        if language in LANGUAGES and (quality := _quality(weight)) > 0:
            asked.append((quality, language))
    if not asked:
        return services.opened_services().settings.language
    return max(asked, key=lambda each: each[0])[1]


def _quality(weight: str) -> float:
    try:
        return float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
