"""One look at one picture: what a worker process does for a request."""

from __future__ import annotations

from local.rekognition.models.network import Network
from local.rekognition.vision.faces import find_faces
from local.rekognition.vision.images import Picture, decode
from local.rekognition.vision.seen import Code, Face, ImageProperties, Line, Look, Scored, Seen


def look_at(data: bytes, look: Look, networks: tuple[Network, ...] = ()) -> Seen:
    """`networks` are the user's models. Raises what images.decode raises."""
    picture = decode(data, look.longest_side)
    faces = _faces(picture, look, networks)
    return Seen(
        faces=faces,
        codes=_codes(picture, look),
        lines=_lines(picture, look),
        scored=_scored(picture, look, networks),
        properties=_properties(picture, look, faces),
    )


def _faces(picture: Picture, look: Look, networks: tuple[Network, ...]) -> list[Face]:
    if not look.faces:
        return []
    embedding = next((network for network in networks if network.task == "embedding"), None)
    return find_faces(picture, look, embedding)


# The rest is imported when it is first asked for: OpenCV takes 35 MB, the reading of text 200,
# which a worker for faces can do without.


def _codes(picture: Picture, look: Look) -> list[Code]:
    if not look.codes:
        return []
    from local.rekognition.vision.codes import find_codes

    return find_codes(picture)


def _lines(picture: Picture, look: Look) -> list[Line]:
    if look.text is None:
        return []
    from local.rekognition.vision.text import find_text

    return find_text(picture, look.text)


def _scored(picture: Picture, look: Look, networks: tuple[Network, ...]) -> list[Scored]:
    if not any(network.task in look.tasks for network in networks):
        return []
    from local.rekognition.vision.networks import scores

    return scores(networks, look.tasks, picture)


def _properties(picture: Picture, look: Look, faces: list[Face]) -> ImageProperties | None:
    if look.colors is None:
        return None
    from local.rekognition.vision.colors import image_properties

    return image_properties(picture, faces, look.colors)
