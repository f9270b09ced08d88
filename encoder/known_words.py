"""List the words that the training data knows and the model has no vector of its own for.

python -m encoder.known_words --data DATA --model FOLDER --out search/known_words.txt

The search corrects no word of this list. Not read are files of software help, where much is no
word, of questions as people typed them, mistakes included, and of a dictionary to be shared alike.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from textwrap import fill

from encoder.data import read_rows
from kb.encoders.static import StaticEncoder
from kb.words import fold_word

_FILES = """
    pairs/esco_altlabels_weak pairs/esco_labels pairs/eurovoc_labels pairs/gov_canada_repos
    pairs/laws_canada pairs/laws_canada_employment pairs/mon_entreprise_urssaf
    pairs/nosgestesclimat pairs/tatoeba_manythings pairs/tico19_tm questions/aides_jeunes_fr
    questions/bls_ooh_en questions/esco_label_description questions/medquad_en
    questions/mon_entreprise_regles questions/onet_en questions/piaf_fr questions/piaf_ml_admin_fr
    questions/rome_appellation_label_fr questions/rome_fr
""".split()
_ALSO = set(
    """
    ageism agisme analphabetisme antisemitisme aphasie aphasique autiste beautician begaiement begue
    bipolaire boiteux burnout deracine dyscalculie dyslexic dyslexie dyslexique dyspraxie
    dyspraxique epileptique exilee florist gitan gitane goldsmith islamophobie lumberjack
    malentendante malvoyance malvoyant malvoyante migrante nounou ostreiculteur paraplegic
    paraplegique prostituee schizophrene schizophrenie sexism sexisme sobriete tetraplegique
    toxicomane toxicomanie transgenre trisomie trisomique tsigane verrier
    """.split()
)
"""Words for people and trades that these files hardly hold: to take one for another would hurt."""

_LONG_WORD = re.compile(r"[^\W\d_]{4,20}")
_TIMES, _ALONE = 3, 5
"""How often a word must stand in all files, and how often where it stands in one alone."""

_ABOUT = (
    "# Words of French and English texts, folded, that no question misspells; written by\n"
    "# encoder/known_words.py. A plural in -s is known by its singular."
)


def known_words(texts: Iterable[tuple[str, str]], own: Set[str]) -> list[str]:
    """Give the words that stand often enough in texts, each with its file, and are not `own`."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for file, text in texts:
        counts[file].update(map(fold_word, _LONG_WORD.findall(text)))
    total, files = Counter[str](), Counter[str]()
    for count in counts.values():
        total.update(count)
        files.update(count.keys())
    often = {word for word in total if total[word] >= (_TIMES if files[word] > 1 else _ALONE)}
    often |= _ALSO
    known = own | often
    return sorted(
        word
        for word in often - own
        if word.isascii() and not (word.endswith("s") and word[:-1] in known)
    )


def _texts(data: Path) -> Iterator[tuple[str, str]]:
    for file in _FILES:
        for row in read_rows(data / f"{file}.tsv.xz"):
            yield file, " ".join(row[:2])


def main() -> None:
    """Write the list that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the training data")
    parser.add_argument("--model", type=Path, required=True, help="the folder of the static model")
    parser.add_argument("--out", type=Path, required=True, help="the list to write")
    chosen = parser.parse_args()
    own = set(StaticEncoder(chosen.model).whole_words.values())
    words = known_words(_texts(chosen.data), own)
    chosen.out.write_text(f"{_ABOUT}\n{fill(' '.join(words), 100)}\n", "utf-8")


if __name__ == "__main__":
    main()
