"""`$context`: what is known about a request beside what the client sent.

The names are those of "$context variables" in the developer guide.
"""

import base64
import secrets
import time
import uuid
from typing import Any

from local.gateway.deployment import Deployment
from local.gateway.front_end import IncomingRequest

# Members of $context.identity that only a request signed with AWS credentials fills.
_OF_SIGNED_REQUESTS = (
    "accessKey",
    "accountId",
    "caller",
    "cognitoAuthenticationProvider",
    "cognitoAuthenticationType",
    "cognitoIdentityId",
    "cognitoIdentityPoolId",
    "principalOrgId",
    "user",
    "userArn",
)


def new_context(deployment: Deployment, incoming: IncomingRequest) -> dict[str, Any]:
    """What holds from the start; routing and the stages after it add their part."""
    now = time.time()
    domain_name = incoming.header("host")
    context: dict[str, Any] = {
        "accountId": deployment.stage.account_id,
        "apiId": deployment.api.id,
        "deploymentId": deployment.id,
        "domainName": domain_name,
        "domainPrefix": domain_name.partition(".")[0].partition(":")[0],
        "extendedRequestId": base64.urlsafe_b64encode(secrets.token_bytes(11)).decode(),
        "httpMethod": incoming.http_method,
        "identity": dict.fromkeys(_OF_SIGNED_REQUESTS)
        | {"sourceIp": incoming.client_address, "userAgent": incoming.header("user-agent")},
        "path": "/" + incoming.path.lstrip("/"),
        "protocol": incoming.protocol,
        "requestId": str(uuid.uuid4()),
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "requestTimeEpoch": int(now * 1000),
        "stage": deployment.stage.name,
    }
    if deployment.stage.tracing:
        context["xrayTraceId"] = trace_root(incoming)
    return context


def trace_root(incoming: IncomingRequest) -> str:
    """The X-Ray trace id the client sent along, or a new one."""
    for part in incoming.header("x-amzn-trace-id").split(";"):
        key, _, value = part.strip().partition("=")
        if key == "Root" and value:
            return value
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"
