"""Sentences: abbreviations, French spacing, and spans that leave nothing out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.sentences import sentences

CASES = [
    ("fr", ["M. Tremblay rencontre Mme Roy.", "Le Dr. Petit suit."]),
    ("fr", ["Voir l’art. 5 et la p. 12 du guide.", "C’est clair."]),
    ("fr", ["Des outils, p. ex. Québec emploi, servent.", "Ils plaisent."]),
    ("fr", ["Est-ce possible ?", "Oui !", "Voici comment : on essaie."]),
    ("fr", ["Le taux est de 3.5 % en 2023.", "Il monte à 4,1 %."]),
    ("fr", ["« Ah ! dit-elle, c’est fini. »", "Elle part."]),
    ("fr", ["1. Accueillir la personne.", "Puis l’écouter."]),
    ("fr", ["Le dispositif, etc. est maintenu.", "Formation, tutorat, etc.", "Le reste suit."]),
    ("fr", ["Il commence le 3 janv. 2024 à Lyon.", "Il finit en juin."]),
    ("fr", ["C’est la phase no. 2 du projet…", "La suite vient."]),
    ("en", ["Use a tool, e.g. the Job Bank, daily.", "It helps."]),
    ("en", ["Dr. Smith met J. K. Brown, i.e. the manager.", "They agreed."]),
    ("en", ["See fig. 3 and no. 7.", "Then stop."]),
    ("en", ["He said no.", "Then he left."]),
    ("en", ["The U.S. Government joined.", "It was made in the U.S.", "The rest followed."]),
    ("en", ["It cost 1.5 million (approx. 20 a head).", "“Why?”", "Nobody knows."]),
    ("en", ["Acme Inc. Canada took part.", "So did Beta Ltd.", "They left."]),
]


@pytest.mark.parametrize(("language", "expected"), CASES)
def test_sentences_end_where_a_reader_would_stop(language: str, expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentences(text, language)] == expected


def test_blank_lines_and_list_items_end_a_sentence_but_line_ends_do_not() -> None:
    text = "Objectifs du\nprojet\n\nLes moyens :\n- un local\n- deux conseillers\n1. Ouvrir"
    assert [text[start:end] for start, end in sentences(text, "fr")] == [
        "Objectifs du\nprojet",
        "Les moyens :",
        "- un local",
        "- deux conseillers",
        "1. Ouvrir",
    ]


@given(st.text(alphabet="ab.M ?!»«(\n1…éÉ-:", max_size=80), st.sampled_from(["fr", "en", "de"]))
def test_spans_are_ordered_trimmed_and_leave_only_white_space_out(text: str, language: str) -> None:
    spans = sentences(text, language)
    left_out, at = "", 0
    for start, end in spans:
        assert at <= start < end
        assert text[start:end] == text[start:end].strip()
        left_out, at = left_out + text[at:start], end
    assert not (left_out + text[at:]).strip()
