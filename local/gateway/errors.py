"""What can go wrong, named as API Gateway names it.

One class per gateway response type ("Gateway response types" in the developer guide), with that
type's default status, message and `x-amzn-ErrorType` header. They are raised where the fault is
known and shaped in one place, `gateway_responses.py`.
"""

from typing import ClassVar


class InvalidApi(Exception):
    """An API definition that API Gateway, or this gateway, refuses to deploy."""


class FrontEndRejection(Exception):
    """Refused before any API is known, so that no gateway response can be customised for it."""

    def __init__(self, status: int, content_type: str, body: str) -> None:
        super().__init__(body)
        self.status = status
        self.content_type = content_type
        self.body = body


class GatewayError(Exception):
    """A request that ends in a gateway response.

    `detail` goes to the execution trace and the log, never to the client; `cause` is how the
    execution log introduces it.
    """

    response_type: ClassVar[str]
    status: ClassVar[int]
    error_type: ClassVar[str]
    default_message: ClassVar[str | None] = "Internal server error"
    cause: ClassVar[str] = ""

    def __init__(
        self, message: str | None = None, *, detail: str = "", validation_error: str = ""
    ) -> None:
        self.message = self.default_message if message is None else message
        self.detail = detail
        self.validation_error = validation_error
        super().__init__(self.detail or self.message)


class AccessDenied(GatewayError):
    response_type = "ACCESS_DENIED"
    status = 403
    error_type = "AccessDeniedException"
    default_message = "User is not authorized to access this resource"


class ApiConfigurationError(GatewayError):
    response_type = "API_CONFIGURATION_ERROR"
    status = 500
    error_type = "InternalServerErrorException"
    cause = "Execution failed due to configuration error: "


class AuthorizerConfigurationError(GatewayError):
    response_type = "AUTHORIZER_CONFIGURATION_ERROR"
    status = 500
    error_type = "AuthorizerConfigurationException"
    default_message = None


class AuthorizerFailure(GatewayError):
    response_type = "AUTHORIZER_FAILURE"
    status = 500
    error_type = "AuthorizerConfigurationException"
    default_message = None


class BadRequestBody(GatewayError):
    response_type = "BAD_REQUEST_BODY"
    status = 400
    error_type = "BadRequestException"
    default_message = "Invalid request body"


class BadRequestParameters(GatewayError):
    response_type = "BAD_REQUEST_PARAMETERS"
    status = 400
    error_type = "BadRequestException"
    default_message = "Missing required request parameters"


class ExpiredToken(GatewayError):
    response_type = "EXPIRED_TOKEN"
    status = 403
    error_type = "ExpiredTokenException"
    default_message = "The security token included in the request is expired"


class IntegrationFailure(GatewayError):
    response_type = "INTEGRATION_FAILURE"
    status = 504
    error_type = "InternalServerErrorException"
    cause = "Execution failed due to a network error communicating with endpoint: "
    default_message = "Network error communicating with endpoint"


class IntegrationTimeout(GatewayError):
    response_type = "INTEGRATION_TIMEOUT"
    status = 504
    error_type = "InternalServerErrorException"
    cause = "Execution failed due to a timeout error: "
    default_message = "Endpoint request timed out"


class InvalidApiKey(GatewayError):
    response_type = "INVALID_API_KEY"
    status = 403
    error_type = "ForbiddenException"
    default_message = "Forbidden"


class InvalidSignature(GatewayError):
    response_type = "INVALID_SIGNATURE"
    status = 403
    error_type = "InvalidSignatureException"
    default_message = "The request signature we calculated does not match"


class MissingAuthenticationToken(GatewayError):
    response_type = "MISSING_AUTHENTICATION_TOKEN"
    status = 403
    error_type = "MissingAuthenticationTokenException"
    default_message = "Missing Authentication Token"


class QuotaExceeded(GatewayError):
    response_type = "QUOTA_EXCEEDED"
    status = 429
    error_type = "LimitExceededException"
    default_message = "Limit Exceeded"


class RequestTooLarge(GatewayError):
    response_type = "REQUEST_TOO_LARGE"
    status = 413
    error_type = "BadRequestException"
    default_message = "Request Too Long"


class ResourceNotFound(GatewayError):
    response_type = "RESOURCE_NOT_FOUND"
    status = 404
    error_type = "NotFoundException"
    default_message = "Not Found"


class Throttled(GatewayError):
    response_type = "THROTTLED"
    status = 429
    error_type = "TooManyRequestsException"
    default_message = "Too Many Requests"


class Unauthorized(GatewayError):
    response_type = "UNAUTHORIZED"
    status = 401
    error_type = "UnauthorizedException"
    default_message = "Unauthorized"


class UnsupportedMediaType(GatewayError):
    response_type = "UNSUPPORTED_MEDIA_TYPE"
    status = 415
    error_type = "BadRequestException"
    default_message = "Unsupported Media Type"


class WafFiltered(GatewayError):
    response_type = "WAF_FILTERED"
    status = 403
    error_type = "ForbiddenException"
    default_message = "Forbidden"


class MalformedProxyResponse(GatewayError):
    """A Lambda proxy integration that failed, or whose answer has not the required form."""

    response_type = "DEFAULT_5XX"
    status = 502
    error_type = "InternalServerErrorException"
    cause = "Execution failed due to configuration error: "


class UnexpectedFailure(GatewayError):
    """A fault of this gateway's own."""

    response_type = "DEFAULT_5XX"
    status = 500
    error_type = "InternalServerErrorException"
    cause = "Execution failed due to an internal error: "


RESPONSE_TYPES = frozenset(kind.response_type for kind in GatewayError.__subclasses__()) | {
    "DEFAULT_4XX"
}
