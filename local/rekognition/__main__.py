"""`python -m local.rekognition --port 9000 --state DIR`: the service alone, on 127.0.0.1."""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket
import sys
from pathlib import Path

from local.rekognition.server import bind, server_for, url_of
from local.rekognition.service import Rekognition
from local.rekognition.state import StateError


def main() -> int:
    arguments = _arguments()
    try:
        listener = bind(arguments.port)
    except OSError as error:
        return _refuse(f"port {arguments.port} of 127.0.0.1 cannot be used: {error.strerror}")
    with listener:
        rekognition = Rekognition(
            arguments.state, workers=arguments.workers, models=arguments.models
        )
        try:
            asyncio.run(_serve(rekognition, listener))
        except StateError as error:
            return _refuse(str(error))
    return 0


async def _serve(rekognition: Rekognition, listener: socket.socket) -> None:
    await rekognition.start()
    try:
        server = server_for(rekognition)
        for end in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(end, server.handle_exit, end, None)
        listener.listen()
        print(f"Rekognition on {url_of(listener)}  (Ctrl-C ends it)", flush=True)
        await server.serve(sockets=[listener])
    finally:
        await rekognition.close()


def _refuse(reason: str) -> int:
    print(f"rekognition: {reason}", file=sys.stderr)
    return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.rekognition", description=__doc__)
    parser.add_argument("--port", type=int, default=9000, help="0 takes a free one (default: 9000)")
    parser.add_argument(
        "--state",
        type=Path,
        default=Path(".local/rekognition"),
        help="folder that keeps the collections (default: .local/rekognition)",
    )
    parser.add_argument(
        "--workers", type=int, help="processes that look at images (default: one a core, at most 4)"
    )
    parser.add_argument(
        "--models",
        type=Path,
        metavar="FILE",
        help="your own ONNX models (default: models.toml in the state folder, if it is there)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
