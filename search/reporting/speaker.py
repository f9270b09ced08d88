"""What all sections of a report share: facts, words, and sources to cite."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.entente import DOMAIN, KIND, MEANS, PARTY
from kb.nouns import Document
from kb.plan import Activity, Decision, Meeting, Plan
from search.reporting.facts import Facts
from search.reporting.model import Bar, Chart, Paragraph, Sentence, Source, Table
from search.reporting.sources import Sources
from search.reporting.wording import Wording


@dataclass(frozen=True, slots=True)
class Speaker:
    """Put facts into words, each with its source.

    Attributes:
        base: the app's address, without a slash at its end.
    """

    facts: Facts
    words: Wording
    sources: Sources
    base: str

    @property
    def nothing(self) -> Paragraph:
        """Say that there is nothing to say."""
        return Paragraph(sentences=(Sentence(text=self.words("nothing")),), style="nothing")

    def plain(self, text: str) -> Sentence:
        """Put words that state nothing: a name, an empty cell."""
        return Sentence(text=text or self.words("none"))

    def label(self, vocabulary: str, key: str, *, short: bool = True) -> str:
        """Name a word of the agreement; one that is not known there stands as it is."""
        term = self.facts.terms[vocabulary].get(key)
        if term is None:
            return key
        return term.short_label(self.words.language) if short else term.label(self.words.language)

    def labels(self, vocabulary: str, keys: Iterable[str], *, short: bool = True) -> str:
        """Name several words of the agreement."""
        return ", ".join(self.label(vocabulary, key, short=short) for key in keys)

    def period(self) -> str:
        """Say which period it is."""
        return self.words.days(self.facts.period.starts, self.facts.period.ends)

    def today(self) -> str:
        """Say when the report was drawn up."""
        return self.words.day(self.facts.today)

    def titled(self, document: Document) -> Sentence:
        """Name a document: its page is the source, and where its title leads."""
        source = self.document(document)
        return self.sources.says(document.fields.title, source, link=source.address)

    def named(self, activity: Activity) -> Sentence:
        """Name an activity."""
        source = self.activity(activity)
        return self.sources.says(activity.title, source, link=source.address)

    def document(self, document: Document) -> Source:
        """Cite a document, with whose it is and what others may do with it."""
        fields = document.fields
        owner = fields.attribution or fields.rights_owner or self.words("source.owner_none")
        licence = fields.licence or self.words("source.licence_none")
        return Source(
            label=self.words("source.document", title=fields.title),
            address=f"{self.base}/document?id={document.id}",
            detail=self.words(
                "source.document_detail",
                party=self.label(PARTY, fields.party),
                year=str(fields.year) if fields.year else self.words("year_none"),
                rights=self.words("source.rights", owner=owner, licence=licence),
            ),
        )

    def activity(self, activity: Activity) -> Source:
        """Cite an activity."""
        plan = self.facts.plan_of(activity.plan_id)
        return Source(
            label=self.words("source.activity", title=activity.title),
            address=f"{self.base}/activity?id={activity.id}",
            detail=self.words("source.activity_detail", plan=plan.title),
        )

    def meeting(self, meeting: Meeting) -> Source:
        """Cite a meeting."""
        days = self.words.days(meeting.day, meeting.last_day)
        label = self.words("source.meeting", title=meeting.title, days=days)
        return self._in_plan(label, meeting.plan_id, "meetings")

    def decision(self, decision: Decision) -> Source:
        """Cite a decision."""
        label = self.words("source.decision", day=self.words.day(decision.day))
        return self._in_plan(label, decision.plan_id, "meetings")

    def plan(self, plan: Plan) -> Source:
        """Cite a plan."""
        return self._in_plan(self.words("source.plan", title=plan.title), plan.id, "board")

    def counted(self, what: str, tab: str = "") -> Source:
        """Cite what was counted, and how: `plan_table`, `catalogue` and such."""
        plans = self.words.joined([plan.title for plan in self.facts.plans])
        detail = self.words(
            f"source.{what}_detail",
            day=self.today(),
            days=self.period(),
            plans=plans or self.words("none"),
        )
        address = f"{self.base}/plan?tab={tab}" if tab else f"{self.base}/"
        return Source(label=self.words(f"source.{what}"), address=address, detail=detail)

    def domains(self, keys: Iterable[str]) -> str:
        """Name domains in short."""
        return self.labels(DOMAIN, keys)

    def means(self, keys: Iterable[str]) -> str:
        """Name means."""
        return self.labels(MEANS, keys)

    def kind(self, document: Document) -> str:
        """Name what sort of document it is."""
        return self.label(KIND, document.fields.kind)

    def party(self, key: str) -> str:
        """Name a party in short."""
        return self.label(PARTY, key) if key else self.words("none")

    def table(
        self,
        caption: str,
        head: Sequence[str],
        rows: Iterable[Sequence[Sentence]],
        widths: Sequence[float],
        numbers: Sequence[int] = (),
    ) -> Table:
        """Lay out a table; `head` are keys of words."""
        return Table(
            caption=caption,
            head=tuple(self.words(key) for key in head),
            rows=tuple(tuple(row) for row in rows),
            widths=tuple(widths),
            numbers=tuple(numbers),
        )

    def chart(
        self,
        caption: str,
        measure: str,
        bars: Sequence[Bar],
        colours: dict[str, str],
        source: Source,
    ) -> Chart:
        """Lay out a chart, and say in words what it shows; `caption`, `measure` are keys."""
        said = self.words(caption)
        figures = self.words("between").join(
            self.words("chart_bar", label=bar.label, series=bar.series, count=bar.value)
            for bar in bars
            if bar.value
        )
        return Chart(
            caption=said,
            measure=self.words(measure),
            bars=tuple(bars),
            colours=colours,
            alt=self.words("chart_alt", caption=said, figures=figures),
            refs=(self.sources.number(source),),
        )

    def _in_plan(self, label: str, plan_id: str, tab: str) -> Source:
        return Source(label=label, address=f"{self.base}/plan?plan={plan_id}&tab={tab}")
