"""Makes pictures for tests."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def plain(width: int, height: int, kind: str = "PNG", color: Any = (10, 120, 200)) -> bytes:
    return encoded(Image.new("RGB", (width, height), color), kind)


@lru_cache(maxsize=4)
def png_of_zeros(width: int, height: int) -> bytes:
    """A grey PNG of any size in next to no bytes, written without holding its pixels."""
    compressor = zlib.compressobj(9)
    line = bytes(width + 1)
    packed = b"".join(compressor.compress(line) for _ in range(height)) + compressor.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(*chunk) for chunk in ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_orientation(data: bytes, orientation: int) -> bytes:
    """The picture as a camera would store it that notes how to turn it upright."""
    stored_from_upright = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = opened(data).convert("RGB")
    if orientation in stored_from_upright:
        image = image.transpose(stored_from_upright[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(image, "JPEG", quality=95, exif=exif)
