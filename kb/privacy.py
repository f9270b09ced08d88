"""Personal data found in a text: what the screening gives and the catalogue keeps."""

from enum import StrEnum

from kb.nouns import Frozen


class FindingKind(StrEnum):
    """What sort of personal datum it is.

    `nas` and `ramq` are Québec's social and health insurance numbers, `nir` France's social
    security number, `siret` the registration of a French sole trader.
    """

    NAS = "nas"
    NIR = "nir"
    RAMQ = "ramq"
    SIRET = "siret"
    IBAN = "iban"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    PERSON = "person"


class Finding(Frozen):
    """A personal datum in a screened text: `text[start:end]`."""

    kind: FindingKind
    start: int
    end: int
