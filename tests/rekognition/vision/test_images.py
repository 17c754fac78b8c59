"""Pictures that were made to do harm, or merely made by somebody else."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import numpy as np
import pytest
from PIL import Image

from local.rekognition.protocol.errors import (
    ImageTooLargeException,
    InvalidImageFormatException,
    InvalidParameterException,
)
from local.rekognition.vision.images import decode
from tests.rekognition.pictures import encoded, opened, plain, png_of_zeros, with_orientation


def assert_alike(pixels: np.ndarray, image: Image.Image, tolerance: float = 6) -> None:
    expected = np.asarray(image.convert("RGB"), np.int16)
    assert pixels.shape == expected.shape
    assert np.abs(pixels.astype(np.int16) - expected).mean() < tolerance


@pytest.fixture
def corners() -> bytes:
    """A picture whose every corner has another colour."""
    image = Image.new("RGB", (200, 120), "white")
    for left, top, color in ((0, 0, "red"), (100, 0, "lime"), (0, 60, "blue"), (100, 60, "black")):
        image.paste(color, (left, top, left + 100, top + 60))
    return encoded(image)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(corners, orientation):
    picture = decode(with_orientation(corners, orientation))
    assert_alike(picture.pixels, opened(corners))


def test_a_damaged_note_on_orientation_is_no_damage_to_the_picture(corners):
    data = with_orientation(corners, 6)
    picture = decode(data.replace(b"Exif\x00\x00", b"Exif\x00\x00\xff\xff\xff\xff", 1))
    assert {picture.width, picture.height} == {200, 120}


def test_long_pictures_are_scaled_down_in_proportion():
    picture = decode(plain(4000, 1000, "JPEG"))
    assert (picture.width, picture.height) == (1280, 320)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_grey_pictures(kind):
    grey = Image.linear_gradient("L")
    assert_alike(decode(encoded(grey, kind)).pixels, grey)


def test_sixteen_bits_keep_their_levels():
    levels = np.linspace(0, 65535, 256, dtype=np.uint16)
    image = Image.fromarray(np.tile(levels, (100, 1)))
    pixels = decode(encoded(image)).pixels
    assert pixels[0, 0, 0] == 0
    assert pixels[0, 128, 0] == pytest.approx(128, abs=1)
    assert pixels[0, 255, 0] == 255


def test_a_palette_a_mask_and_ink():
    colored = Image.merge("RGB", [Image.linear_gradient("L")] * 3)
    palette = colored.quantize(200)
    assert_alike(decode(encoded(palette)).pixels, palette)
    mask = Image.linear_gradient("L").convert("1")
    assert_alike(decode(encoded(mask)).pixels, mask)
    ink = colored.convert("CMYK")
    assert_alike(decode(encoded(ink, "JPEG", quality=95)).pixels, ink)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_is_white(mode):
    if mode == "P":
        data = encoded(Image.new("P", (100, 100)), transparency=0)
    else:
        data = encoded(Image.new(mode, (100, 100)))
    assert (decode(data).pixels == 255).all()


def test_of_an_animated_picture_the_first():
    frames = [Image.new("RGB", (100, 100), color) for color in ("red", "blue")]
    data = encoded(frames[0], save_all=True, append_images=frames[1:], duration=50)
    assert (decode(data).pixels[0, 0] == (255, 0, 0)).all()


def test_a_picture_that_is_an_archive_as_well_is_a_picture():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("payload.txt", "x" * 1000)
    assert decode(plain(100, 100, "JPEG") + buffer.getvalue()).width == 100


NOT_PICTURES = {
    "empty": b"",
    "text": b"This is no picture." * 100,
    "random": np.random.default_rng(1).bytes(5000),
    "a GIF called JPEG": encoded(Image.new("P", (100, 100)), "GIF"),
    "an animated GIF": encoded(
        Image.new("P", (100, 100)),
        "GIF",
        save_all=True,
        append_images=[Image.new("P", (100, 100), 1)],
    ),
    "BMP": encoded(Image.new("RGB", (100, 100)), "BMP"),
    "TIFF": encoded(Image.new("RGB", (100, 100)), "TIFF"),
    "WebP": encoded(Image.new("RGB", (100, 100)), "WEBP"),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"/>',
    "PDF": b"%PDF-1.7\n",
    "JPEG's first bytes": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "PNG's signature": b"\x89PNG\r\n\x1a\n",
    "an archive": b"PK\x03\x04" + bytes(100),
}


@pytest.mark.parametrize("name", NOT_PICTURES)
def test_what_is_neither_jpeg_nor_png_is_refused(name):
    with pytest.raises(InvalidImageFormatException):
        decode(NOT_PICTURES[name])


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.9])
def test_half_a_picture_is_refused(kind, kept):
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    data = encoded(Image.fromarray(noise), kind)
    with pytest.raises(InvalidImageFormatException):
        decode(data[: int(len(data) * kept)])


@pytest.mark.parametrize("size", [(1, 1), (79, 400), (400, 79)])
def test_a_side_under_eighty_pixels_is_refused(size):
    with pytest.raises(InvalidParameterException) as refused:
        decode(plain(*size))
    assert refused.value.message == "Request has invalid parameters"


def test_eighty_pixels_are_enough():
    assert decode(plain(80, 80)).width == 80


@pytest.mark.parametrize("size", [(20_000, 20_000), (65_000, 1_600)])
def test_a_bomb_is_refused_before_it_is_unpacked(size):
    bomb = png_of_zeros(*size)
    assert len(bomb) < 500_000
    tracemalloc.start()
    with pytest.raises(ImageTooLargeException):
        decode(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_longest_side_is_kept_to():
    assert decode(plain(10_000, 80), longest_side=10_000).width == 1280
    with pytest.raises(ImageTooLargeException, match="10001 x 80 exceed"):
        decode(plain(10_001, 80), longest_side=10_000)
