"""Lambda proxy integration: the event a function gets and the answer it must give.

See "Lambda proxy integrations in API Gateway" in the developer guide (payload format 1.0).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from local.gateway.endpoint import EndpointResponse
from local.gateway.errors import MalformedProxyResponse
from local.gateway.front_end import Response
from local.gateway.headers import Headers
from local.gateway.invocation import Invocation
from local.gateway.media import from_base64, to_base64, to_text
from local.gateway.parameters import printable

_NOT_IN_EVENT = {"requestOverride", "responseOverride", "xrayTraceId"}
_ANSWER_KEYS = {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}


def event(invocation: Invocation) -> str:
    """The function's event as JSON; a body of a binary media type goes in as base64."""
    request = invocation.request
    is_binary = bool(request.body) and invocation.is_binary(request.header("Content-Type"))
    body = to_base64(request.body) if is_binary else to_text(request.body)
    return json.dumps(
        {
            "resource": invocation.method.path,
            "path": "/" + invocation.path.lstrip("/"),
            "httpMethod": request.http_method,
            "headers": _last_values(request.headers),
            "multiValueHeaders": request.headers or None,
            "queryStringParameters": _last_values(request.query),
            "multiValueQueryStringParameters": request.query or None,
            "pathParameters": invocation.encoded_path or None,
            "stageVariables": dict(invocation.deployment.stage.variables) or None,
            "requestContext": _request_context(invocation.context),
            "body": body or None,
            "isBase64Encoded": is_binary,
        }
    )


def _last_values(values: Mapping[str, list[str]]) -> dict[str, str] | None:
    return {name: entries[-1] for name, entries in values.items()} or None


def _request_context(context: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in context.items() if name not in _NOT_IN_EVENT}


def response(invocation: Invocation) -> Response:
    """The client's response from the function's answer; raises MalformedProxyResponse."""
    answer = _answer(invocation.endpoint_response)
    text = _body(answer.get("body"))
    accepts_binary = invocation.is_binary(invocation.request.header("Accept"))
    is_binary = answer.get("isBase64Encoded") is True and accepts_binary
    headers = Headers(_headers(answer))
    return Response(_status(answer), headers, from_base64(text.encode()) if is_binary else text)


def _answer(sent: EndpointResponse) -> Mapping[str, Any]:
    if any(name.lower() == "x-amz-function-error" for name, _ in sent.headers):
        raise MalformedProxyResponse(detail=f"Lambda execution failed: {to_text(sent.body[:512])}")
    try:
        answer = json.loads(sent.body)
    except (ValueError, RecursionError) as error:
        raise _malformed("it is not JSON") from error
    if not isinstance(answer, dict):
        raise _malformed("it is not an object")
    if unknown := set(answer) - _ANSWER_KEYS:
        raise _malformed(f"unknown members {', '.join(sorted(unknown))}")
    return answer


def _status(answer: Mapping[str, Any]) -> int:
    value = str(answer.get("statusCode", 200))
    if not value.isdecimal() or not 200 <= int(value) <= 599:
        raise _malformed(f"statusCode is {value[:32]}")
    return int(value)


def _body(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _malformed("body is not a string")
    return value


def _headers(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    several, single = answer.get("multiValueHeaders") or {}, answer.get("headers") or {}
    if not isinstance(several, dict) or not isinstance(single, dict):
        raise _malformed("the headers are not an object")
    for name, values in several.items():
        if not isinstance(values, list):
            raise _malformed(f"multiValueHeaders.{name} is not a list")
        yield from ((name, text) for value in values for text in printable(value))
    for name, value in single.items():
        if value not in several.get(name, ()):
            yield from ((name, text) for text in printable(value))


def _malformed(why: str) -> MalformedProxyResponse:
    return MalformedProxyResponse(detail=f"Malformed Lambda proxy response: {why}")
