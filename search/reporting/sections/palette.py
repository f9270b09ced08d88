"""The colours of the charts: Passerelle's own, told apart in grey too."""

from kb.plan import ActivityState

PARTIES = {"qc": "#0b4f6c", "fr": "#a63d22"}
LANGUAGES = {"fr": "#0b4f6c", "en": "#d19a2e"}
OTHER = "#8a979e"
STATES = {
    ActivityState.DONE: "#2f6b45",
    ActivityState.UNDER_WAY: "#0b4f6c",
    ActivityState.PLANNED: "#8fb3c2",
    ActivityState.POSTPONED: "#d19a2e",
    ActivityState.GIVEN_UP: "#9c9c9c",
}
