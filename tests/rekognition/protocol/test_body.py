from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.rekognition.protocol.body import Document
from local.rekognition.protocol.errors import SerializationException

LONG = "abc" * 40_000


def whole(document: Document, value):
    """The value with every long string put back."""
    if isinstance(value, str):
        return document.text(value)
    if isinstance(value, list):
        return [whole(document, item) for item in value]
    if isinstance(value, dict):
        return {whole(document, key): whole(document, item) for key, item in value.items()}
    return value


texts = st.text(max_size=20) | st.sampled_from(
    [LONG, LONG + '"', '\\"' * 40_000, "\\" * 66_000, "ä" * 70_000]
)
documents = st.recursive(
    texts | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


@settings(deadline=None)
@given(documents, st.booleans())
def test_a_document_with_long_strings_is_read_as_json_reads_it(value, ascii_only):
    body = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    try:
        expected = json.loads(body.decode())
    except UnicodeDecodeError:
        return
    document = Document(body)
    assert whole(document, document.value) == expected


@pytest.mark.parametrize(
    "body",
    [
        f'{{"a": "{LONG}',
        f'{{"a": "{LONG}"',
        f'{{"a": "{LONG}" "b"}}',
        f'"{LONG}" "{LONG}"',
    ],
    ids=["open string", "open object", "no comma", "two values"],
)
def test_a_long_document_that_is_not_json_is_refused(body):
    with pytest.raises(SerializationException):
        Document(body.encode())


@pytest.mark.parametrize("slash", ["/", "\\/"])
def test_an_image_with_its_slashes_escaped_is_not_parsed_either(slash):
    text = "ab/c" * 1_000_000
    document = Document(f'{{"a": "{text.replace("/", slash)}"}}'.encode())
    assert document.base64(document.value["a"]).text == text.encode()
    assert document.text(document.value["a"]) == text


def test_only_images_may_make_a_body_large():
    Document(f'{{"a": "{LONG * 40}"}}'.encode())
    with pytest.raises(SerializationException, match="too large without its images"):
        Document(b"[" + b"0," * 2_000_000 + b"0]")
