"""One look at one picture: what a worker process does for a request."""

from __future__ import annotations

from local.rekognition.vision.faces import find_faces
from local.rekognition.vision.images import Picture, decode
from local.rekognition.vision.seen import Code, Look, Seen


def look_at(data: bytes, look: Look) -> Seen:
    """Raises what images.decode raises."""
    picture = decode(data, look.longest_side)
    faces = find_faces(picture, look)
    seen = Seen(faces=faces, codes=_codes(picture) if look.codes else [])
    if look.colors is None:
        return seen
    from local.rekognition.vision.colors import image_properties

    return Seen(seen.faces, seen.codes, image_properties(picture, faces, look.colors))


def _codes(picture: Picture) -> list[Code]:
    # Only labels need OpenCV: 35 MB that a worker for faces can do without.
    from local.rekognition.vision.codes import find_codes

    return find_codes(picture)
