"""A folder may bring a plan for its documents: `plan.toml`, for homes that have none yet."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from ingest.desk.planning import Planning
from ingest.reports import FileReport
from kb.access import AccessScope
from kb.audit import OPERATOR
from kb.errors import InvalidDocument
from kb.plan import Activity, Attachment, Decision, Group, Meeting, OfPlan, Plan
from kb.store import Store

NAME = "plan.toml"
Item = TypeVar("Item", bound=OfPlan)


def bring_plan(store: Store, folder: Path, reports: Iterable[FileReport]) -> Plan | None:
    """Bring in the plan of a folder whose files were just taken in, if there is no plan yet.

    Raises:
        InvalidDocument: when the plan cannot be understood.
    """
    path = folder / NAME
    operator = AccessScope(frozenset(), person=OPERATOR)
    if not path.is_file() or store.catalogue.plan.plans(access=operator):
        return None
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        plan = Plan(**told["plan"])
        return _Bringing(Planning(store), _by_name(reports)).bring(plan, told)
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise InvalidDocument("plan.sample_invalid", file=str(path), reason=reason) from error


@dataclass(frozen=True)
class _Bringing:
    """Write a told plan thing by thing: what others name by key first."""

    planning: Planning
    documents: Mapping[str, str]
    ids: dict[str, str] = field(default_factory=dict)

    def bring(self, plan: Plan, told: Mapping[str, Any]) -> Plan:
        saved = self.planning.save(plan, None)
        for entry in told.get("group", ()):
            self._save(Group, saved, entry)
        for entry in told.get("activity", ()):
            activity = self._save(Activity, saved, entry)
            for name in entry.get("documents", ()):
                if name in self.documents:
                    place = Attachment(document_id=self.documents[name], activity_id=activity.id)
                    self.planning.attach(place, None)
        for entry in told.get("meeting", ()):
            self._save(Meeting, saved, entry)
        for entry in told.get("decision", ()):
            self._save(Decision, saved, entry)
        return saved

    def _save(self, kind: type[Item], plan: Plan, entry: Mapping[str, Any]) -> Item:
        facts = {name: value for name, value in entry.items() if name in kind.model_fields}
        for name in ("group", "activity", "meeting"):
            if name in entry:
                facts[f"{name}_id"] = self.ids[entry[name]]
        saved = self.planning.save(kind(plan_id=plan.id, **facts), None)
        if "key" in entry:
            self.ids[entry["key"]] = saved.id
        return saved


def _by_name(reports: Iterable[FileReport]) -> dict[str, str]:
    """Find the documents of files by name, also of those that were there before."""
    found = {}
    for report in reports:
        known = report.reason.values.get("document_id", "") if report.reason else ""
        document_id = report.document_id or str(known)
        if document_id:
            found[Path(report.file).stem] = document_id
    return found
