"""The sockets of the two ports."""

import asyncio
import socket

import pytest

from local.errors import LocalError
from local.server import bind, port_of


def test_an_answer_does_not_wait_for_the_one_before_to_be_acknowledged() -> None:
    no_delay = asyncio.run(_no_delay_of_an_accepted_connection())

    assert no_delay != 0


async def _no_delay_of_an_accepted_connection() -> int:
    accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        accepted.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listener = bind(0, "--port")
    server = await asyncio.start_server(serve, sock=listener)
    async with server:
        _, writer = await asyncio.open_connection("127.0.0.1", port_of(listener))
        value = await accepted
        writer.close()
        await writer.wait_closed()
    return value


def test_a_taken_port_is_named_with_its_switch() -> None:
    with (
        bind(0, "--port") as taken,
        pytest.raises(LocalError, match=rf"^port {port_of(taken)} is taken: .* --aws-port$"),
    ):
        taken.listen()
        bind(port_of(taken), "--aws-port")
