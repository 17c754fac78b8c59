"""Who may call a method, and how often."""

from local.gateway.deployment import ApiKey
from local.gateway.errors import InvalidApiKey, QuotaExceeded, Throttled
from local.gateway.invocation import Invocation


async def check_api_key(invocation: Invocation) -> None:
    """The key of a method that requires one must belong to a usage plan of the stage."""
    if not invocation.method.api_key_required:
        return
    value = invocation.request.header("x-api-key")
    key = invocation.deployment.api_keys.get(value) if value else None
    if key is None or not key.enabled:
        raise InvalidApiKey(detail="API Key not authorized")
    invocation.context["identity"] |= {"apiKey": key.value, "apiKeyId": key.id}
    _charge(invocation, key)


def _charge(invocation: Invocation, key: ApiKey) -> None:
    if not invocation.deployment.limits.admit_client(key.id, key.throttle):
        raise Throttled(detail="Usage plan throttle exceeded")
    if not invocation.quotas.admit(key.id, key.quota):
        raise QuotaExceeded(detail="Usage plan quota exceeded")


async def throttle(invocation: Invocation) -> None:
    """The stage's own limit for the method, after that of the client's usage plan."""
    method = invocation.method
    if not invocation.deployment.limits.admit(method.path, method.http_method):
        raise Throttled(detail="Stage throttle exceeded")


async def authorize(invocation: Invocation) -> None:
    """The authorizer's place. Import refuses a definition that names one, so all may pass."""
