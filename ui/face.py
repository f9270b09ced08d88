"""What runs for every change on a page: who is there, the frame, the page asked for."""

from kb.errors import PasserelleError
from ui import frame, services, session


def main() -> None:
    """Show the page that the address names, in its frame."""
    texts = session.texts()
    frame.configure(texts)
    try:
        session.identify()
        frame.show(texts)
    except PasserelleError as error:
        services.figures().failed(error.problem.code)
        frame.show_problem(texts, error.problem)


main()
