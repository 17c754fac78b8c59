"""Names for what was seen: Rekognition's for what is built in, the user's for their models."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from local.rekognition.models.configuration import Models
from local.rekognition.models.network import Task
from local.rekognition.models.taxonomy import Taxonomy
from local.rekognition.vision.seen import Box, Scored, Seen

_CODE_CONFIDENCE = 100.0  # a code counts as seen only when it was read


@dataclass(frozen=True)
class Label:
    """A label of a taxonomy: with what is above it, the nearest first, its aliases and category."""

    name: str
    parents: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    category: str | None = None


@dataclass
class Named:
    """A label that was found, how sure it is (0..100), and where it is if that is known."""

    label: Label
    confidence: float
    instances: list[tuple[Box, float]] = field(default_factory=list)


# Person, Head and Face are related as Rekognition has it. Human, there an alias of Person, is
# answered as a label too, as it used to be: whoever asks for either name finds it.
_PEOPLE = (
    Label("Person", (), ("Human",), "Person Description"),
    Label("Human", (), ("Person",), "Person Description"),
    Label("Head", ("Person",), (), "Person Description"),
    Label("Face", ("Head", "Person"), (), "Person Description"),
)
_CODES = {
    "QR Code": Label("QR Code", (), (), "Text and Documents"),
    "Barcode": Label("Barcode", (), (), "Text and Documents"),
}


def labels_of(models: Models, seen: Seen) -> list[Named]:
    """All that can be named, each name once.

    Where one of the user's models has found what is built in as well, its boxes count: it has
    seen the whole of a person, and not just the face.
    """
    found = {one.label.name.casefold(): one for one in _built_in(seen)}
    for own in named(models, seen.scored):
        known = found.get(own.label.name.casefold())
        if known is not None:
            own.confidence = max(own.confidence, known.confidence)
            own.instances = own.instances or known.instances
        found[own.label.name.casefold()] = own
    return list(found.values())


def named(models: Models, scored: Iterable[Scored]) -> list[Named]:
    """What the user's models answered, and above each answer what it is a kind of."""
    found: dict[str, Named] = {}
    for answer in scored:
        taxonomy = models[answer.network].taxonomy
        if name := taxonomy.labels[answer.label]:
            _add(found, taxonomy, name, answer)
    return list(found.values())


def version_of(models: Models, tasks: Iterable[Task]) -> str:
    """Names the user's models, with the start of their hashes."""
    return ", ".join(
        f"{model.network.name} {model.network.sha256[:12]}"
        for model in models
        if model.network.task in tasks
    )


def _add(found: dict[str, Named], taxonomy: Taxonomy, name: str, answer: Scored) -> None:
    confidence = min(100.0, max(0.0, 100 * answer.score))
    for one in (name, *taxonomy.ancestors(name)):
        entry = found.setdefault(one, Named(_label(taxonomy, one), 0.0))
        entry.confidence = max(entry.confidence, confidence)
    if answer.box is not None:
        found[name].instances.append((answer.box, confidence))


def _label(taxonomy: Taxonomy, name: str) -> Label:
    aliases = tuple(taxonomy.aliases.get(name, ()))
    return Label(name, taxonomy.ancestors(name), aliases, taxonomy.category(name))


def _built_in(seen: Seen) -> Iterable[Named]:
    faces = [(face.box, face.confidence) for face in seen.faces]
    if faces:
        surest = max(confidence for _, confidence in faces)
        yield from (Named(label, surest, faces) for label in _PEOPLE)
    for kind, label in _CODES.items():
        codes = [(code.box, _CODE_CONFIDENCE) for code in seen.codes if code.kind == kind]
        if codes:
            yield Named(label, _CODE_CONFIDENCE, codes)
