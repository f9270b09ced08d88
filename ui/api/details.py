"""Problem details, as RFC 9457 lays them out."""

from kb.nouns import Frozen
from ui.api import examples
from ui.api.models import exampled


class FieldError(Frozen):
    """What is wrong with one part of a request."""

    field: str
    detail: str


class ProblemDetails(Frozen):
    """What went wrong and what to do, by RFC 9457; `code` stays the same in both languages."""

    model_config = exampled(examples.PROBLEM)

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[FieldError, ...] = ()
