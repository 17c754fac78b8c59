"""From untrusted bytes to a picture that is upright, RGB and small enough to search.

Nothing is decoded before the header was judged: a decompression bomb costs a few kilobytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.Image import Resampling, Transpose

from local.rekognition.protocol.errors import (
    ImageTooLargeException,
    invalid_image_format,
    invalid_parameters,
)

Pixels = NDArray[np.uint8]

SHORTEST_SIDE = 80  # px; Developer Guide, "Guidelines and quotas"
MOST_PIXELS = 100_000_000  # 10,000 px square: what decoding may cost, some 400 MB at most
WORKING_SIDE = 1280  # px; longer pictures are scaled down to it

# We check the size ourselves, so that a large picture is an answer and not a warning.
Image.MAX_IMAGE_PIXELS = None

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Picture:
    """An upright RGB picture (height x width x 3) whose longer side is at most WORKING_SIDE."""

    pixels: Pixels

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])


def decode(data: bytes, longest_side: int | None = None) -> Picture:
    """Decodes a JPEG or PNG; of an animated one the first picture.

    Raises InvalidImageFormatException for anything else and for damaged files,
    InvalidParameterException below 80 px a side, ImageTooLargeException over 100 million pixels
    or a side longer than `longest_side`.
    """
    image = _open(data)
    _check_size(image.width, image.height, longest_side)
    try:
        return Picture(np.ascontiguousarray(_prepare(image)))
    except MemoryError:
        raise  # no fault of the file's
    except Exception as error:
        # Pillow's decoders raise whatever the damaged file led them to.
        raise invalid_image_format() from error


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=["JPEG", "PNG"])
    except Exception as error:
        raise invalid_image_format() from error


def _check_size(width: int, height: int, longest_side: int | None) -> None:
    if min(width, height) < SHORTEST_SIDE:
        raise invalid_parameters()
    if longest_side is not None and max(width, height) > longest_side:
        raise ImageTooLargeException(
            f"Input image dimensions {width} x {height} exceed maximum dimension size of "
            f"{longest_side} pixels"
        )
    if width * height > MOST_PIXELS:
        raise ImageTooLargeException(
            f"Image dimensions: {width} x {height} pixels exceed the maximum limit."
        )


def _prepare(image: Image.Image) -> Pixels:
    orientation = _orientation(image)
    image = _scalable(image)
    # Asks a JPEG decoder for a smaller picture to begin with; reducing_gap does so for the rest.
    image.thumbnail((WORKING_SIDE, WORKING_SIDE), Resampling.LANCZOS, reducing_gap=2.0)
    image = _flatten(image)
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    return np.asarray(image)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        # A damaged EXIF block does not make the pixels unreadable.
        return 1


def _scalable(image: Image.Image) -> Image.Image:
    """The image in a mode that can be scaled without losing levels or edges."""
    if image.mode.startswith("I"):
        return _eight_bit(image)
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if image.info.get("transparency") is not None else "RGB")
    return image.convert("L") if image.mode == "1" else image


def _eight_bit(image: Image.Image) -> Image.Image:
    # convert("RGB") would clip 16-bit levels to white.
    levels = np.asarray(image)
    return Image.fromarray((levels >> 8).clip(0, 255).astype(np.uint8))


def _flatten(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA"):
        page = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(page, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")
