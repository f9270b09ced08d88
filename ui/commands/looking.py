"""A search, and what the knowledge base holds, from the terminal."""

from typing import Annotated

import typer

from kb.nouns import Filters, Kind
from search.nouns import Question
from ui.commands.opening import Json, opened, print_json, settings_said
from ui.terminal import answer_lines, hit_json


def search(
    query: Annotated[str, typer.Argument(help='"Phrases" and -exclusions work.')],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many documents.")] = 10,
    language: Annotated[list[str] | None, typer.Option(help="fr or en; repeatable.")] = None,
    party: Annotated[list[str] | None, typer.Option(help="qc or fr; repeatable.")] = None,
    domain: Annotated[list[str] | None, typer.Option(help="Repeatable.")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Repeatable.")] = None,
    as_json: Json = False,
) -> None:
    """Search all audiences: whoever can run this holds the files themselves."""
    from search.retriever import Retriever

    filters = Filters(
        parties=tuple(party or ()),
        domains=tuple(domain or ()),
        kinds=tuple(kind or ()),
        languages=tuple(language or ()),
    )
    with opened(settings_said()) as store:
        answer = Retriever.over(store).answer(
            Question(text=query, filters=filters, limit=k),
            access=store.catalogue.reader.every_scope(),
        )
    if as_json:
        print_json([hit_json(hit) for hit in answer.hits])
    else:
        typer.echo("\n".join(answer_lines(answer)))


def status(as_json: Json = False) -> None:
    """Say what the knowledge base holds and where."""
    with opened(settings_said()) as store:
        scope = store.catalogue.reader.every_scope()
        facts: dict[str, str | int] = {
            "home": str(store.settings.home.resolve()),
            "documents": store.catalogue.counting.total(Filters(), access=scope),
            "passages": store.catalogue.feed.published_passages(),
            "encoder": store.encoder.name,
            "indexes": "own" if store.follower else "owned by another process",
            "changes_behind": store.follower.behind() if store.follower else 0,
        }
    if as_json:
        print_json(facts)
    else:
        typer.echo("\n".join(f"{name:<15} {value}" for name, value in facts.items()))
