"""Why a Rekognition cannot start. Each message is one line for whoever starts it."""

from __future__ import annotations


class StateError(Exception):
    """The state folder cannot be used."""


class ModelsError(StateError):
    """models.toml, which lies in the state folder unless named, or a model of it is wrong."""
