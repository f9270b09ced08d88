"""Official numbers: NAS, NIR, RAMQ, SIRET of sole traders, IBAN.

Nine digits in thirteen pass the NAS check by chance, so a NAS needs its name nearby. A NIR is
told by its shape and key; without its key it needs its name. A RAMQ number carries a birth date
and no published check; one of a child's age needs its name, since references look like it.
The SIRET of a company is public: only a sole trader's is personal.
"""

import re
from collections.abc import Iterator

from ingest.privacy.context import SPACE, Cue, sentence_after, sentence_before
from ingest.privacy.sightings import Sighting
from kb.folding import fold
from kb.privacy import FindingKind

_GAP = rf"(?:{SPACE}|[.\-–])?"
_NAS = re.compile(rf"(?<![\w-])\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}(?![\w-])")
_NIR = re.compile(
    rf"(?<!\w)[123478]{_GAP}\d\d{_GAP}(?:0[1-9]|1[0-2]|[2-9]\d){_GAP}(?:\d\d|2[ABab]){_GAP}\d{{3}}"
    rf"{_GAP}\d{{3}}(?P<key>(?:{SPACE}?[/(-]?{SPACE}?)\d\d)?(?!\w)"
)
_RAMQ = re.compile(
    rf"(?<!\w)[A-Z]{{4}}{_GAP}(?P<year>\d\d)(?P<month>\d\d){_GAP}(?P<day>\d\d){_GAP}\d\d(?!\w)"
)
_SIRET = re.compile(rf"(?<!\w)\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{5}}(?!\w)")
_IBAN_HEAD = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?=[ \u00a0\u202f.-]?[A-Za-z0-9])")
_IBAN_PIECE = re.compile(r"[ \u00a0\u202f.-]?[A-Za-z0-9]{1,32}")
_IBAN_SIGNS = (15, 34)

_NAS_CUE = Cue(
    r"n\.?a\.?s\.?|s\.?i\.?n\.?|ass(?:urance|\.)? ?soc(?:iale|\.)?"
    r"|soc(?:ial|\.)? ?ins(?:urance|\.)?"
)
_NIR_CUE = Cue(
    r"nir|securite sociale|social security|n\W{0,2}o?\W?ss|numero ss|insee|carte vitale|assuree?"
)
_RAMQ_CUE = Cue(
    r"ramq|nam|n\.a\.m\.|assurance[ -]maladie|carte soleil|health (?:card|insurance)|medicare"
)
_CHILDREN = range(10, 30)
"""Years of birth that are more often the year of a reference."""

_SOLE_TRADER = re.compile(
    r"entrepreneur(?:e|se)?s? individuel|entreprise individuelle|micro-? ?entrepr|auto-? ?entrepr"
    r"|travailleu(?:r|se)s? (?:independant|autonome)|professions? liberale|a son compte"
    r"|(?:en|son) nom propre|sole (?:trader|propriet)|self-? ?employed|freelance|own business"
    r"|individual entrepreneur|one-person business|a titre independant"
    r"|(?:consultant|format|coach|prestataire|graphiste|photographe|artisan|traduct)\w* independant"
)
_COMPANY = re.compile(
    r"\b(?:sarl|sasu?|eurl|scop|scic|gie|associations?|societe|commune|mairie|agence|cooperative"
    r"|etablissement public|company|council|non-profit|association|limited|ltd|inc)\b"
)
_TITLED = re.compile(
    r"(?<!\w)(?:M\.|MM\.|Mme|Mlle|Monsieur|Madame|Mr\.?|Mrs\.?|Ms\.?|Miss)\s[A-ZÀ-Ý]"
)
_NAMED_EI = re.compile(r"[A-ZÀ-Ý][\w’'-]+,? \(?EI\b(?! conv)")


def find_nas(text: str) -> Iterator[Sighting]:
    """Find social insurance numbers: nine digits, Luhn's check, their name nearby."""
    from stdnum import luhn

    for match in _NAS.finditer(text):
        digits = _digits(match.group())
        if luhn.is_valid(digits) and int(digits) and _NAS_CUE.tells(text, *match.span()):
            yield Sighting(FindingKind.NAS, *match.span())


def find_nir(text: str) -> Iterator[Sighting]:
    """Find French social security numbers: by their key, or without one by their name."""
    from stdnum.fr import nir

    for match in _NIR.finditer(text):
        signs = re.sub(r"[^\dA-Z]", "", match.group().upper())
        if nir.is_valid(signs) if match["key"] else _NIR_CUE.tells(text, *match.span()):
            yield Sighting(FindingKind.NIR, *match.span())


def find_ramq(text: str) -> Iterator[Sighting]:
    """Find Québec health insurance numbers: four letters and a birth date, month + 50 for women."""
    for match in _RAMQ.finditer(text):
        month, day = int(match["month"]) % 50, int(match["day"])
        if not (1 <= month <= 12 and 1 <= day <= 31 and int(match["month"]) < 63):
            continue
        unsure = int(match["year"]) in _CHILDREN or _RAMQ_CUE.is_denied(text, match.start())
        if not unsure or _RAMQ_CUE.tells(text, *match.span()):
            yield Sighting(FindingKind.RAMQ, *match.span())


def find_siret(text: str) -> Iterator[Sighting]:
    """Find SIRET numbers, personal where the sentence speaks of a sole trader."""
    from stdnum import luhn

    for match in _SIRET.finditer(text):
        if luhn.is_valid(_digits(match.group())):
            sentence = sentence_before(text, match.start()) + sentence_after(text, match.end())
            yield Sighting(FindingKind.SIRET, *match.span(), _is_of_a_person(sentence))


def find_iban(text: str) -> Iterator[Sighting]:
    """Find bank accounts of any country, by length, shape and the check modulo 97."""
    from stdnum import iban

    for match in _IBAN_HEAD.finditer(text):
        for end in reversed(list(_iban_ends(text, match))):
            if iban.is_valid(text[match.start() : end], check_country=False):
                yield Sighting(FindingKind.IBAN, match.start(), end)
                break


def _iban_ends(text: str, head: re.Match[str]) -> Iterator[int]:
    """Give where an account could end: after any printed group, within the lengths there are."""
    signs, end = 4, head.end()
    while (piece := _IBAN_PIECE.match(text, end)) and signs <= _IBAN_SIGNS[1]:
        signs += len(piece.group().lstrip(" \u00a0\u202f.-"))
        end = piece.end()
        if _IBAN_SIGNS[0] <= signs <= _IBAN_SIGNS[1]:
            yield end


def _is_of_a_person(sentence: str) -> bool:
    folded = fold(sentence)
    if _SOLE_TRADER.search(folded):
        return True
    named = _TITLED.search(sentence) or _NAMED_EI.search(sentence)
    return bool(named) and not _COMPANY.search(folded)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
