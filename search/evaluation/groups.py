"""Questions in groups: by direction (language asked in → answered in) and by tag."""

from collections.abc import Iterable, Mapping, Sequence

from search.evaluation.runner import Ranking

SAME, CROSS = "same-language", "cross-language"
_LANGUAGES = {"fr", "en"}


def group(rankings: Sequence[Ranking], languages: Mapping[str, str]) -> dict[str, list[Ranking]]:
    """Group rankings by direction, by same or cross-language, and by tag.

    Args:
        rankings: the rankings to group.
        languages: language of each document, by the corpus' own id.
    """
    groups = _directions(rankings, languages)
    for name, belongs in ((SAME, _is_same), (CROSS, _is_cross)):
        own = [each for direction in groups if belongs(direction) for each in groups[direction]]
        if own:
            groups[name] = own
    for ranking in rankings:
        for tag in ranking.judged.tags:
            groups.setdefault(tag, []).append(ranking)
    return groups


def _directions(
    rankings: Iterable[Ranking], languages: Mapping[str, str]
) -> dict[str, list[Ranking]]:
    groups: dict[str, list[Ranking]] = {}
    for ranking in rankings:
        grades = ranking.judged.grades
        best = [document for document in grades if grades[document] == max(grades.values())]
        answers = {_known(languages.get(document, "")) for document in best}
        name = f"{_known(ranking.judged.language)}→{'+'.join(sorted(answers))}"
        groups.setdefault(name, []).append(ranking)
    return dict(sorted(groups.items()))


def _known(language: str) -> str:
    """Name a language, `?` where nobody said it or where the document could not be read."""
    return language if language in _LANGUAGES else "?"


def _is_same(direction: str) -> bool:
    asked, _, answered = direction.partition("→")
    return asked == answered != "?"


def _is_cross(direction: str) -> bool:
    return set(direction.split("→")) == _LANGUAGES
