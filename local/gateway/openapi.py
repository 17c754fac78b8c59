"""Import of an OpenAPI 3.0 definition with API Gateway's extensions.

See "OpenAPI extensions for API Gateway" in the developer guide. What API Gateway would refuse is
refused in its words; what this gateway does not run is refused too, so that nothing in a
definition is silently without effect.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft4Validator

from local.gateway.errors import RESPONSE_TYPES, InvalidApi
from local.gateway.media import BinaryMediaTypes, media_type
from local.gateway.model import (
    GatewayResponse,
    Method,
    MethodResponse,
    RequestParameter,
    RequestValidator,
)
from local.gateway.model_schemas import model_validator
from local.gateway.openapi_integration import Declared, import_integration
from local.gateway.parameters import parse_mapping

Document = Mapping[str, Any]

_PREFIX = "x-amazon-apigateway-"
_ROOT_EXTENSIONS = {
    "api-key-source",
    "binary-media-types",
    "documentation",
    "endpoint-configuration",
    "gateway-responses",
    "importexport-version",
    "request-validator",
    "request-validators",
}
_HTTP_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_ANY_METHOD = f"{_PREFIX}any-method"
_LOCATIONS = {"path": "path", "query": "querystring", "header": "header"}


@dataclass(frozen=True)
class Definition:
    """What a definition says, ready to be deployed."""

    methods: tuple[Method, ...]
    binary_media_types: BinaryMediaTypes
    gateway_responses: Mapping[str, GatewayResponse]


def import_openapi(document: Document) -> Definition:
    """Raises InvalidApi with every error that was found, one a line."""
    if not str(document.get("openapi", "")).startswith("3.0"):
        raise InvalidApi("Invalid OpenAPI input: only OpenAPI 3.0 definitions are supported.")
    _refuse_unknown_extensions(document)
    errors: list[str] = []
    methods = []
    for path, http_method, operation, shared in _operations(document):
        importer = _MethodImport(document, path, http_method, operation, shared)
        try:
            methods.append(importer.method())
        except InvalidApi as error:
            errors.append(f"{importer.step} '{http_method}' for resource at path '{path}': {error}")
    if errors:
        raise InvalidApi("Errors found during import:\n\t" + "\n\t".join(errors))
    return Definition(
        methods=tuple(methods),
        binary_media_types=BinaryMediaTypes.of(document.get(f"{_PREFIX}binary-media-types") or ()),
        gateway_responses=dict(_gateway_responses(document)),
    )


def _refuse_unknown_extensions(document: Document) -> None:
    for key in document:
        if key.startswith(_PREFIX) and key.removeprefix(_PREFIX) not in _ROOT_EXTENSIONS:
            raise InvalidApi(f"{key} is not supported by this gateway.")
    if document.get(f"{_PREFIX}api-key-source", "HEADER") != "HEADER":
        raise InvalidApi(f"{_PREFIX}api-key-source: only HEADER is supported by this gateway.")


def _operations(document: Document) -> Iterator[tuple[str, str, Document, list[Document]]]:
    for path, item in (document.get("paths") or {}).items():
        shared = item.get("parameters") or []
        for key in _HTTP_METHODS:
            if key in item:
                yield path, key.upper(), item[key], shared
        if _ANY_METHOD in item:
            yield path, "ANY", item[_ANY_METHOD], shared


class _MethodImport:
    """One operation; `step` says what was being put when an error arose."""

    def __init__(
        self,
        document: Document,
        path: str,
        http_method: str,
        operation: Document,
        shared_parameters: list[Document],
    ) -> None:
        self.step = "Unable to put method"
        self._document = document
        self._path = path
        self._http_method = http_method
        self._operation = operation
        self._shared_parameters = shared_parameters

    def method(self) -> Method:
        parameters = tuple(self._parameters())
        responses = {response.status: response for response in self._responses()}
        models = dict(self._models())
        validator = self._validator()
        api_key_required = self._api_key_required()
        self.step = "Unable to put integration on"
        definition = self._operation.get(f"{_PREFIX}integration")
        if not isinstance(definition, Mapping):
            raise InvalidApi("No integration defined for method")
        declared = Declared({(p.location, p.name) for p in parameters}, responses)
        return Method(
            http_method=self._http_method,
            path=self._path,
            resource_id=_resource_id(self._path),
            integration=import_integration(definition, declared),
            responses=responses,
            parameters=parameters,
            models=models,
            validator=validator,
            api_key_required=api_key_required,
        )

    def _parameters(self) -> Iterator[RequestParameter]:
        named = {}
        for entry in [*self._shared_parameters, *(self._operation.get("parameters") or ())]:
            parameter = _resolve(self._document, entry)
            named[parameter["in"], parameter["name"]] = parameter
        for (location, name), parameter in named.items():
            if location in _LOCATIONS:
                required = _is_true(parameter.get("required"))
                yield RequestParameter(_LOCATIONS[location], name, required)

    def _responses(self) -> Iterator[MethodResponse]:
        for status, entry in (self._operation.get("responses") or {}).items():
            if str(status).isdigit():
                response = _resolve(self._document, entry)
                yield MethodResponse(int(status), frozenset(response.get("headers") or ()))

    def _models(self) -> Iterator[tuple[str, Draft4Validator]]:
        schemas = (self._document.get("components") or {}).get("schemas") or {}
        body = _resolve(self._document, self._operation.get("requestBody") or {})
        for kind, content in (body.get("content") or {}).items():
            if content.get("schema"):
                yield media_type(kind), model_validator(content["schema"], schemas)

    def _validator(self) -> RequestValidator | None:
        key = f"{_PREFIX}request-validator"
        name = self._operation.get(key, self._document.get(key))
        if name is None:
            return None
        validators = self._document.get(f"{_PREFIX}request-validators") or {}
        if name not in validators:
            raise InvalidApi(f"Invalid Request Validator identifier specified: {name}")
        return RequestValidator(
            validate_body=_is_true(validators[name].get("validateRequestBody")),
            validate_parameters=_is_true(validators[name].get("validateRequestParameters")),
        )

    def _api_key_required(self) -> bool:
        security = self._operation.get("security", self._document.get("security")) or []
        names = {name for requirement in security for name in requirement}
        for name in names:
            self._refuse_unless_api_key(name)
        return bool(names)

    def _refuse_unless_api_key(self, name: str) -> None:
        schemes = (self._document.get("components") or {}).get("securitySchemes") or {}
        scheme = schemes.get(name)
        if scheme is None:
            raise InvalidApi(f"Invalid security definition: {name} is not declared.")
        is_api_key = (
            scheme.get("type") == "apiKey"
            and scheme.get("in") == "header"
            and str(scheme.get("name", "")).lower() == "x-api-key"
            and not any(key.startswith(_PREFIX) for key in scheme)
        )
        if not is_api_key:
            raise InvalidApi(
                f"The authorizer {name} is not supported by this gateway: "
                "of security schemes it runs API keys in the header x-api-key."
            )


def _resolve(document: Document, entry: Document) -> Document:
    """The entry itself or, where it is a `$ref` into the document, what it refers to."""
    reference = entry.get("$ref")
    if reference is None:
        return entry
    target: Any = document
    for key in str(reference).removeprefix("#/").split("/"):
        if not isinstance(target, Mapping) or key not in target:
            raise InvalidApi(f"Invalid reference: {reference}")
        target = target[key]
    return dict(target)


def _gateway_responses(document: Document) -> Iterator[tuple[str, GatewayResponse]]:
    for kind, entry in (document.get(f"{_PREFIX}gateway-responses") or {}).items():
        if kind not in RESPONSE_TYPES:
            raise InvalidApi(f"Invalid gateway response type specified: {kind}")
        status = entry.get("statusCode")
        yield (
            kind,
            GatewayResponse(
                status=None if status is None else int(status),
                headers=[
                    parse_mapping(target, source, "gatewayresponse.", lambda *_: True)
                    for target, source in (entry.get("responseParameters") or {}).items()
                ],
                templates=dict(entry.get("responseTemplates") or {}),
            ),
        )


def _is_true(value: Any) -> bool:
    """CloudFormation hands booleans over as text in places."""
    return value is True or value == "true"


def _resource_id(path: str) -> str:
    """Six characters that stay the same from deployment to deployment."""
    return hashlib.sha256(path.encode()).hexdigest()[:6]
