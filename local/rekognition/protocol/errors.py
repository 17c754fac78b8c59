"""Every error a caller can get, named and worded as Amazon Rekognition does.

What is answered for what (HTTP 400 unless said; sources: Developer Guide "Error handling",
API Reference, and messages quoted in public issue trackers):

| case                                        | error                         |
|---------------------------------------------|-------------------------------|
| body is not JSON, a member has another type | SerializationException        |
| a length, range, pattern, enum is broken    | InvalidParameterException (1) |
| image under 80 px, neither bytes nor S3     | InvalidParameterException     |
| no face where one is needed                 | InvalidParameterException     |
| neither JPEG nor PNG, damaged               | InvalidImageFormatException   |
| too many pixels, S3 object over 15 MB       | ImageTooLargeException        |
| S3 object cannot be read                    | InvalidS3ObjectException      |
| unknown collection, user, ARN               | ResourceNotFoundException     |
| a worker died or ran out of time            | InternalServerError, 500      |
| no honest answer can be given here          | NotImplementedException, 501  |

(1) "Input parameter violated a constraint", says the API Reference, and an SDK has a typed
exception for it. Answers quoted in public carry it for the length of the image bytes; older ones
carry ValidationException with the same words ("1 validation error detected: ...").
NotImplementedException is the one name of ours: Rekognition itself implements everything.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4


class ServiceError(Exception):
    """An error raised by the service behind the front end; its class name is the error's code."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def code(self) -> str:
        return type(self).__name__

    def body(self) -> dict[str, Any]:
        """The JSON body as the Developer Guide shows it."""
        return {
            "__type": self.code,
            "Code": self.code,
            "Logref": str(uuid4()),
            "Message": self.message,
        }


class InvalidParameterException(ServiceError): ...


class InvalidImageFormatException(ServiceError): ...


class ImageTooLargeException(ServiceError): ...


class InvalidS3ObjectException(ServiceError): ...


class ResourceNotFoundException(ServiceError): ...


class ResourceAlreadyExistsException(ServiceError): ...


class InvalidPaginationTokenException(ServiceError): ...


class ServiceQuotaExceededException(ServiceError): ...


class ConflictException(ServiceError): ...


class IdempotentParameterMismatchException(ServiceError): ...


class InternalServerError(ServiceError):
    status = 500


class NotImplementedException(ServiceError):
    status = 501


class FrontEndError(ServiceError):
    """An error of the layer before the service: no `Code`, and `message` in lower case."""

    def body(self) -> dict[str, Any]:
        return {"__type": self.code, "message": self.message}


class SerializationException(FrontEndError): ...


def invalid_parameters() -> InvalidParameterException:
    return InvalidParameterException("Request has invalid parameters")


def invalid_image_format() -> InvalidImageFormatException:
    return InvalidImageFormatException("Request has invalid image format")


def no_face() -> InvalidParameterException:
    return InvalidParameterException("There are no faces in the image. Should be at least 1.")


def collection_not_found(collection_id: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"The collection id: {collection_id} does not exist")
