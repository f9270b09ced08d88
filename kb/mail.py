"""Mail, for installations that have a server for it."""

import logging
import smtplib
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from kb.settings import Settings

_LOG = logging.getLogger(__name__)
_PATIENCE = 10


class Mailer(Protocol):
    """Send mail."""

    def send(self, to: str, subject: str, body: str) -> None:
        """Send one message; a failure is logged, never raised: the app tells people too."""


class NoMailer:
    """Send nothing: no server is configured."""

    def send(self, to: str, subject: str, body: str) -> None:
        """Do without."""


class SmtpMailer:
    """Send by SMTP, always over TLS unless the server is on this machine."""

    def __init__(self, url: str, sender: str) -> None:
        """Take the server's address, `smtp://user:password@host:port` or `smtps://…`."""
        self._url = urlsplit(url)
        self._sender = sender

    def send(self, to: str, subject: str, body: str) -> None:
        """Send one message; a failure is logged, never raised: the app tells people too."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        message.set_content(body)
        try:
            with self._connected() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException):
            _LOG.exception("a mail could not be sent")

    def _connected(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "localhost", self._url.port
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=_PATIENCE)
        else:
            server = smtplib.SMTP(host, port or 25, timeout=_PATIENCE)
            if host not in {"localhost", "127.0.0.1", "::1"}:
                server.starttls()
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
        return server


def open_mailer(settings: Settings) -> Mailer:
    """Give what sends mail, as the settings say."""
    url = settings.smtp_url.get_secret_value()
    return SmtpMailer(url, settings.smtp_sender) if url else NoMailer()
