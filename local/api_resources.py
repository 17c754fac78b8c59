"""The `AWS::ApiGateway::*` resources of every stack, and the deployments they add up to.

As on AWS, a stage serves the snapshot that its deployment took: a changed definition is served
from the next new deployment on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from local.gateway import ApiKey, InvalidApi, RestApi, Stage

Properties = Mapping[str, Any]
StageKey = tuple[str, str]
"""An API's id and a stage's name."""

# Properties of the RestApi that API Gateway otherwise reads from the definition.
_DEFINITION_KEYS = {
    "BinaryMediaTypes": "x-amazon-apigateway-binary-media-types",
    "MinimumCompressionSize": "x-amazon-apigateway-minimum-compression-size",
    "ApiKeySourceType": "x-amazon-apigateway-api-key-source",
    "Policy": "x-amazon-apigateway-policy",
}


class DataPlane(Protocol):
    """What serves the APIs: the gateway."""

    def deploy(
        self, api: RestApi, stage: Stage, *, api_keys: Sequence[ApiKey] = (), default: bool = False
    ) -> None: ...

    def undeploy(self, api_id: str, stage_name: str) -> None: ...


@dataclass(frozen=True)
class _Definition:
    name: str
    document: Mapping[str, Any]


class ApiResources:
    """Feeds `data_plane` with what CloudFormation deploys; a `local.aws.ResourceObserver`.

    The first stage deployed is the default one, which answers at the root of any host, until it
    is deleted. APIs made of `AWS::ApiGateway::Method` resources, without a `Body`, are left out.
    """

    def __init__(self, data_plane: DataPlane) -> None:
        self._data_plane = data_plane
        self._apis: dict[str, _Definition] = {}
        self._deployments: dict[str, RestApi] = {}
        self._stages: dict[StageKey, Properties] = {}
        self._keys: dict[str, Properties] = {}
        self._plans: dict[str, Properties] = {}
        self._plan_keys: dict[str, Properties] = {}
        self._served: list[StageKey] = []

    @property
    def default_stage(self) -> StageKey | None:
        return self._served[0] if self._served else None

    def check(self, resource_type: str, properties: Properties) -> None:
        """Raises ValueError for a definition that API Gateway would not import."""
        if resource_type == "AWS::ApiGateway::RestApi" and properties.get("Body"):
            definition = _definition(properties)
            try:
                RestApi.from_openapi(definition.document, api_id="checked", name=definition.name)
            except InvalidApi as error:
                raise ValueError(str(error)) from error

    def put(self, resource_type: str, physical_id: str, properties: Properties) -> None:
        match resource_type:
            case "AWS::ApiGateway::RestApi":
                if properties.get("Body"):
                    self._apis[physical_id] = _definition(properties)
            case "AWS::ApiGateway::Deployment":
                self._put_deployment(physical_id, properties)
            case "AWS::ApiGateway::Stage":
                self._put_stage((properties["RestApiId"], properties["StageName"]), properties)
            case _:
                self._put_key_resource(resource_type, physical_id, properties)

    def remove(self, resource_type: str, physical_id: str, properties: Properties) -> None:
        match resource_type:
            case "AWS::ApiGateway::RestApi":
                self._apis.pop(physical_id, None)
                for key in [key for key in self._stages if key[0] == physical_id]:
                    self._remove_stage(key)
            case "AWS::ApiGateway::Deployment":
                self._deployments.pop(physical_id, None)
            case "AWS::ApiGateway::Stage":
                self._remove_stage((properties["RestApiId"], properties["StageName"]))
            case _:
                self._table(resource_type).pop(physical_id, None)
                self._deploy_all()

    def _put_deployment(self, deployment_id: str, properties: Properties) -> None:
        api_id = properties["RestApiId"]
        definition = self._apis.get(api_id)
        if definition is None:
            return
        if deployment_id not in self._deployments:
            self._deployments[deployment_id] = RestApi.from_openapi(
                definition.document, api_id=api_id, name=definition.name
            )
        if stage_name := properties.get("StageName"):
            stage = dict(properties.get("StageDescription") or {})
            self._put_stage((api_id, stage_name), {**stage, "DeploymentId": deployment_id})

    def _put_stage(self, key: StageKey, properties: Properties) -> None:
        self._deploy(key, properties)
        self._stages[key] = properties

    def _put_key_resource(
        self, resource_type: str, physical_id: str, properties: Properties
    ) -> None:
        self._table(resource_type)[physical_id] = properties
        self._deploy_all()

    def _table(self, resource_type: str) -> dict[str, Properties]:
        return {
            "AWS::ApiGateway::ApiKey": self._keys,
            "AWS::ApiGateway::UsagePlan": self._plans,
            "AWS::ApiGateway::UsagePlanKey": self._plan_keys,
        }[resource_type]

    def _remove_stage(self, key: StageKey) -> None:
        self._stages.pop(key, None)
        if key in self._served:
            was_default = key == self.default_stage
            self._served.remove(key)
            self._data_plane.undeploy(*key)
            if was_default and self._served:
                self._deploy(self._served[0], self._stages[self._served[0]])

    def _deploy_all(self) -> None:
        for key in list(self._served):
            self._deploy(key, self._stages[key])

    def _deploy(self, key: StageKey, properties: Properties) -> None:
        api = self._deployments.get(properties.get("DeploymentId", ""))
        if api is None:
            return
        self._data_plane.deploy(
            api,
            _stage(key[1], properties),
            api_keys=list(self._api_keys(key)),
            default=self.default_stage in (None, key),
        )
        if key not in self._served:
            self._served.append(key)

    def _api_keys(self, stage: StageKey) -> Iterator[ApiKey]:
        for link in self._plan_keys.values():
            plan = self._plans.get(link["UsagePlanId"])
            key = self._keys.get(link["KeyId"])
            if plan and key and stage in _plan_stages(plan):
                yield _api_key(link["KeyId"], key, plan)


def _definition(properties: Properties) -> _Definition:
    document = dict(properties["Body"])
    for name, extension in _DEFINITION_KEYS.items():
        if properties.get(name):
            document[extension] = properties[name]
    title = (document.get("info") or {}).get("title", "")
    return _Definition(name=str(properties.get("Name") or title), document=document)


def _stage(name: str, properties: Properties) -> Stage:
    access_log = properties.get("AccessLogSetting") or {}
    return Stage(
        name=name,
        variables={k: str(v) for k, v in (properties.get("Variables") or {}).items()},
        method_settings=list(properties.get("MethodSettings") or ()),
        access_log_format=access_log.get("Format"),
        access_log_destination=access_log.get("DestinationArn"),
        tracing=_is_true(properties.get("TracingEnabled", False)),
    )


def _api_key(key_id: str, key: Properties, plan: Properties) -> ApiKey:
    throttle = plan.get("Throttle") or {}
    quota = plan.get("Quota") or {}
    rate, burst = throttle.get("RateLimit"), throttle.get("BurstLimit")
    return ApiKey(
        value=key.get("Value", ""),
        id=key_id,
        name=key.get("Name", ""),
        enabled=_is_true(key.get("Enabled", False)),
        throttle=(float(rate), int(burst)) if rate is not None and burst is not None else None,
        quota=(int(quota["Limit"]), quota["Period"]) if "Limit" in quota else None,
    )


def _plan_stages(plan: Properties) -> set[StageKey]:
    return {(stage["ApiId"], stage["Stage"]) for stage in plan.get("ApiStages") or ()}


def _is_true(value: Any) -> bool:
    # A template's boolean may arrive as text: a parameter is always text.
    return str(value).lower() == "true"
