"""The user's own models, from models.toml to the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from PIL import Image, ImageFilter

from local.rekognition.server import serving
from tests.rekognition import onnx_models as made
from tests.rekognition.pictures import encoded, opened, plain

COLORS = """
[models.parents]
Red = ["Warm"]
Warm = ["Color"]
[models.aliases]
Red = ["Scarlet"]
[models.categories]
Color = "Colors and Visual Composition"
"""


@pytest.fixture
def serve(connect: Callable, tmp_path):
    """A client of a service with some models."""

    @contextmanager
    def serve(*entries: tuple[bytes, str], labels: str = "") -> Iterator:
        path = made.write_models(tmp_path, *entries, labels=labels)
        with serving(tmp_path / "state", workers=1, models=path) as url:
            client = connect(url)
            yield client
            client.close()

    return serve


def labels(client, image: bytes, **members) -> dict[str, dict]:
    answer = client.detect_labels(Image={"Bytes": image}, **members)
    return {label["Name"]: label for label in answer["Labels"]}


RED = plain(200, 100, color=(250, 5, 5))


def quarter(color: tuple[int, int, int]) -> bytes:
    """A dark picture, 400 x 200, whose top left eighth has a colour."""
    image = Image.new("RGB", (400, 200), (20, 20, 20))
    image.paste(color, (0, 0, 100, 100))
    return encoded(image)


def test_a_classifier_names_the_picture_and_what_it_is_a_kind_of(serve):
    with serve((made.classifier(), made.CLASSIFICATION + COLORS)) as client:
        found = labels(client, RED)
        assert found.keys() == {"Red", "Warm", "Color"}
        assert found["Red"]["Confidence"] == pytest.approx(98, abs=1)
        assert found["Red"]["Instances"] == []
        assert found["Red"]["Parents"] == [{"Name": "Warm"}, {"Name": "Color"}]
        assert found["Red"]["Aliases"] == [{"Name": "Scarlet"}]
        assert found["Warm"]["Categories"] == [{"Name": "Colors and Visual Composition"}]
        assert labels(client, RED, MinConfidence=99) == {}
        only = {"GeneralLabels": {"LabelInclusionFilters": ["warm"]}}
        assert labels(client, RED, Settings=only).keys() == {"Warm"}
        version = client.detect_labels(Image={"Bytes": RED})["LabelModelVersion"]
        assert "model0" in version
        assert labels(client, plain(100, 100, color=(90, 90, 90))) == {}


def test_logits_become_confidences(serve):
    entry = made.CLASSIFICATION + 'output = "softmax"'
    with serve((made.classifier(logits=True), entry)) as client:
        assert labels(client, RED).keys() == {"Red"}


@pytest.mark.parametrize("kind", ["yolov8", "ssd"])
def test_a_detector_says_where(serve, kind):
    entry = (made.yolov8(), made.DETECTION) if kind == "yolov8" else (made.ssd(), made.SSD)
    names = "" if kind == "yolov8" else "\nRed\nGreen\nBlue"
    with serve(entry, labels=names) as client:
        found = labels(client, quarter((0, 255, 0)))
        assert found.keys() == {"Green"}
        boxes = [instance["BoundingBox"] for instance in found["Green"]["Instances"]]
        left = min(box["Left"] for box in boxes)
        right = max(box["Left"] + box["Width"] for box in boxes)
        bottom = max(box["Top"] + box["Height"] for box in boxes)
        assert left == pytest.approx(0, abs=0.01)
        assert right == pytest.approx(0.25, abs=0.01)
        assert bottom == pytest.approx(0.5, abs=0.01)


def test_models_add_to_what_is_built_in(serve, astronaut):
    with serve((made.classifier(), made.CLASSIFICATION + "threshold = 0")) as client:
        found = labels(client, astronaut, MinConfidence=0)
        assert found.keys() == {"Person", "Face", "Head", "Human", "Red", "Green", "Blue"}


def test_a_person_seen_by_a_model_counts_where_it_was_seen(serve, astronaut):
    entry = made.DETECTION.replace("threshold = 0.9", "threshold = 0.6")
    with serve((made.yolov8(), entry), labels="person\nGreen\nBlue") as client:
        found = labels(client, astronaut)
        person = found["person"]
        assert "Person" not in found
        faces = found["Face"]["Instances"]
        assert person["Confidence"] >= faces[0]["Confidence"]
        assert faces[0]["BoundingBox"] not in [one["BoundingBox"] for one in person["Instances"]]


MODERATION = made.MODERATION + ('[models.parents]\nRed = ["Violence"]\nViolence = ["Unsafe"]\n')


def test_moderation_needs_a_model_and_answers_with_the_levels_of_its_taxonomy(serve, client):
    with pytest.raises(ClientError, match="no moderation model is named"):
        client.detect_moderation_labels(Image={"Bytes": RED})

    with serve((made.classifier(), MODERATION), labels="Red\n\nBlue") as moderating:
        answer = moderating.detect_moderation_labels(Image={"Bytes": RED})
        levels = {
            label["Name"]: (label["ParentName"], label["TaxonomyLevel"])
            for label in answer["ModerationLabels"]
        }
        assert levels == {"Red": ("Violence", 3), "Violence": ("Unsafe", 2), "Unsafe": ("", 1)}
        assert answer["ContentTypes"] == []
        assert "model0" in answer["ModerationModelVersion"]
        image = {"Bytes": RED}
        found = moderating.detect_moderation_labels(Image=image, MinConfidence=99.5)
        assert found["ModerationLabels"] == []
        # Green has no name: it is the class of all that is safe.
        green = {"Bytes": plain(100, 100, color=(0, 255, 0))}
        assert moderating.detect_moderation_labels(Image=green)["ModerationLabels"] == []
        # A model for moderation is none for labels.
        assert labels(moderating, RED) == {}


def test_what_only_aws_has_is_no_parameter(serve):
    loop = {"HumanLoopName": "a", "FlowDefinitionArn": "arn:aws:sagemaker:flow"}
    with (
        serve((made.classifier(), MODERATION), labels="Red\n\nBlue") as client,
        pytest.raises(client.exceptions.InvalidParameterException),
    ):
        client.detect_moderation_labels(Image={"Bytes": RED}, HumanLoopConfig=loop)


def test_faces_are_compared_by_the_models_embedding(serve, astronaut):
    face = {"Bytes": astronaut}
    worse = {"Bytes": encoded(opened(astronaut).filter(ImageFilter.GaussianBlur(1)))}
    tinted = Image.blend(
        opened(astronaut).convert("RGB"), Image.new("RGB", (512, 512), "blue"), 0.6
    )
    with serve((made.embedder(), made.EMBEDDING)) as client:
        version = client.create_collection(CollectionId="own")["FaceModelVersion"]
        assert version.startswith("0.2.")
        indexed = client.index_faces(CollectionId="own", Image=face)
        assert indexed["FaceModelVersion"] == version
        assert indexed["FaceRecords"][0]["Face"]["IndexFacesModelVersion"] == version
        found = client.search_faces_by_image(CollectionId="own", Image=worse)
        assert found["FaceMatches"][0]["Similarity"] > 99
        other = {"Bytes": encoded(tinted)}
        assert client.search_faces_by_image(CollectionId="own", Image=other)["FaceMatches"] == []
        compared = client.compare_faces(SourceImage=face, TargetImage=worse)
        assert compared["FaceMatches"][0]["Similarity"] > 99


def test_a_collection_of_another_embedding_is_kept_and_refused(connect, tmp_path: Path, astronaut):
    image = {"Bytes": astronaut}
    state = tmp_path / "state"
    with serving(state, workers=1) as url:
        client = connect(url)
        client.create_collection(CollectionId="old")
        face_id = client.index_faces(CollectionId="old", Image=image)["FaceRecords"][0]["Face"][
            "FaceId"
        ]
        client.create_user(CollectionId="old", UserId="ada")
        client.close()
    state.mkdir(exist_ok=True)
    made.write_models(state, (made.embedder(), made.EMBEDDING))
    with serving(state, workers=1) as url:
        client = connect(url)
        user = {"CollectionId": "old", "UserId": "ada"}
        for refused in (
            lambda: client.index_faces(CollectionId="old", Image=image),
            lambda: client.search_faces_by_image(CollectionId="old", Image=image),
            lambda: client.search_faces(CollectionId="old", FaceId=face_id),
            lambda: client.search_users(CollectionId="old", FaceId=face_id),
            lambda: client.search_users_by_image(CollectionId="old", Image=image),
            lambda: client.associate_faces(**user, FaceIds=[face_id]),
        ):
            with pytest.raises(
                client.exceptions.InvalidParameterException,
                match=r"old was made with face model version 0\.1 and this service runs 0\.2\.",
            ):
                refused()
        assert client.describe_collection(CollectionId="old")["FaceModelVersion"] == "0.1"
        (listed,) = client.list_faces(CollectionId="old")["Faces"]
        assert listed["IndexFacesModelVersion"] == "0.1"
        deleted = client.delete_faces(CollectionId="old", FaceIds=[face_id])
        assert deleted["DeletedFaces"] == [face_id]
        client.close()
