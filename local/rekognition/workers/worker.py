"""What runs in a worker process: `python -m local.rekognition.workers.worker FD`.

It is started as a program of its own, so the service's `__main__` is never run again, and talks
over one end of a pipe. When the service goes away the pipe ends, and so does the worker.
"""

from __future__ import annotations

import sys
import traceback
from multiprocessing.connection import Connection

from local.rekognition.protocol.body import decode_base64
from local.rekognition.protocol.errors import ServiceError
from local.rekognition.vision.look import look_at
from local.rekognition.vision.models import face_models
from local.rekognition.workers.messages import Failed, Image, Reply, Task


def answer(task: Task, payload: bytes) -> Reply:
    """What was seen; an error of the caller's; or the trace of one of ours."""
    try:
        data = decode_base64(payload) if task.image is Image.BASE64 else payload
        return look_at(data, task.look)
    except ServiceError as error:
        return error
    except Exception:
        return Failed(traceback.format_exc())


def serve(connection: Connection) -> None:
    face_models()
    while True:
        try:
            task: Task = connection.recv()
            payload = connection.recv_bytes()
        except (EOFError, ConnectionError):
            return
        reply = answer(task, payload)
        del payload
        try:
            connection.send(reply)
        except ConnectionError:
            return


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
