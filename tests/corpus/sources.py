"""Tiny sources for the tests of the corpus builder."""

from pathlib import Path

from corpus.build.source import Source, read_source

BODY = """\
Une équipe de l’œuvre « Cœur » l’a montré : 12\u202f500 € suffisent.

## Contexte & besoins

Le **bureau de Matane** reçoit des chercheurs d’emploi.

- premier point
- second **point** utile

## Résultats

### Chiffres

1. compter
2. recompter

**Tableau 1. Effectifs**

| Région | 2021 |
|---|---|
| Bas-Saint-Laurent | 34 |
| Gaspésie | 1 200 |

> Ils sont revenus.

Notes: Dire que la rencontre dure deux heures.
"""
WORDS = ("Matane", "recompter", "Bas-Saint-Laurent", "revenus", "rencontre")


def front_matter(**changes: object) -> str:
    fields: dict[str, object] = {
        "id": "qc-essai",
        "title": "Essai de l’été",
        "language": "fr",
        "party": "qc",
        "kind": "practice_sheet",
        "domains": ["retention"],
        "target_groups": ["youth"],
        "audience": "public",
        "year": 2021,
        "format": "md",
        "translation_of": "",
        "sources": ["Une source"],
    }
    lines = (f"{key} = {_toml(value)}" for key, value in (fields | changes).items())
    return "\n".join(("+++", *lines, "+++", ""))


def tiny_source(folder: Path, *, body: str = BODY, **changes: object) -> Source:
    path = folder / f"{changes.get('id', 'qc-essai')}.md"
    path.write_text(front_matter(**changes) + body, "utf-8")
    return read_source(path)


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'
