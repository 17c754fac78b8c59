"""Reads the text of a picture, with the models that the rapidocr package carries.

Its stages are called one by one, for three things its own pipeline does not give: a word's
confidence is that of its letters, a word's place follows a line that is turned or upside down,
and reading stops at as many words as an answer may have.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from local.rekognition.vision.images import WORKING_SIDE, Picture, Pixels
from local.rekognition.vision.regions import any_inside, mostly_inside
from local.rekognition.vision.seen import Line, Polygon, Word, Wording

MOST_WORDS = 100  # in one picture; Developer Guide, "Guidelines and quotas"
_MOST_LINES = 200  # looked at, so that a picture full of specks does not take minutes
_LEAST_SCORE = 0.7  # of a line: what is read into surfaces without text scores 0.5 to 0.65
_UPSIDE_DOWN = 0.9
_CLEARLY_BETTER = 0.05
_UPRIGHT_COLUMN = 1.5  # a box so many times as high as wide is a line that was turned
_ENLARGED = 2.0  # small print is read best at about this size

Quad = NDArray[np.float32]  # 4 x 2 px: the corners in the order of reading, from the top left


def find_text(picture: Picture, wording: Wording) -> list[Line]:
    """The lines from top to bottom, each with those of its words that `wording` lets through.

    A line without such a word is left out. There are MOST_WORDS words at most.
    """
    pixels = _enlarged(picture.pixels)
    height, width = pixels.shape[:2]
    lines: list[Line] = []
    left = MOST_WORDS
    for quad in _lines(pixels)[:_MOST_LINES]:
        if not any_inside(_ratios(quad, width, height), wording.regions):
            continue
        line = _read(pixels, quad)
        words = [word for word in line.words if _passes(word, wording)][:left]
        left -= len(words)
        if words:
            lines.append(Line(line.text, line.confidence, line.polygon, tuple(words)))
        if not left:
            break
    return lines


def _passes(word: Word, wording: Wording) -> bool:
    return (
        word.confidence >= wording.least_confidence
        and word.box.width >= wording.least_width
        and word.box.height >= wording.least_height
        and mostly_inside(word.polygon, wording.regions)
    )


def _enlarged(pixels: Pixels) -> Pixels:
    """As BGR, which the models expect."""
    factor = min(_ENLARGED, WORKING_SIDE / max(pixels.shape[:2]))
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    if factor > 1:
        bgr = cv2.resize(bgr, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return np.asarray(bgr)


def _lines(pixels: Pixels) -> list[Quad]:
    boxes = _reader()(pixels, use_det=True, use_cls=False, use_rec=False).boxes
    return [] if boxes is None else [_in_reading_order(box) for box in boxes]


def _in_reading_order(box: Quad) -> Quad:
    """Lines that run up or down start at another corner; which of the two is seen later."""
    width = max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[3] - box[2]))
    height = max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2]))
    return np.roll(box, -1, axis=0) if height >= _UPRIGHT_COLUMN * width else box


def _read(pixels: Pixels, quad: Quad) -> Line:
    strip = _strip(pixels, quad)
    read = _recognized(strip)
    if _looks_upside_down(strip):
        turned = _recognized(np.ascontiguousarray(strip[::-1, ::-1]))
        # A few letters look alike either way; then the line is as it stands.
        if turned.scores[0] > read.scores[0] + _CLEARLY_BETTER:
            quad, read = np.roll(quad, 2, axis=0), turned
    height, width = pixels.shape[:2]
    text, score = read.txts[0].strip(), float(read.scores[0])
    words = _words(read, quad, width, height) if score >= _LEAST_SCORE else ()
    return Line(text, _percent(score), _ratios(quad, width, height), tuple(words))


def _recognized(strip: Pixels) -> Any:
    return _reader()(strip, use_det=False, use_cls=False, use_rec=True, return_word_box=True)


def _looks_upside_down(strip: Pixels) -> bool:
    ((turned, score),) = _reader()(strip, use_det=False, use_cls=True, use_rec=False).cls_res
    return bool(turned == "180" and score > _UPSIDE_DOWN)


def _strip(pixels: Pixels, quad: Quad) -> Pixels:
    """The line, laid straight."""
    width = max(1, round(max(_length(quad, 0, 1), _length(quad, 3, 2))))
    height = max(1, round(max(_length(quad, 0, 3), _length(quad, 1, 2))))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    laying = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    return np.asarray(
        cv2.warpPerspective(
            pixels,
            laying,
            (width, height),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        )
    )


def _length(quad: Quad, start: int, end: int) -> float:
    return float(np.linalg.norm(quad[start] - quad[end]))


def _words(read: Any, quad: Quad, width: int, height: int) -> Iterator[Word]:
    """The recognizer tells for each letter its column, of as many as the line is long."""
    found = read.word_results[0]
    scores = iter(
        score
        for letter, score in zip(read.txts[0], found.confs, strict=False)
        if not letter.isspace()
    )
    for letters, columns in zip(found.words, found.word_cols, strict=True):
        score = float(np.mean([next(scores) for _ in letters]))
        start, end = _extent(columns, found.line_txt_len, len(read.txts[0]))
        place = _ratios(_between(quad, start, end), width, height)
        yield Word("".join(letters), _percent(score), place)


def _extent(columns: list[int], length: float, letters: int) -> tuple[float, float]:
    """From where to where on the line, 0..1: half a letter beyond the middles of first and last."""
    steps = len(columns) - 1
    letter = (columns[-1] - columns[0]) / steps if steps else length / letters
    start, end = columns[0] + 0.5 - letter / 2, columns[-1] + 0.5 + letter / 2
    return max(0.0, start / length), min(1.0, end / length)


def _between(quad: Quad, start: float, end: float) -> Quad:
    top_left, top_right, bottom_right, bottom_left = quad
    top, bottom = top_right - top_left, bottom_right - bottom_left
    return np.array(
        [
            top_left + start * top,
            top_left + end * top,
            bottom_left + end * bottom,
            bottom_left + start * bottom,
        ]
    )


def _ratios(quad: Quad, width: int, height: int) -> Polygon:
    inside = (quad / (width, height)).clip(0, 1)
    return tuple((float(x), float(y)) for x, y in inside)


def _percent(score: float) -> float:
    return min(100.0, max(0.0, 100 * score))


@lru_cache(maxsize=1)
def _reader() -> Any:
    """Loaded with the first text: about a second and 200 MB, most of them while it works."""
    from rapidocr import RapidOCR

    weights = text_weights_folder()
    return RapidOCR(
        params={
            # A model that is named is never downloaded.
            "Det.model_path": str(weights / "PP-OCRv6_det_small.onnx"),
            "Cls.model_path": str(weights / "ch_ppocr_mobile_v2.0_cls_mobile.onnx"),
            "Rec.model_path": str(weights / "PP-OCRv6_rec_small.onnx"),
            # Ours has the size it is to be searched at; a long, thin one would be blown up.
            "Det.limit_type": "max",
            "Det.limit_side_len": WORKING_SIDE,
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def text_weights_folder() -> Path:
    """Where rapidocr keeps its models. Raises FileNotFoundError when it is not installed."""
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package rapidocr is not installed")
    return Path(spec.submodule_search_locations[0]) / "models"
