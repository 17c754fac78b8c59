from __future__ import annotations

import pytest

from local.rekognition.vision.pose import FivePoints


def face(nose=(50, 70), right_eye_rise=0):
    return FivePoints(
        right_eye_right=(75, 40 - right_eye_rise),
        right_eye_left=(65, 40 - right_eye_rise),
        left_eye_left=(25, 40),
        left_eye_right=(35, 40),
        nose=nose,
    )


def test_a_level_face_looks_straight():
    assert (face().roll(), face().yaw()) == (0, 0)


def test_roll_is_negative_when_the_right_eye_is_higher():
    assert face(right_eye_rise=40).roll() == pytest.approx(-45)
    assert face(right_eye_rise=-40).roll() == pytest.approx(45)


def test_yaw_goes_with_the_nose():
    assert face(nose=(60, 70)).yaw() == pytest.approx(-face(nose=(40, 70)).yaw())
    assert 20 < face(nose=(60, 70)).yaw() < 50


def test_a_rolled_face_that_looks_straight_has_no_yaw():
    rolled = FivePoints((75, 75), (65, 65), (25, 25), (35, 35), nose=(30, 70))
    assert rolled.roll() == pytest.approx(45)
    assert rolled.yaw() == pytest.approx(0)


def test_landmarks_are_named_as_the_viewer_sees_them():
    named = face().by_name()
    assert named["eyeLeft"] == (30, 40)
    assert named["rightEyeRight"] == (75, 40)
