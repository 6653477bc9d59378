"""The fence holds: leaving fails, and fails also where the error is swallowed."""

import socket
import threading

import pytest

from tests import fence


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_leaving_the_machine_is_refused(host: str) -> None:
    with pytest.raises(fence.LeftTheMachine):
        socket.getaddrinfo(host, 443)
    assert fence.attempts == [("socket.getaddrinfo", host)]
    fence.attempts.clear()


def test_a_swallowed_attempt_is_remembered() -> None:
    def leave() -> None:
        with pytest.raises(fence.LeftTheMachine), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.sendto(b"x", ("192.0.2.1", 9))

    thread = threading.Thread(target=leave)
    thread.start()
    thread.join()
    assert fence.attempts == [("socket.sendto", "192.0.2.1")]
    fence.attempts.clear()


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
