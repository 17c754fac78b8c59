"""The user's ONNX models in a worker process: loaded, checked and asked."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeAlias

import numpy as np

from local.rekognition.models.network import Network, Task
from local.rekognition.state import ModelsError
from local.rekognition.vision.decoders import Outputs, Unreadable, decode
from local.rekognition.vision.images import Picture, Pixels
from local.rekognition.vision.preparation import fitted, tensor
from local.rekognition.vision.seen import Embedding, Scored

_TOO_NEW = (
    (
        re.compile(r"Opset (\d+) is under development.* till opset (\d+)"),
        "its opset {} is too new, the newest that is read is {}",
    ),
    (
        re.compile(r"IR version: (\d+), max supported IR version: (\d+)"),
        "its IR version {} is too new, the newest that is read is {}",
    ),
)
_SOURCE = re.compile(r"^\[ONNXRuntimeError\] : \d+ : \w+ : (/\S+:\d+ .*?\) )?")

Session: TypeAlias = Any  # onnxruntime publishes no types: an InferenceSession

_INPUT_TYPES: dict[str, type[np.generic]] = {"tensor(float)": np.float32, "tensor(uint8)": np.uint8}


def scores(
    networks: tuple[Network, ...], tasks: tuple[Task, ...], picture: Picture
) -> list[Scored]:
    """What those of the networks answer that are for one of the tasks."""
    return [
        answer
        for number, network in enumerate(networks)
        if network.task in tasks
        for answer in _scored(number, network, picture)
    ]


def embedding(network: Network, chip: Pixels) -> Embedding:
    """Of RGB pixels of the size of the network's input. Raises Unreadable for none."""
    (values, *_) = _run(network, chip).values()
    row = values.reshape(-1)
    if len(row) < 2 or not np.isfinite(row).all():
        raise Unreadable("does not answer with an embedding")
    if network.normalize:
        row = row / max(float(np.linalg.norm(row)), 1e-12)
    return row


def check(networks: tuple[Network, ...]) -> None:
    """Loads each and asks it about a grey picture. Raises ModelsError for the first that fails."""
    for network in networks:
        preparation = network.preparation
        grey = np.full((preparation.height, preparation.width, 3), 114, np.uint8)
        try:
            _check_answers(network, grey)
        except ModelsError:
            raise
        except Unreadable as error:
            raise ModelsError(f"{network.path} {error}") from error
        except Exception as error:  # whatever a strange model leads numpy to
            raise ModelsError(f"{network.path} cannot be asked: {_first_line(error)}") from error


def _check_answers(network: Network, pixels: Pixels) -> None:
    if network.task == "embedding":
        embedding(network, pixels)
    else:
        decode(network, _run(network, pixels))


def _scored(number: int, network: Network, picture: Picture) -> list[Scored]:
    pixels, place = fitted(picture.pixels, network.preparation)
    return [
        Scored(number, label, score, None if box is None else place.box(*box))
        for label, score, box in decode(network, _run(network, pixels))
    ]


def _run(network: Network, pixels: Pixels) -> Outputs:
    session, dtype = _session(network)
    (taken,) = session.get_inputs()
    values = tensor(pixels, network.preparation, dtype)
    names = [output.name for output in session.get_outputs()]
    try:
        answers: list[Any] = session.run(names, {taken.name: values})
    except Exception as error:
        raise Unreadable(f"fails on a picture: {_first_line(error)}") from error
    if not all(_is_numbers(answer) for answer in answers):
        raise Unreadable("answers with something else than numbers")
    return {name: answer.astype(np.float32) for name, answer in zip(names, answers, strict=True)}


def _is_numbers(answer: Any) -> bool:
    return isinstance(answer, np.ndarray) and np.issubdtype(answer.dtype, np.number)


@lru_cache(maxsize=64)
def _session(network: Network) -> tuple[Session, type[np.generic]]:
    """Raises ModelsError when the file is missing, another one, or not for this configuration."""
    session = _load(network)
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].type not in _INPUT_TYPES:
        takes = ", ".join(f"{one.name} {one.type}" for one in inputs)
        raise ModelsError(f"{network.path} takes {takes}; one picture in float or uint8 is offered")
    dtype = _INPUT_TYPES[inputs[0].type]
    _check_input(network, inputs[0].shape, dtype)
    return session, dtype


def _load(network: Network) -> Session:
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    content = _content(network)
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelsError(
            f"{network.path} cannot be loaded by onnxruntime {onnxruntime.__version__}: "
            f"{_first_line(error)}"
        ) from error


def _content(network: Network) -> bytes:
    try:
        content = network.path.read_bytes()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise ModelsError(f"{network.path} cannot be read: {reason}") from error
    found = sha256(content).hexdigest()
    if found != network.sha256:
        raise ModelsError(
            f"{network.path} has sha256 {found}, and models.toml expects {network.sha256}"
        )
    return content


def _check_input(network: Network, shape: list[Any], dtype: type[np.generic]) -> None:
    offered = network.preparation.shape
    fits = len(shape) == len(offered) and all(
        wanted == given for wanted, given in zip(shape, offered, strict=True) if type(wanted) is int
    )
    if not fits:
        raise ModelsError(
            f"{network.path} takes {_times(shape)}, and its input in models.toml is "
            f"{_times(offered)} ({network.preparation.layout})"
        )
    plain = (network.preparation.scale, *network.preparation.mean, *network.preparation.std)
    if dtype is np.uint8 and plain != (1, 0, 0, 0, 1, 1, 1):
        raise ModelsError(f"{network.path} takes bytes: set scale = 1, and neither mean nor std")


def _times(shape: Any) -> str:
    return " x ".join("?" if one is None else str(one) for one in shape)


def _first_line(error: Exception) -> str:
    """What onnxruntime says, without its codes, its source lines and what follows."""
    message = str(error).strip() or type(error).__name__
    for pattern, plainly in _TOO_NEW:
        if found := pattern.search(message):
            return plainly.format(*found.groups())
    return _SOURCE.sub("", message.splitlines()[0])
