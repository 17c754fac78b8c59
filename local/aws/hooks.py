"""The parts of MiniStack that are private names to us, checked before they are relied upon."""

import importlib
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from local.errors import LocalError

TESTED_VERSION = "1.5.33"


@dataclass(frozen=True)
class Hook:
    """A name in one of MiniStack's modules; `shape` says whether it still is what we use."""

    module: str
    name: str
    shape: Callable[[Any], bool]

    def __str__(self) -> str:
        return f"ministack.{self.module}.{self.name}"

    def resolve(self) -> Any:
        return getattr(importlib.import_module(f"ministack.{self.module}"), self.name)


def _takes(*parameters: str) -> Callable[[Any], bool]:
    def shape(value: Any) -> bool:
        return callable(value) and tuple(inspect.signature(value).parameters) == parameters

    return shape


def _maps_with(*keys: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(key in value for key in keys)


def _nested(key: str, *keys: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and _maps_with(*keys)(value.get(key))


def _has_method(name: str) -> Callable[[Any], bool]:
    return lambda value: callable(getattr(value, name, None))


APP = Hook("app", "app", _takes("scope", "receive", "send"))
SERVICE_HANDLERS = Hook("app", "SERVICE_HANDLERS", _maps_with("s3", "cloudformation", "states"))
STATE_PROVIDERS = Hook("app", "_build_persistence_save_dict", _takes())
SERVICE_PATTERNS = Hook(
    "core.router", "SERVICE_PATTERNS", _nested("dynamodb", "target_prefixes", "host_patterns")
)
SAVE_STATE = Hook("core.persistence", "save_state", _takes("service", "data"))
SDK_SERVICES = Hook(
    "services.stepfunctions", "_AWS_SDK_SERVICE_MAP", _nested("dynamodb", "target_prefix")
)
PROVISIONERS = Hook(
    "services.cloudformation.provisioners",
    "_RESOURCE_HANDLERS",
    _nested("AWS::ApiGateway::RestApi", "create", "update", "delete"),
)
STACKS = Hook("services.cloudformation", "_stacks", _has_method("all_values"))
API_RESOURCES = Hook("services.apigateway_v1", "_resources", _has_method("get"))
API_AUTHORIZERS = Hook("services.apigateway_v1", "_authorizers_v1", _has_method("get"))
IMPORT_SECURITY = Hook(
    "services.apigateway_v1", "_import_security_schemes", _takes("api_id", "spec")
)
IMPORT_PATH = Hook(
    "services.apigateway_v1",
    "_import_path_item",
    _takes("api_id", "path", "path_item", "scheme_map", "default_security"),
)
API_KEYS = Hook("services.apigateway_v1", "_api_keys", _has_method("get"))

HOOKS = (
    APP,
    SERVICE_HANDLERS,
    STATE_PROVIDERS,
    SERVICE_PATTERNS,
    SAVE_STATE,
    SDK_SERVICES,
    PROVISIONERS,
    STACKS,
    API_RESOURCES,
    API_AUTHORIZERS,
    IMPORT_SECURITY,
    IMPORT_PATH,
    API_KEYS,
)


def check_hooks(hooks: tuple[Hook, ...] = HOOKS) -> None:
    """Imports what MiniStack has of them. Raises LocalError naming the first that does not fit."""
    recursion_limit = sys.getrecursionlimit()
    for hook in hooks:
        try:
            fits = hook.shape(hook.resolve())
        except (ImportError, AttributeError):
            fits = False
        if not fits:
            raise LocalError(
                f"MiniStack {version('ministack')} has no {hook} as this project uses it "
                f"(tested with {TESTED_VERSION}): run `make setup` to install that version"
            )
    # One of its libraries, jsonata, raises the limit for the whole process, to where deep JSON in a
    # request could overflow the stack of Python's parser.
    sys.setrecursionlimit(recursion_limit)
