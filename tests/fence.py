"""The network fence: whatever tries to leave this machine fails the test, also where the error is swallowed.

An audit hook cannot be removed and sees threads, tasks and libraries alike. Loopback and local sockets pass.
"""

import ipaddress
import sys
from typing import Any

attempts: list[tuple[str, str]] = []
_ADDRESSED = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_NAMED = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})


class LeftTheMachine(BaseException):
    """Not an Exception, so that `except Exception` cannot hide it."""


def _is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _ADDRESSED:
        address = arguments[1]
        if not isinstance(address, tuple) or not address:
            return  # a local socket has a path, a connected one no address
        host = address[0]
    elif event in _NAMED:
        host = arguments[0]
    else:
        return
    if not _is_local(host):
        attempts.append((event, str(host)))
        raise LeftTheMachine(f"{event}: {host}")


sys.addaudithook(_watch)
