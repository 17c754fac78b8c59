"""QR codes and bar codes, by OpenCV. Only those that can be read count: a reading proves a find."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from local.rekognition.vision.images import Picture
from local.rekognition.vision.seen import Box, Code


def find_codes(picture: Picture) -> list[Code]:
    grey = cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY)
    return [*_read("QR Code", _qr_reader(), grey), *_read("Barcode", _bar_reader(), grey)]


@lru_cache(maxsize=1)
def _qr_reader() -> Any:
    return cv2.QRCodeDetector()


@lru_cache(maxsize=1)
def _bar_reader() -> Any:
    return cv2.barcode.BarcodeDetector()


def _read(kind: str, reader: Any, grey: Any) -> Iterator[Code]:
    try:
        _, texts, corners, *_ = reader.detectAndDecodeMulti(grey)
    except cv2.error:
        return  # OpenCV's readers assert on some patterns they mistake for a code
    for text, corner in zip(texts, corners if corners is not None else (), strict=False):
        if text:
            yield Code(kind, _box(np.asarray(corner), grey.shape))


def _box(corners: Any, shape: tuple[int, int]) -> Box:
    height, width = shape
    left, top = (corners.min(axis=0) / (width, height)).clip(0, 1)
    right, bottom = (corners.max(axis=0) / (width, height)).clip(0, 1)
    return Box(float(left), float(top), float(right - left), float(bottom - top))
