"""The terminal face: every service, for people and (with --json) for programs."""

import typer

from ui.commands import (
    backups,
    checkup,
    erasing,
    evaluating,
    handover,
    ingesting,
    judged,
    looking,
    plans,
    records,
    reindexing,
    thesaurus,
    tokens,
    topics,
    twinning,
    usage,
    users,
    working,
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Passerelle: a bilingual knowledge base of good practices.",
)
app.command()(ingesting.ingest)
app.command()(looking.search)
app.command()(evaluating.evaluate)
app.command()(looking.status)
app.add_typer(users.app, name="user")
app.add_typer(records.app, name="audit")
app.add_typer(judged.app, name="judged")
app.command()(usage.usage)
app.add_typer(topics.app, name="topics")
app.add_typer(plans.app, name="plan")
app.command()(plans.report)
app.add_typer(thesaurus.app, name="thesaurus")
app.command()(handover.export)
app.command("import")(handover.import_)
app.command()(working.work)
app.command()(erasing.erase)
app.command()(erasing.receipts)
app.add_typer(twinning.app, name="twins")
app.command()(twinning.gaps)
app.add_typer(tokens.app, name="token")
app.command()(tokens.mcp)
app.command()(backups.backup)
app.command()(backups.restore)
app.command()(checkup.doctor)
app.command()(reindexing.reindex)


if __name__ == "__main__":
    app()
