from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from local.rekognition.operations.refused import refusal
from local.rekognition.operations.registry import OPERATIONS
from local.rekognition.protocol.model import operation_names
from tests.rekognition.pictures import plain


def test_every_operation_of_the_model_is_answered_or_has_a_reason_not_to_be():
    assert OPERATIONS.keys() <= operation_names()
    for name in operation_names() - OPERATIONS.keys():
        assert "newer than this release" not in refusal(name).message, name


@pytest.mark.parametrize(
    ("operation", "members", "advice"),
    [
        ("detect_moderation_labels", {"Image": {"Bytes": plain(90, 90)}}, "no moderation model"),
        ("get_celebrity_info", {"Id": "abc"}, "call Amazon Rekognition"),
        ("create_face_liveness_session", {}, "liveness"),
        ("get_label_detection", {"JobId": "a"}, "take frames"),
    ],
)
def test_what_cannot_be_answered_honestly_is_refused_with_advice(
    client, operation, members, advice
):
    with pytest.raises(ClientError) as refused:
        getattr(client, operation)(**members)
    response = refused.value.response
    assert response["Error"]["Code"] == "NotImplementedException"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert advice in response["Error"]["Message"]
