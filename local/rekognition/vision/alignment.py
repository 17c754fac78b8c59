"""Lays a face so that its eyes are where an embedding model expects them."""

from __future__ import annotations

import cv2
import numpy as np

from local.rekognition.models.network import Network
from local.rekognition.vision.images import Pixels
from local.rekognition.vision.pose import FivePoints


def face_chip(pixels: Pixels, five: FivePoints, network: Network) -> Pixels:
    """The face at the size of the network's input: turned, scaled and moved, never sheared."""
    size = (network.preparation.width, network.preparation.height)
    from_left, from_right = complex(*five.left_eye), complex(*five.right_eye)
    to_left, to_right = (complex(x * size[0], y * size[1]) for x, y in network.eyes)
    # A complex factor turns and scales; what is left is the move.
    turn = (to_right - to_left) / ((from_right - from_left) or 1)
    move = to_left - turn * from_left
    matrix = np.array([[turn.real, -turn.imag, move.real], [turn.imag, turn.real, move.imag]])
    return np.asarray(cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_LINEAR))
