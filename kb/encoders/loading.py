"""Models of sentence-transformers that are already on this machine; nothing is downloaded."""

from typing import TYPE_CHECKING, Literal, overload

from kb.errors import MissingDependency, SettingsError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer


@overload
def load(kind: Literal["SentenceTransformer"], model: str) -> "SentenceTransformer": ...
@overload
def load(kind: Literal["CrossEncoder"], model: str, **options: int) -> "CrossEncoder": ...
def load(kind: str, model: str, **options: int) -> object:
    """Load a model by its folder, or by the name of one that was put on this machine before.

    Raises:
        SettingsError: when there is no such model.
        MissingDependency: when sentence-transformers is not installed.
    """
    try:
        import sentence_transformers
    except ImportError as error:
        raise MissingDependency(
            "encoder.sentence_transformers_missing", command="pip install sentence-transformers"
        ) from error
    try:
        return getattr(sentence_transformers, kind)(model, local_files_only=True, **options)
    except (OSError, ValueError) as error:
        raise SettingsError("encoder.not_found", model=model) from error
