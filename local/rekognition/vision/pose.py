"""Landmarks, roll and yaw from dlib's five points.

The points are the corners of both eyes and the base of the nose. Pitch cannot be told from them,
and neither mouth nor brows: they are left out of every answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees, hypot
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]

# The base of the nose stands out of the plane of the eyes by this share of their distance.
_NOSE_DEPTH = 0.35


@dataclass(frozen=True)
class FivePoints:
    """In pixels; left and right as the viewer of the picture sees them, as AWS names them."""

    right_eye_right: Point
    right_eye_left: Point
    left_eye_left: Point
    left_eye_right: Point
    nose: Point

    @property
    def left_eye(self) -> Point:
        return _middle(self.left_eye_left, self.left_eye_right)

    @property
    def right_eye(self) -> Point:
        return _middle(self.right_eye_left, self.right_eye_right)

    def roll(self) -> float:
        """Degrees; negative when the right eye is the higher one, as Amazon Rekognition has it."""
        (left_x, left_y), (right_x, right_y) = self.left_eye, self.right_eye
        return degrees(atan2(right_y - left_y, right_x - left_x))

    def yaw(self) -> float:
        """Degrees; positive when the nose points to the right of the picture, as AWS has it."""
        (left_x, left_y), (right_x, right_y) = self.left_eye, self.right_eye
        along_x, along_y = right_x - left_x, right_y - left_y
        middle_x, middle_y = _middle(self.left_eye, self.right_eye)
        distance = hypot(along_x, along_y) or 1.0
        offset = (self.nose[0] - middle_x) * along_x + (self.nose[1] - middle_y) * along_y
        return degrees(atan2(offset / distance, _NOSE_DEPTH * distance))

    def by_name(self) -> dict[str, Point]:
        """By the names of AWS's LandmarkType; eyeLeft and eyeRight are the eyes' middles."""
        return {
            "eyeLeft": self.left_eye,
            "eyeRight": self.right_eye,
            "nose": self.nose,
            "leftEyeLeft": self.left_eye_left,
            "leftEyeRight": self.left_eye_right,
            "rightEyeLeft": self.right_eye_left,
            "rightEyeRight": self.right_eye_right,
        }


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
