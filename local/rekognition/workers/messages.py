"""What goes through the pipe between the service and a worker."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from local.rekognition.protocol.errors import ServiceError
from local.rekognition.vision.seen import Look, Seen


class Image(Enum):
    """How the image's bytes, which follow the task, are written."""

    RAW = "raw"
    BASE64 = "base64"


@dataclass(frozen=True)
class Task:
    look: Look
    image: Image


@dataclass(frozen=True)
class Failed:
    """Something of ours broke; the trace is for the log."""

    trace: str


Reply: TypeAlias = Seen | ServiceError | Failed
