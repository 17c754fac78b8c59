"""What runs in a worker process: `python -m local.rekognition.workers.worker FD`.

It is started as a program of its own, so the service's `__main__` is never run again, and talks
over one end of a pipe. When the service goes away the pipe ends, and so does the worker.
"""

from __future__ import annotations

import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TypeAlias

from local.rekognition.models.network import Network
from local.rekognition.protocol.body import decode_base64
from local.rekognition.protocol.errors import ServiceError
from local.rekognition.state import ModelsError
from local.rekognition.vision.face_models import face_embedder, face_models
from local.rekognition.vision.look import look_at
from local.rekognition.workers.messages import Check, Checked, Failed, Image, Reply, Task

Networks: TypeAlias = tuple[Network, ...]


def answer(task: Task, payload: bytes, networks: Networks) -> Reply:
    """What was seen; an error of the caller's; or the trace of one of ours."""
    try:
        data = decode_base64(payload) if task.image is Image.BASE64 else payload
        return look_at(data, task.look, networks)
    except ServiceError as error:
        return error
    except Exception:
        return Failed(traceback.format_exc())


def verdict(networks: Networks) -> Reply:
    try:
        # Imported only where somebody has models of their own.
        from local.rekognition.vision.networks import check

        check(networks)
    except ModelsError as error:
        return error
    except Exception:
        return Failed(traceback.format_exc())
    return Checked()


def serve(connection: Connection) -> None:
    """Answers until the service lets go of the pipe."""
    with suppress(EOFError, ConnectionError):
        networks: Networks = connection.recv()
        face_models()
        if all(network.task != "embedding" for network in networks):
            face_embedder()
        while True:
            connection.send(_reply(connection, networks))


def _reply(connection: Connection, networks: Networks) -> Reply:
    asked: Task | Check = connection.recv()
    if isinstance(asked, Check):
        return verdict(networks)
    return answer(asked, connection.recv_bytes(), networks)


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
