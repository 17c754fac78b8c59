"""The face models: dlib's detector, and the weights that face_recognition_models carries as data.

The 5-point landmarks and the embedding network are public domain (dlib-models). The 68-point
landmarks of the same package are not used: their training set forbids commercial use.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dlib


@dataclass(frozen=True)
class FaceModels:
    """dlib publishes no types; these are its detector and shape predictor."""

    detector: Any
    landmarks: Any


@lru_cache(maxsize=1)
def face_models() -> FaceModels:
    """Loaded once a process: 0.3 s."""
    return FaceModels(
        detector=dlib.get_frontal_face_detector(),
        landmarks=dlib.shape_predictor(
            str(weights_folder() / "shape_predictor_5_face_landmarks.dat")
        ),
    )


@lru_cache(maxsize=1)
def face_embedder() -> Any:
    """Dlib's descriptor, loaded once a process: some 40 MB."""
    weights = weights_folder() / "dlib_face_recognition_resnet_model_v1.dat"
    return dlib.face_recognition_model_v1(str(weights))


def weights_folder() -> Path:
    """Where face_recognition_models lies. It is found, not imported: its import needs setuptools.

    Raises FileNotFoundError when the package is not installed.
    """
    spec = find_spec("face_recognition_models")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package face_recognition_models is not installed")
    return Path(spec.submodule_search_locations[0]) / "models"
