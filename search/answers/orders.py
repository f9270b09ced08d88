"""Recognise passages that speak to a machine instead of to a reader.

A net with holes, by its nature: it spares the writer what is plainly an attack. What holds is that
a writer has no tools, and that whatever it writes is checked (`search.answers.checking`).
"""

import re

from kb.folding import fold
from search.answers.signs import visible

_ORDERS = re.compile(
    r"""
    \b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}
        \b(?:previous|prior|above|earlier|all|any|your|these|system)\b[^.\n]{0,30}
        \b(?:instructions?|rules?|prompts?|messages?|directives?|context)\b
  | \b(?:ignore[zr]?|oublie[zr]?|neglige[zr]?|contourne[zr]?)\b[^.\n]{0,40}
        \b(?:instructions?|consignes?|regles?|directives?|messages?)\b
  | \b(?:system|developer|hidden)\s+(?:prompt|message|override)\b
  | \b(?:message|invite|consigne)\s+(?:du\s+|de\s+)?systeme\b
  | ^\W*(?:system|assistant|user|systeme|developer)\s*:
  | <\|?\s*/?\s*(?:im_start|im_end|system|assistant|user|endoftext|begin_of_text)
  | \[/?(?:inst|sys|system)\]
  | ^\W*\#{2,}\s*(?:instructions?|system|systeme|assistant|response|reponse)\b
  | \b(?:you\s+are|act|behave)\s+(?:now\s+)?(?:as\s+)?(?:an?\s+)?
        (?:ai|language\s+model|assistant|chatbot)\b
  | \b(?:tu\s+es|vous\s+etes)\s+(?:maintenant|desormais)\b[^.\n]{0,30}
        \b(?:assistant|modele|robot|ia)\b
  | \b(?:note|attention|message)\s+(?:to|for|a|pour)\s+(?:the\s+|l['’]|les\s+|all\s+)?
        (?:ai|ia|assistants?|language\s+models?|llms?|modeles?)\b
  | \b(?:assistants?|ai\s+models?|llms?)\b[^.\n]{0,30}
        \b(?:must|shall|should|doit|doivent)\b[^.\n]{0,20}
        \b(?:answer|reply|respond|say|write|repondre|dire|ecrire)\b
  | \b(?:answer|reply|respond|say|write|repond(?:s|ez)|reponds|ecri(?:s|vez)|dites)\b[^.\n]{0,20}
        \b(?:only|exactly|verbatim|uniquement|exactement|seulement|textuellement)\b
  | \b(?:answers?|replies|reply|responses?|summar(?:y|ies)|reponses?|resumes?|syntheses?)\b
        [^.\n]{0,50}\b(?:must|should|shall|will|doit|doivent|devra|devront)\b[^.\n]{0,20}
        \b(?:say|state|claim|tell|mention|conclude|dire|affirmer|indiquer|conclure|mentionner)\b
    """,
    re.VERBOSE | re.MULTILINE,
)

_DICTATION = re.compile(
    r"""
    ^\W*(?:please\s+|merci\s+de\s+|veuillez\s+)?
    (?:add|say|tell|write|answer|reply|repeat|state|claim|mention|conclude|explain|note
      |(?:ajout|ecriv|repond|affirm|repet|mentionn|indiqu|expliqu|precis|not)(?:e[rz]|re)?
      |conclu(?:ez|re)|di(?:tes|re))\b
    [^.\n]{0,40}?(?:\b(?:that|que)\b|\bqu['’]|:)
    """,
    re.VERBOSE,
)


def dictates(sentence: str) -> bool:
    """Tell whether a sentence says what to say: what it dictates it does not state."""
    return bool(_DICTATION.search(fold(visible(sentence))))


def gives_orders(text: str) -> bool:
    """Tell whether a text gives orders to a machine that reads it."""
    return bool(_ORDERS.search(fold(visible(text))))
