from __future__ import annotations

import socket

from local.rekognition.server import bind


def test_answers_on_a_kept_connection_are_not_held_back():
    """asyncio sets TCP_NODELAY where the protocol is named; else each answer waits some 40 ms."""
    with bind(0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
