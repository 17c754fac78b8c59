"""Every way to get a request wrong is told in the same form, and never as a success."""

from urllib.parse import quote

import pytest
from PIL import Image

from .conftest import Api, encode
from .problems import assert_problem

IMAGE_ROUTES = [
    "/labels",
    "/faces",
    "/collections/people/search",
    "/collections/people/faces?image_id=x",
    "/collections/people/users/search",
]


@pytest.fixture(params=IMAGE_ROUTES)
def route(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("content_type", ["image/jpeg", "image/png"])
def test_what_is_not_an_image_is_refused(api: Api, route: str, content_type: str) -> None:
    answer = api.post_image(route, b"certainly not an image", content_type)

    assert_problem(answer, 415, "invalid_image")


def test_half_an_image_is_refused(api: Api, route: str, face: bytes) -> None:
    assert_problem(api.post_image(route, face[: len(face) // 2]), 415, "invalid_image")


def test_a_gif_called_jpeg_is_refused(api: Api, route: str) -> None:
    gif = encode(Image.new("P", (100, 100)), "GIF")

    assert_problem(api.post_image(route, gif), 415, "invalid_image")


def test_an_empty_body_is_refused(api: Api, route: str) -> None:
    assert_problem(api.post_image(route, b""), 400, "invalid_body")


def test_five_megabytes_are_taken_and_one_byte_more_is_not(
    api: Api, route: str, no_face: bytes
) -> None:
    limit = 5 * 1024 * 1024
    taken = api.post_image(route, no_face + bytes(limit - len(no_face)))
    refused = api.post_image(route, no_face + bytes(limit + 1 - len(no_face)))

    assert taken.status_code in (200, 422)
    assert_problem(refused, 413, "image_too_large")


def test_an_image_that_inflates_to_a_gigabyte_is_refused(api: Api, route: str) -> None:
    bomb = encode(Image.new("1", (20000, 20000)), "PNG")

    assert_problem(api.post_image(route, bomb, "image/png"), 413, "image_too_large")


def test_an_image_of_a_few_pixels_is_refused(api: Api, route: str) -> None:
    assert_problem(
        api.post_image(route, encode(Image.new("RGB", (20, 20)))), 422, "image_too_small"
    )


@pytest.mark.parametrize("content_type", ["image/gif", "application/json", "text/plain", "image"])
def test_another_content_type_is_refused(
    api: Api, route: str, face: bytes, content_type: str
) -> None:
    answer = api.post_image(route, face, content_type)

    assert_problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("verb", ["search", "faces?image_id=x"])
def test_a_collection_that_is_not_there_is_named(api: Api, face: bytes, verb: str) -> None:
    answer = api.post_image(f"/collections/no-such/{verb}", face)

    problem = assert_problem(answer, 404, "collection_not_found")
    assert "no-such" in str(problem["detail"])


@pytest.mark.parametrize("threshold", ["abc", "-1", "101", "1e400", '"', "😀", "80\n", "0x10", " "])
def test_a_bad_threshold_is_told_as_it_was_given(api: Api, face: bytes, threshold: str) -> None:
    answer = api.post_image(f"/collections/people/search?threshold={quote(threshold)}", face)

    problem = assert_problem(answer, 400, "invalid_parameter")
    assert problem["detail"] == f"threshold must be a number from 0 to 100. It was: {threshold}"


@pytest.mark.parametrize(
    "collection_id", ["a b", 'a"b', "a'b", "ü", "a" * 101, "a\\b", "${x}", "#set"]
)
def test_a_bad_collection_id_is_told_as_it_was_given(
    api: Api, face: bytes, collection_id: str
) -> None:
    path = f"/collections/{quote(collection_id, safe='')}"

    for answer in (
        api.put(path),
        api.get(path),
        api.delete(path),
        api.post_image(f"{path}/search", face),
        api.post_image(f"{path}/faces?image_id=x", face),
    ):
        problem = assert_problem(answer, 400, "invalid_parameter")
        assert str(problem["detail"]).startswith("collection_id must be ")
        assert str(problem["detail"]).endswith(f"It was: {collection_id}")


@pytest.mark.parametrize("query", ["limit=0", "limit=abc", "cursor=%22", "cursor=nonsense"])
def test_a_bad_page_is_refused(api: Api, query: str) -> None:
    assert_problem(api.get(f"/collections?{query}"), 400, "invalid_parameter")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/nothing/here"), ("GET", "/labels"), ("DELETE", "/health"),
     ("POST", "/labels/"), ("POST", "/Labels"), ("PATCH", "/collections/people")],
)  # fmt: skip
def test_an_unknown_route_is_not_found(api: Api, method: str, path: str) -> None:
    answer = api.call(method, path)

    if path == "/labels/" and answer.status_code == 415:
        return  # a trailing slash is the same route
    assert_problem(answer, 404, "not_found")


def test_more_than_ten_megabytes_get_the_front_ends_own_answer(api: Api) -> None:
    # The one answer that is not ours to shape: API Gateway gives it before it looks at the API.
    answer = api.post_image("/labels", bytes(10 * 1024 * 1024 + 1))

    assert answer.status_code == 413
    assert answer.text == "HTTP content length exceeded 10485760 bytes."
