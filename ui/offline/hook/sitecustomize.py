"""Watch for attempts to reach a network, in every Python process that finds this on its path.

Python imports a module of this name before anything else. Attempts are written to a file and
refused; what has only to do with sockets of this machine's own files (AF_UNIX) is let by.
"""

import os
import sys

_REPORT = "PASSERELLE_WATCH"
_UNIX = 1
_ON_SOCKETS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_NAMES = {
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.getnameinfo",
    "urllib.Request",
    "http.client.connect",
}


def _watch(report: str) -> None:
    file = os.open(report, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(file, b"watching\n")

    def heed(event: str, arguments: tuple[object, ...]) -> None:
        if event in _NAMES or (event in _ON_SOCKETS and _reaches_out(arguments[0])):
            told = arguments[1:] if event in _ON_SOCKETS else arguments
            os.write(file, f"{event} {told!r}"[:200].replace("\n", " ").encode() + b"\n")
            raise PermissionError(f"{event} is refused: nothing may reach a network")

    sys.addaudithook(heed)


def _reaches_out(endpoint: object) -> bool:
    return getattr(endpoint, "family", None) != _UNIX


if _REPORT in os.environ:
    _watch(os.environ[_REPORT])
