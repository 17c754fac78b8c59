"""What goes through the pipe between the service and a worker.

The first message is a tuple of the networks the worker is to have; then a Check, or a Task and
its image's bytes, are answered one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from local.rekognition.protocol.errors import ServiceError
from local.rekognition.state import ModelsError
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
class Check:
    """Are the networks what they are said to be?"""


@dataclass(frozen=True)
class Checked:
    """They are."""


@dataclass(frozen=True)
class Failed:
    """Something of ours broke; the trace is for the log."""

    trace: str

    def __str__(self) -> str:
        return self.trace


Reply: TypeAlias = Seen | Checked | ServiceError | ModelsError | Failed
