"""The fields of the plan's forms: what is typed and chosen, read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from pydantic import TypeAdapter

from kb.entente import Term
from kb.errors import InvalidDocument
from kb.plan import Day
from ui import session
from ui.markup import plain
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class Fields:
    """Show fields that belong to one form; `key` keeps those of another apart."""

    texts: Texts
    key: str

    def line(self, name: str, was: str) -> str:
        """Show a line of text."""
        typed = st.text_input(self._label(name), was, key=self._key(name), max_chars=240)
        return typed or ""

    def prose(self, name: str, was: str, *, height: int = 90) -> str:
        """Show a text of several lines."""
        typed = st.text_area(
            self._label(name), was, key=self._key(name), height=height, max_chars=8000
        )
        return typed or ""

    def day(self, name: str, was: date | None) -> str:
        """Show a day, as it is typed."""
        typed = st.text_input(
            self._label(name),
            was.isoformat() if was else "",
            placeholder=self.texts("field.day"),
            key=self._key(name),
        )
        return (typed or "").strip()

    def number(self, name: str, was: int | None) -> str:
        """Show a number, as it is typed."""
        value = "" if was is None else str(was)
        typed = st.text_input(self._label(name), value, key=self._key(name), max_chars=5)
        return (typed or "").strip()

    def terms(self, name: str, vocabulary: str, was: Sequence[str]) -> tuple[str, ...]:
        """Show several words of the agreement to choose among."""
        terms: Mapping[str, Term] = session.terms(vocabulary)
        found = st.multiselect(
            self._label(name),
            list(terms),
            default=[each for each in was if each in terms],
            format_func=lambda each: plain(terms[each].short_label(self.texts.language)),
            key=self._key(name),
            placeholder=self.texts("field.choose"),
        )
        return tuple(found)

    def one(self, name: str, options: dict[str, str], was: str) -> str:
        """Show one of some values to choose, each with its label."""
        known = list(options)
        found = st.selectbox(
            self._label(name),
            known,
            index=known.index(was) if was in known else 0,
            format_func=lambda each: options[each],
            key=self._key(name),
        )
        return found or ""

    def tick(self, name: str, was: bool) -> bool:
        """Show something that holds or does not."""
        return st.checkbox(self._label(name), was, key=self._key(name))

    def read_day(self, name: str, typed: str) -> date | None:
        """Read a day that was typed.

        Raises:
            InvalidDocument: when it is none.
        """
        if not typed:
            return None
        try:
            return TypeAdapter(Day).validate_python(date.fromisoformat(typed))
        except ValueError as error:
            reason = self.texts("field.bad_day")
            raise InvalidDocument("plan.invalid", field=self._label(name), reason=reason) from error

    def needed_day(self, name: str, typed: str) -> date:
        """Read a day that has to be there.

        Raises:
            InvalidDocument: when it is none.
        """
        day = self.read_day(name, typed)
        if day is None:
            reason = self.texts("field.bad_day")
            raise InvalidDocument("plan.invalid", field=self._label(name), reason=reason)
        return day

    def read_number(self, name: str, typed: str) -> int | None:
        """Read a number that was typed.

        Raises:
            InvalidDocument: when it is none.
        """
        if not typed:
            return None
        if not typed.isdecimal():
            reason = self.texts("plan.bad_number")
            raise InvalidDocument("plan.invalid", field=self._label(name), reason=reason)
        return int(typed)

    def _label(self, name: str) -> str:
        return self.texts(f"plan.field.{name}")

    def _key(self, name: str) -> str:
        return f"{self.key}-{name}"
