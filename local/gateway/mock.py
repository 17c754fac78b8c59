"""MOCK integration: the endpoint is the request template itself, which names the status."""

import json
import re

from local.gateway.endpoint import EndpointResponse
from local.gateway.errors import ApiConfigurationError
from local.gateway.media import Payload, to_text

# API Gateway reads `{statusCode: 200}` too, which is no JSON.
_LENIENT_STATUS = re.compile(r"""\{[^{}]*?["']?statusCode["']?\s*:\s*["']?(\d{3})\b""")


def respond(payload: Payload) -> EndpointResponse:
    """Raises ApiConfigurationError for a request that names no status."""
    text = to_text(payload) if isinstance(payload, bytes) else payload
    return EndpointResponse(_status(text), [], b"")


def _status(text: str) -> int:
    try:
        document = json.loads(text)
        status = document["statusCode"]
        return int(status)
    except (ValueError, TypeError, KeyError, RecursionError):
        if found := _LENIENT_STATUS.search(text):
            return int(found[1])
    raise ApiConfigurationError(detail="Unable to parse statusCode. It should be an integer.")
