"""One look at one picture: what a worker process does for a request."""

from __future__ import annotations

from local.rekognition.vision.faces import find_faces
from local.rekognition.vision.images import decode
from local.rekognition.vision.seen import Look, Seen


def look_at(data: bytes, look: Look) -> Seen:
    """Raises what images.decode raises."""
    picture = decode(data, look.longest_side)
    seen = Seen(faces=find_faces(picture, look))
    return seen
