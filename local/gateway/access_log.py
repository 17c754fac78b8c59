"""Access log: one line a request in the stage's own format.

The variables are those of "$context variables for access logging" in the developer guide.
"""

from typing import Any

from local.gateway.invocation import Invocation
from local.gateway.substitution import lookup_in, substitute


def access_log_line(invocation: Invocation, status: int, length: int) -> str | None:
    """The line; None for a stage without a format. What is absent is `-`."""
    log_format = invocation.deployment.stage.access_log_format
    if log_format is None:
        return None
    context = invocation.context | _answer(status, length, invocation) | _integration(invocation)
    return substitute(log_format, lookup_in({"context": context}, absent="-"))


def _answer(status: int, length: int, invocation: Invocation) -> dict[str, Any]:
    return {
        "status": status,
        "responseLength": length,
        "responseLatency": invocation.elapsed(),
    }


def _integration(invocation: Invocation) -> dict[str, Any]:
    latency = invocation.integration_latency
    if latency is None:
        return {}
    sent = getattr(invocation, "endpoint_response", None)
    status = sent.status if sent else None
    return {
        "integrationLatency": latency,
        "integrationStatus": status,
        "integration": {
            "latency": latency,
            "integrationStatus": status,
            "status": status,
            "requestId": invocation.context.get("awsEndpointRequestId"),
        },
    }
