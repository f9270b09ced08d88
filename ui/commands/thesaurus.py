"""The thesaurus in the terminal: SKOS out and in, a list, and proposals."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kb.errors import NotFound
from kb.skos import RDF_XML, TURTLE
from kb.thesaurus import Concept, Variety
from search.thesaurus.editing import Editor
from search.thesaurus.expanding import Thesaurus
from search.thesaurus.proposing import SHARED, Proposer
from ui.commands.opening import Json, opened, print_json, settings_said

app = typer.Typer(no_args_is_help=True, help="Write out, read in and list the thesaurus.")
_EVERY = 10_000


@app.command()
def export(
    path: Annotated[
        Path | None, typer.Argument(help="A .ttl or .rdf file; printed if none.")
    ] = None,
) -> None:
    """Write the concepts in use as SKOS, Turtle or by its ending RDF/XML."""
    from kb.skos import write_skos

    form = RDF_XML if path and path.suffix in {".rdf", ".xml"} else TURTLE
    with opened(settings_said(), own=False) as store:
        written = write_skos(store.catalogue.thesaurus.everything(), form)
    if path is None:
        sys.stdout.buffer.write(written)
    else:
        path.write_bytes(written)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="SKOS, in Turtle or RDF/XML.")],
    as_json: Json = False,
) -> None:
    """Read concepts in; those that the file does not name stay as they are."""
    with opened(settings_said(), own=False) as store:
        if not path.is_file():
            raise NotFound("file.not_found", file=str(path))
        count = Editor(store.catalogue.thesaurus, store.audit).take_in(path.read_bytes())
    if as_json:
        print_json({"changed": count})
    else:
        typer.echo(f"{count} concepts new or changed")


@app.command("list")
def list_(
    text: Annotated[str, typer.Argument(help="Only concepts with this in a term.")] = "",
    domain: Annotated[str, typer.Option(help="Key of an Article 2 domain.")] = "",
    retired: Annotated[bool, typer.Option("--retired", help="Those out of use.")] = False,
    as_json: Json = False,
) -> None:
    """List concepts by their first French term."""
    with opened(settings_said(), own=False) as store:
        found, _ = store.catalogue.thesaurus.search(
            text, domain=domain, retired=retired, limit=_EVERY, offset=0
        )
    if as_json:
        print_json([concept.model_dump(mode="json") for concept in found])
    else:
        typer.echo("\n".join(map(_line, found)))


@app.command()
def propose(as_json: Json = False) -> None:
    """Look for pairs that a coordinator may take into the thesaurus, and list them."""
    with opened(settings_said()) as store:
        catalogue = store.catalogue
        thesaurus = Thesaurus(catalogue.thesaurus, store.words)
        proposer = Proposer(
            catalogue.thesaurus, catalogue.reader, store.words, store.word_encoder, thesaurus
        )
        proposer.propose()
        found, _ = proposer.waiting(access=SHARED, limit=_EVERY, offset=0)
    if as_json:
        print_json([proposal.model_dump(mode="json") for proposal in found])
    else:
        for each in found:
            one = f"{each.variety.value} {each.text}"
            other = f"{each.other_variety.value} {each.other}"
            typer.echo(f"{each.score:.2f}  {one:<36}  {other:<36}  {each.origin.value}")


def _line(concept: Concept) -> str:
    sides = " | ".join(", ".join(concept.terms(variety)) or "–" for variety in Variety)
    return f"{concept.key:<32} {concept.relation.value:<6} {sides}"
