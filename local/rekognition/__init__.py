"""Amazon Rekognition's API on local models.

Real faces, real pixels, collections that are kept; what cannot be answered honestly is refused.
`Rekognition` is the service inside a program, `python -m local.rekognition` a server of it, and
`local.rekognition.server.serving` a server for test fixtures.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local.rekognition.engine import ReadS3Object
    from local.rekognition.service import Rekognition
    from local.rekognition.state import ModelsError, StateError

__all__ = ["ModelsError", "ReadS3Object", "Rekognition", "StateError"]

_HOMES = {
    "ModelsError": "local.rekognition.state",
    "ReadS3Object": "local.rekognition.engine",
    "Rekognition": "local.rekognition.service",
    "StateError": "local.rekognition.state",
}


def __getattr__(name: str) -> Any:
    # Worker processes import this package as well; they start twice as fast without the service.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
