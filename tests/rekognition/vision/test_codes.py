from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from local.rekognition.vision.codes import find_codes
from local.rekognition.vision.images import Picture, decode

# EAN-13: the bars of a digit on the left, and which of the left digits are mirrored complements.
LEFT = [f"{bars:07b}" for bars in (13, 25, 19, 61, 35, 49, 47, 59, 55, 11)]
RIGHT = ["".join("10"[int(bit)] for bit in code) for code in LEFT]
MIRRORED = [code[::-1] for code in RIGHT]
MIRROR = [f"{which:06b}" for which in (0, 11, 13, 14, 19, 25, 28, 21, 22, 26)]


def ean_13(digits: str) -> Picture:
    left = [
        (MIRRORED if mirror == "1" else LEFT)[int(digit)]
        for mirror, digit in zip(MIRROR[int(digits[0])], digits[1:7], strict=True)
    ]
    right = [RIGHT[int(digit)] for digit in digits[7:]]
    modules = "101" + "".join(left) + "01010" + "".join(right) + "101"
    line = np.array([0 if bit == "1" else 255 for bit in modules], np.uint8).repeat(2)
    return page(np.tile(line, (100, 1)))


def qr(text: str) -> Picture:
    return page(np.kron(cv2.QRCodeEncoder.create().encode(text), np.ones((6, 6), np.uint8)))


def page(drawing: np.ndarray) -> Picture:
    padded = np.pad(drawing, 80, constant_values=255)
    return Picture(np.ascontiguousarray(np.stack([padded] * 3, axis=2)))


@pytest.mark.parametrize(
    ("kind", "picture"), [("QR Code", qr("hello")), ("Barcode", ean_13("4006381333931"))]
)
def test_a_code_is_found_where_it_stands(kind, picture):
    (code,) = find_codes(picture)
    assert code.kind == kind
    assert code.box.left + code.box.width / 2 == pytest.approx(0.5, abs=0.05)
    assert code.box.top + code.box.height / 2 == pytest.approx(0.5, abs=0.05)


def test_several_codes_are_several_finds():
    one = qr("one").pixels
    found = find_codes(Picture(np.ascontiguousarray(np.concatenate([one, one], axis=1))))
    assert [code.kind for code in found] == ["QR Code", "QR Code"]


@pytest.mark.parametrize(
    "name", ["chelsea.png", "coffee.png", "page.png", "brick.png", "chessboard_GRAY.png"]
)
def test_no_code_is_seen_where_there_is_none(samples, name):
    assert find_codes(decode((samples / name).read_bytes())) == []


def test_a_code_that_cannot_be_read_is_none():
    image = Image.fromarray(qr("hello").pixels)
    image.paste("white", (image.width // 2, 0, image.width, image.height))
    assert find_codes(Picture(np.asarray(image))) == []
