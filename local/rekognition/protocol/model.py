"""Botocore's description of Amazon Rekognition: the operations and the shapes of their members."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

from botocore.loaders import Loader
from botocore.model import ServiceModel

# botocore publishes no types: a Shape has type_name, metadata, members, member, key, value.
Shape: TypeAlias = Any

TARGET_PREFIX = "RekognitionService"


@lru_cache(maxsize=1)
def service_model() -> Any:
    """The installed botocore's `rekognition` model, loaded once (about 0.1 s)."""
    return ServiceModel(Loader().load_service_model("rekognition", "service-2"), "rekognition")


@lru_cache(maxsize=1)
def operation_names() -> frozenset[str]:
    return frozenset(service_model().operation_names)


@lru_cache(maxsize=128)
def input_shape(operation: str) -> Shape:
    return service_model().operation_model(operation).input_shape


@lru_cache(maxsize=128)
def output_shape(operation: str) -> Shape:
    return service_model().operation_model(operation).output_shape
