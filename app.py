"""The web face: opens the services and leads to the pages."""

from kb.errors import PasserelleError
from ui import frame, session


def main() -> None:
    """Show the page that the address names, in its frame."""
    texts = session.texts()
    frame.configure(texts)
    try:
        session.services()
        frame.show(texts)
    except PasserelleError as error:
        frame.show_problem(texts, error.problem)


main()
