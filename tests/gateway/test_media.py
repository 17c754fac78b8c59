"""Which media types are binary, and how bodies are converted."""

import pytest

from local.gateway.errors import ApiConfigurationError
from local.gateway.media import BinaryMediaTypes, ContentHandling, request_payload, to_bytes


@pytest.mark.parametrize(
    ("types", "header", "is_binary"),
    [
        (["image/png"], "image/png", True),
        (["image/png"], "Image/PNG; charset=x", True),
        (["image/png"], "image/png;q=0.8", True),
        (["Image/PNG"], "image/png", True),
        (["image/png"], "image/webp,image/png,*/*;q=0.8", False),
        (["image/png"], "image/png,image/*,*/*;q=0.8", True),
        (["image/png"], "image/*", False),
        (["image/png"], "*/*", False),
        (["image/png"], None, False),
        (["application/*"], "application/whatever", True),
        (["application/*"], "application/*", True),
        (["application/*"], "application", False),
        (["*/test"], "random/test", False),
        (["*/*"], "text/plain", True),
        (["*/*"], None, True),
        ([], "image/png", False),
    ],
)
def test_a_type_is_binary(types, header, is_binary):
    assert BinaryMediaTypes.of(types).match(header) is is_binary


def test_text_that_is_no_utf8_is_replaced():
    assert request_payload(b"\xffa", binary=False, handling=None) == "\ufffda"


@pytest.mark.parametrize("body", [b"not base64!", b"YQ=", b"YQ==\n", b"Y Q=="])
def test_text_that_is_no_base64_cannot_become_binary(body):
    with pytest.raises(ApiConfigurationError):
        request_payload(body, binary=False, handling=ContentHandling.CONVERT_TO_BINARY)


def test_half_a_character_does_not_break_the_wire():
    assert to_bytes("a\ud83d") == b"a?"
