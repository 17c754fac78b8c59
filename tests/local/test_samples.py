"""Photos to try the API with."""

import sys
from pathlib import Path

import pytest
from PIL import Image

from local.samples import lay_out

needs_package = pytest.mark.skipif(
    not (Path(sys.prefix) / "samples").exists(), reason="the sample photos are not installed"
)


@needs_package
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("astronaut.jpg", "JPEG"),
        ("astronaut-cropped.jpg", "JPEG"),
        ("coffee.jpg", "JPEG"),
        ("cat.png", "PNG"),
    ],
)
def test_each_photo_is_a_picture_of_its_kind_that_the_api_takes(
    tmp_path: Path, name: str, kind: str
) -> None:
    assert lay_out(tmp_path)
    with Image.open(tmp_path / name) as photo:
        assert photo.format == kind
        assert min(photo.size) >= 80


@needs_package
def test_every_photo_is_named_with_its_licence(tmp_path: Path) -> None:
    lay_out(tmp_path)
    told = (tmp_path / "README.txt").read_text()
    photos = [path.name for path in tmp_path.iterdir() if path.name != "README.txt"]
    assert len(photos) == 4
    assert all(name in told for name in photos)


@needs_package
def test_a_photo_that_is_there_is_not_written_again(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / "coffee.jpg").write_bytes(b"mine")
    lay_out(tmp_path)
    assert (tmp_path / "coffee.jpg").read_bytes() == b"mine"


@needs_package
def test_a_photo_that_went_missing_comes_back(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / "cat.png").unlink()
    lay_out(tmp_path)
    assert (tmp_path / "cat.png").exists()


def test_without_the_package_nothing_is_laid_out(tmp_path: Path) -> None:
    assert not lay_out(tmp_path / "samples", prefix=tmp_path)
    assert not (tmp_path / "samples").exists()
