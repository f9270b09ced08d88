"""The one exception tree: every failure that a person may meet."""

from kb.problems import Problem


class PasserelleError(Exception):
    """Carry a problem that can be shown to a person in their language."""

    def __init__(self, code: str, **values: str | int | float) -> None:
        """Build the error from a message code of `problems.toml` and its values."""
        self.problem = Problem(code, values)
        super().__init__(code, values)

    def __str__(self) -> str:
        """Say the problem in English, for logs and the terminal."""
        return self.problem.say("en")


class SettingsError(PasserelleError):
    """A setting has a value that cannot be used."""


class MissingDependency(PasserelleError):
    """An optional library or program is not installed."""


class UnreadableFile(PasserelleError):
    """A file could not be turned into a document."""


class UnsupportedFile(UnreadableFile):
    """A file is of a kind that is not read."""


class NotForReading(UnreadableFile):
    """A file was left out on purpose: hidden, or a link to somewhere else."""


class LimitExceeded(UnreadableFile):
    """A file needed more time, memory, pages or room than is allowed."""


class StoreError(PasserelleError):
    """The catalogue, the originals or an index cannot do what was asked."""


class MeaningUnreachable(StoreError):
    """The server of vectors is away: search by words goes on without it."""


class IndexInUse(StoreError):
    """Another process owns the embedded index folder."""


class LeaseLost(StoreError):
    """Somebody else has taken over what this process was doing."""


class Overtaken(StoreError):
    """The catalogue changed between being looked at and being written."""


class NotFound(StoreError):
    """No such thing, or not for this reader: the two cannot be told apart."""


class AlreadyStored(StoreError):
    """The party already has a document of exactly this content."""


class InvalidDocument(StoreError):
    """A document's fields break a rule of the agreement's vocabulary."""


class SignInRefused(PasserelleError):
    """Somebody could not be let in."""


class AccountError(PasserelleError):
    """An account cannot be made or changed as asked."""


class Forbidden(PasserelleError):
    """This person may not do this."""


class Unresolved(PasserelleError):
    """Something has to be settled before a document can go on."""


class HandoverError(PasserelleError):
    """A party's package cannot be written, or cannot be restored."""


class InvalidQuestion(PasserelleError):
    """A question cannot be searched as it stands."""


class InvalidEvaluation(PasserelleError):
    """An evaluation folder is not laid out as it should be."""


class InvalidThesaurus(PasserelleError):
    """A concept breaks a rule, or a file holds none."""


class BackupError(PasserelleError):
    """A backup cannot be taken, or cannot be restored."""


class ReindexingError(PasserelleError):
    """The encoder cannot be changed as asked."""


class WriterUnavailable(PasserelleError):
    """The service that writes answers cannot be reached, or answers nothing of use."""


def is_panic(error: BaseException) -> bool:
    """Tell whether a library written in Rust gave up; it raises what is no `Exception`."""
    return type(error).__name__ == "PanicException"
