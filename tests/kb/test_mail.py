"""Mail goes to a server that is configured, and a dead server harms nobody."""

import socketserver
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from pydantic import SecretStr

from kb.mail import NoMailer, SmtpMailer, open_mailer
from kb.settings import Settings


class Post(socketserver.StreamRequestHandler):
    """Speak as much SMTP as a client needs."""

    received: ClassVar[list[str]] = []

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            command = line.split()[0].upper().decode() if line.split() else ""
            if command == "DATA":
                self.wfile.write(b"354 go on\r\n")
                self._take_message()
            elif command == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 fine\r\n")

    def _take_message(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.decode())
        self.received.append("".join(lines))
        self.wfile.write(b"250 taken\r\n")


@pytest.fixture
def server() -> Iterator[int]:
    Post.received.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as opened:
        threading.Thread(target=opened.serve_forever, daemon=True).start()
        yield opened.server_address[1]
        opened.shutdown()


def test_a_message_reaches_the_server(server: int) -> None:
    mailer = SmtpMailer(f"smtp://127.0.0.1:{server}", "passerelle@exemple.org")
    mailer.send("colette@exemple.org", "Du nouveau", "Bonjour Colette")
    (message,) = Post.received
    assert "To: colette@exemple.org" in message
    assert "From: passerelle@exemple.org" in message
    assert "Bonjour Colette" in message


def test_a_dead_server_is_logged_not_raised(caplog: pytest.LogCaptureFixture) -> None:
    SmtpMailer("smtp://127.0.0.1:9", "passerelle@exemple.org").send("a@exemple.org", "x", "y")
    assert "could not be sent" in caplog.text


def test_the_settings_choose() -> None:
    assert isinstance(open_mailer(Settings(database_url="")), NoMailer)
    chosen = Settings(database_url="", smtp_url=SecretStr("smtp://localhost:25"))
    assert isinstance(open_mailer(chosen), SmtpMailer)
