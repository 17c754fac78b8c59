"""What every problem of this API looks like."""

import re

import requests

LEAKS = re.compile(
    r"arn:|Traceback|/(?:home|root|tmp|usr|opt)/|site-packages|\.py\b|rekogate-local|boto|HeapByteBuffer"
)


def assert_problem(answer: requests.Response, status: int, code: str) -> dict[str, object]:
    """Asserts that the answer is this problem, and returns it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, object] = answer.json()
    assert problem.keys() == {"type", "title", "status", "code", "detail", "request_id"}
    assert problem["status"] == status
    assert problem["code"] == code
    assert str(problem["type"]).endswith(code)
    assert problem["title"] and problem["detail"] and problem["request_id"]
    assert not LEAKS.search(answer.text), answer.text
    return problem
