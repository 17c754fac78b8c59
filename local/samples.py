"""Photos to try the API with, laid out from the package of sample data that setup installs."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageOps

_SOURCE = Path("samples/skimage/data")

README = """\
Photos for trying the API, made from the sample data of scikit-image (skimage/data).

astronaut.jpg          Eileen Collins, NASA, public domain
astronaut-cropped.jpg  the same picture cropped, mirrored and compressed harder: another photo
                       of the same face
coffee.jpg             Rachel Michetti, CC0
cat.png                Stefan van der Walt's cat Chelsea, CC0: no human face
"""


def lay_out(folder: Path, *, prefix: Path | None = None) -> bool:
    """Make `folder` hold the photos; what is there already stays as it is.

    `prefix` is the environment that holds the package, this interpreter's unless given. False
    when the package is not there.
    """
    source = (prefix or Path(sys.prefix)) / _SOURCE
    if not all((source / name).is_file() for name in ("astronaut.png", "chelsea.png")):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in _PHOTOS.items():
        _write_once(folder / name, make, source)
    _write_once(folder / "README.txt", lambda _: README.encode(), source)
    return True


def _astronaut(source: Path) -> bytes:
    return _jpeg(Image.open(source / "astronaut.png"), quality=90)


def _astronaut_cropped(source: Path) -> bytes:
    photo = Image.open(source / "astronaut.png").crop((90, 0, 390, 320))
    return _jpeg(ImageOps.mirror(photo), quality=70)


def _coffee(source: Path) -> bytes:
    return _jpeg(Image.open(source / "coffee.png"), quality=90)


def _cat(source: Path) -> bytes:
    return (source / "chelsea.png").read_bytes()


_PHOTOS: dict[str, Callable[[Path], bytes]] = {
    "astronaut.jpg": _astronaut,
    "astronaut-cropped.jpg": _astronaut_cropped,
    "coffee.jpg": _coffee,
    "cat.png": _cat,
}


def _jpeg(photo: Image.Image, quality: int) -> bytes:
    encoded = io.BytesIO()
    photo.convert("RGB").save(encoded, "JPEG", quality=quality)
    return encoded.getvalue()


def _write_once(path: Path, make: Callable[[Path], bytes], source: Path) -> None:
    if path.exists():
        return
    unfinished = path.with_name(path.name + ".tmp")
    unfinished.write_bytes(make(source))
    unfinished.replace(path)
