from __future__ import annotations

import pytest
from PIL import Image, ImageOps

from tests.rekognition.pictures import encoded, opened, plain

NOT_FROM_FIVE_POINTS = {"AgeRange", "Smile", "Gender", "Emotions", "EyesOpen", "Beard"}


def detect(client, image, **members):
    return client.detect_faces(Image={"Bytes": image}, **members)["FaceDetails"]


def centre(box):
    return box["Left"] + box["Width"] / 2, box["Top"] + box["Height"] / 2


def test_the_face_is_where_it_is(client, astronaut):
    (face,) = detect(client, astronaut)
    x, y = centre(face["BoundingBox"])
    assert (x, y) == (pytest.approx(0.44, abs=0.05), pytest.approx(0.21, abs=0.05))
    assert face["Confidence"] > 99
    assert face["Quality"]["Brightness"] > 40
    assert face["Quality"]["Sharpness"] > 60


def test_landmarks_lie_in_the_face_left_as_the_viewer_sees_it(client, astronaut):
    (face,) = detect(client, astronaut)
    at = {landmark["Type"]: landmark for landmark in face["Landmarks"]}
    assert set(at) == {"eyeLeft", "eyeRight", "nose"}
    assert at["eyeLeft"]["X"] < at["nose"]["X"] < at["eyeRight"]["X"]
    assert at["nose"]["Y"] > at["eyeLeft"]["Y"]
    (with_corners,) = detect(client, astronaut, Attributes=["ALL"])
    assert len(with_corners["Landmarks"]) == 7


def test_what_no_model_here_can_tell_is_left_out(client, astronaut):
    (face,) = detect(client, astronaut, Attributes=["ALL"])
    assert not NOT_FROM_FIVE_POINTS & face.keys()
    assert "Pitch" not in face["Pose"]


def test_roll_follows_the_head_and_yaw_mirrors(client, astronaut):
    upright = opened(astronaut).convert("RGB")
    (face,) = detect(client, astronaut)
    (tilted,) = detect(client, encoded(upright.rotate(-15)))
    (mirrored,) = detect(client, encoded(ImageOps.mirror(upright)))
    assert tilted["Pose"]["Roll"] - face["Pose"]["Roll"] == pytest.approx(15, abs=4)
    assert mirrored["Pose"]["Yaw"] == pytest.approx(-face["Pose"]["Yaw"], abs=8)


def test_faces_come_largest_first(client, photos):
    faces = detect(client, (photos / "both.jpg").read_bytes())
    areas = [face["BoundingBox"]["Width"] * face["BoundingBox"]["Height"] for face in faces]
    assert len(areas) == 2
    assert areas == sorted(areas, reverse=True)


def test_a_face_at_the_edge_stays_inside_the_picture(client, astronaut):
    cut = opened(astronaut).convert("RGB").crop((175, 65, 400, 300))
    for face in detect(client, encoded(cut)):
        box = face["BoundingBox"]
        assert min(box["Left"], box["Top"]) >= 0
        assert box["Left"] + box["Width"] <= 1
        assert box["Top"] + box["Height"] <= 1


def test_an_image_without_a_face_has_no_details(client, cat):
    assert detect(client, cat) == []


def test_comparing_finds_the_same_person_and_not_the_other(client, photos):
    both = {"Bytes": (photos / "both.jpg").read_bytes()}
    source = {"Bytes": (photos / "person_a_1.jpg").read_bytes()}
    answer = client.compare_faces(SourceImage=source, TargetImage=both)

    assert len(answer["FaceMatches"]) == 1
    assert len(answer["UnmatchedFaces"]) == 1
    assert answer["FaceMatches"][0]["Similarity"] > 95
    assert answer["SourceImageFace"]["Confidence"] > 99
    lenient = client.compare_faces(SourceImage=source, TargetImage=both, SimilarityThreshold=0)
    assert len(lenient["FaceMatches"]) == 2
    assert lenient["FaceMatches"][0] == answer["FaceMatches"][0]
    assert lenient["UnmatchedFaces"] == []


def test_comparing_needs_a_face_in_the_source_only(client, astronaut, cat):
    answer = client.compare_faces(SourceImage={"Bytes": astronaut}, TargetImage={"Bytes": cat})
    assert (answer["FaceMatches"], answer["UnmatchedFaces"]) == ([], [])
    with pytest.raises(client.exceptions.InvalidParameterException) as refused:
        client.compare_faces(SourceImage={"Bytes": cat}, TargetImage={"Bytes": astronaut})
    assert refused.value.response["Error"]["Message"] == "Request has invalid parameters"


def test_nobody_is_a_celebrity(client, astronaut):
    answer = client.recognize_celebrities(Image={"Bytes": astronaut})
    assert answer["CelebrityFaces"] == []
    assert len(answer["UnrecognizedFaces"]) == 1


def test_an_object_in_s3_cannot_be_read_without_s3(client):
    with pytest.raises(client.exceptions.InvalidS3ObjectException) as refused:
        client.detect_faces(Image={"S3Object": {"Bucket": "bucket", "Name": "a.jpg"}})
    assert refused.value.response["Error"]["Message"].startswith(
        "Unable to get object metadata from S3."
    )


@pytest.mark.parametrize(
    "image",
    [{}, {"Bytes": plain(90, 90), "S3Object": {"Bucket": "bucket", "Name": "a.jpg"}}],
    ids=["nothing", "both"],
)
def test_an_image_is_either_bytes_or_an_object(client, image):
    with pytest.raises(client.exceptions.InvalidParameterException) as refused:
        client.detect_faces(Image=image)
    assert refused.value.response["Error"]["Message"] == "Request has invalid parameters"


def test_a_small_face_in_a_small_picture_is_found_by_the_second_pass(client, astronaut):
    small = opened(astronaut).convert("RGB").resize((230, 230), Image.Resampling.LANCZOS)
    assert len(detect(client, encoded(small))) == 1
