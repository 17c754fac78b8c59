"""Which method a path leads to."""

import pytest

from local.gateway import InvalidApi
from tests.gateway.apis import aws_integration, operation


@pytest.fixture
def routed(deploy):
    """Deploys methods at paths; the endpoint's request tells which method answered."""

    def build(*methods):
        paths = {}
        for http_method, path in methods:
            key = "x-amazon-apigateway-any-method" if http_method == "ANY" else http_method.lower()
            uri = f"s3:path/{http_method}{path.replace('{', '<').replace('}', '>')}"
            paths.setdefault(path, {})[key] = operation(aws_integration(uri))
        client = deploy(paths)

        def find(http_method, target):
            answer = client.send(http_method, target)
            if answer.status == 403:
                return None
            reached = client.endpoint.last.path.replace("<", "{").replace(">", "}")
            name, _, path = reached.lstrip("/").partition("/")
            return f"{name} /{path}"

        return find

    return build


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/", "GET /"),
        ("/a", "GET /a"),
        ("/a/", "GET /a"),
        ("/a/b", "GET /a/{id}"),
        ("/a/known", "GET /a/known"),
        ("/a/known/deep", "GET /{any+}"),
        ("/z/y/x", "GET /{any+}"),
        ("/a%2Fb", "GET /{any+}"),
    ],
)
def test_the_most_specific_resource_answers(routed, target, expected):
    find = routed(
        ("GET", "/"), ("GET", "/a"), ("GET", "/a/{id}"), ("GET", "/a/known"), ("GET", "/{any+}")
    )

    assert find("GET", target) == expected


def test_a_method_of_its_own_comes_before_any(routed):
    find = routed(("GET", "/a"), ("ANY", "/a"))

    assert find("GET", "/a") == "GET /a"
    assert find("PATCH", "/a") == "ANY /a"


@pytest.mark.parametrize("target", ["/b", "/a/b", "/A", "//x"])
def test_what_no_resource_answers_is_refused(routed, target):
    assert routed(("GET", "/a"), ("GET", "/c/{id}"))("GET", target) is None


def test_the_most_specific_resource_decides_even_where_it_lacks_the_method(routed):
    find = routed(("GET", "/a"), ("ANY", "/{any+}"))

    assert find("POST", "/a") is None


def test_a_greedy_variable_needs_at_least_one_segment(routed):
    assert routed(("GET", "/files/{path+}"))("GET", "/files/") is None


@pytest.mark.parametrize(
    ("entry", "paths"),
    [
        ("create-proxy-dynamic-sibling-resource", ("/{proxy+}", "/{dynamic}")),
        ("create-proxy-static-child-resource", ("/{proxy+}", "/{proxy+}/static")),
        ("create-proxy-dynamic-child-resource", ("/{proxy+}", "/{proxy+}/{child}")),
    ],
)
def test_create_proxy_resource_validation(routed, recording, entry, paths):
    expected = recording("api", "test_create_proxy_resource_validation")[entry]["message"]

    with pytest.raises(InvalidApi) as caught:
        routed(*(("GET", path) for path in paths))

    assert str(caught.value) == expected
