"""Postal addresses of persons, in Canada and in France.

An address is a civic number with a street, and at least a unit, a town or a postal code after
it, or a word of dwelling before it (`habite`, `lives at`). It is personal unless the sentence
before it names an office, a school, a company or the like; where it also says that somebody
dwells there, it is personal all the same.
"""

import re
from collections.abc import Iterator

from ingest.privacy.context import column_heading, sentence_before
from ingest.privacy.sightings import Sighting
from kb.folding import fold
from kb.privacy import FindingKind

_WORD = r"(?:[A-ZÀ-Ý][\w’'.-]{1,30}|[A-ZÀ-Ý](?![\w]))"
_LINK = r"(?:(?:de la|de l[’']|de|du|des|la|le|les|d[’']|l[’']|sur|sous|en|aux?|à|et|of|the) ?)"
_CIVIC = r"(?<![\w$€.,/-])\d{1,5}(?:[ -]?(?:bis|ter|quater|[A-D]\b))?(?![\d/])"
_FRENCH_TYPE = (
    r"(?i:rue|avenue|av\.|boulevard|boul\.|bd\.?|chemin|ch\.|route|rte\.?|rang|place|pl\.|impasse"
    r"|all[ée]es?|quai|cours|square|c[ôo]te|mont[ée]e|terrasse|croissant|ruelle|passage|sentier"
    r"|villa|cit[ée]|clos|voie|domaine|r[ée]sidence|hameau|faubourg|esplanade|carr[ée]|mail|traverse|venelle|promenade)"
)
_FRENCH = (
    rf"{_CIVIC},? (?:{_FRENCH_TYPE} {_LINK}{{0,2}}(?:{_WORD}|\d{{1,3}}e?)"
    rf"(?: {_LINK}{{0,2}}{_WORD}| \d{{4}}(?!\d)){{0,5}}"
    r"|\d{1,3}(?:e|re|[eè]re|[eè]me) (?:[Aa]venue|[Rr]ue|[Rr]ang))"
    r"(?: (?:Est|Ouest|Nord|Sud))?"
)
_ENGLISH = (
    rf"{_CIVIC},? (?:{_WORD} |\d{{1,3}}(?:st|nd|rd|th) ){{1,4}}?(?:Street|St\.?|Avenue|Ave\.?|Road"
    r"|Rd\.?|Boulevard|Blvd\.?|Drive|Dr\.?|Lane|Crescent|Cres\.?|Court|Place|Way|Terrace|Highway"
    r"|Square|Circle|Trail|Parkway|Row)(?!\w)(?: (?:East|West|North|South|[EWNS]\b\.?))?"
)
_UNIT = (
    r"(?:,? (?i:app(?:artement|\.)?|apt\.?|bureau|suite|unit[ée]?|b[âa]t(?:iment|\.)?|[ée]tage"
    r"|esc(?:alier|\.)?|porte|room) ?#?\w{1,6})"
)
_TOWN = rf"(?:{_WORD}(?:[ -]{_LINK}{{0,2}}{_WORD}){{0,4}})"
_PROVINCE = (
    r"(?:,? ?\(?(?:Qu[ée]bec|QC|Qc|Ontario|ON|New Brunswick|NB|Nouveau-Brunswick|Manitoba|MB"
    r"|Alberta|AB|BC|NS)\)?)"
)
_CANADIAN_CODE = r"(?:,? ?[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d)"
_PLACE = (
    rf"(?:,? (?:F-)?\d{{5}} {_TOWN}(?: (?i:cedex)(?: \d{{1,2}})?)?"
    rf"|, {_TOWN}{_PROVINCE}?{_CANADIAN_CODE}?|{_PROVINCE}{_CANADIAN_CODE}|{_CANADIAN_CODE})"
)
_ADDRESS = re.compile(rf"(?:{_FRENCH}|{_ENGLISH})(?P<unit>{_UNIT}{{0,2}})(?P<place>{_PLACE}?)")

_DWELLING = re.compile(
    r"\b(?:habit(?:e|es|ent|ait|aient|ant)|demeur(?:e|ent|ait|ant)|domicili?\w*|resid(?:e|ent|es"
    r"|ait|ant|ing)|residence actuelle|heberge\w*|loge[es]?|logent|vi(?:t|vent|vait)|chez"
    r"|demenag\w* (?:au|a)|adresse (?:personnelle|du participant|de la participante)|convocation"
    r"|lives?|lived|living|home|rents?|her residence|his residence|flat)\b"
)
_OFFICE = re.compile(
    r"\b(?:agences?|bureaux?|offices?|sieges?|cent(?:re|er)s?|cle|cje|services quebec|emploi-quebec"
    r"|france travail|pole emploi|missions? locales?|carrefours?|maisons? de|ecoles?|colleges?"
    r"|cegep|universit\w+|lycees?|librar(?:y|ies)|bibliotheques?|mairie|hotel de ville|town hall"
    r"|entreprises?|compan(?:y|ies)|warehouse|entrepot|societes?|associations?|organismes?"
    r"|organizations?|ateliers?|workshops?|local|locaux|premises|salle|agency|agencies|campus"
    r"|direction|ministere|ministry|prefecture|greta|afpa|cfa|plateforme|usine|plant|store|magasin"
    r"|restaurant|hospital|hopital|schools?|department|permanence|council|chamber|chambre de"
    r"|tribunal|court|courthouse|palais de justice|cafe|points? relais|salons?|fairs?|forum|kiosque"
    r"|eglise|church|musee|museum|cliniques?|clinics?|clsc|cpe|garderies?|shops?|boutiques?|hall"
    r"|se tien(?:t|dra)|(?:a|aura) lieu|takes? place|is held|meets?|rendez-vous|venue"
    r"|employeurs?|employers?|head|fondation|foundation|comite|organisation|formation)\b"
)


def find_addresses(text: str) -> Iterator[Sighting]:
    """Find postal addresses, personal where somebody dwells or no office is named before."""
    for match in _ADDRESS.finditer(text):
        said = fold(sentence_before(text, match.start()))
        dwells = bool(_DWELLING.search(said))
        if match["unit"] or match["place"] or dwells:
            said += " " + column_heading(text, match.start())
            end = match.start() + len(match.group().rstrip(" .,"))
            is_office = bool(_OFFICE.search(said)) and not dwells
            yield Sighting(FindingKind.ADDRESS, match.start(), end, not is_office)
