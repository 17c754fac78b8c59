"""What CloudFormation deploys of API Gateway reaches the data plane."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from local.api_resources import ApiResources
from local.gateway import ApiKey, RestApi, Stage

API = "AWS::ApiGateway::RestApi"
DEPLOYMENT = "AWS::ApiGateway::Deployment"
STAGE = "AWS::ApiGateway::Stage"


def definition(*paths: str) -> dict[str, Any]:
    mock = {
        "responses": {"200": {"description": "ok"}},
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "requestTemplates": {"application/json": '{"statusCode": 200}'},
            "responses": {"default": {"statusCode": "200"}},
        },
    }
    return {
        "openapi": "3.0.1",
        "info": {"title": "Photos", "version": "1"},
        "paths": {path: {"get": mock} for path in paths},
    }


@dataclass
class Deployed:
    api: RestApi
    stage: Stage
    api_keys: Sequence[ApiKey]


@dataclass
class DataPlane:
    """Remembers what is deployed, and what is the default."""

    stages: dict[tuple[str, str], Deployed] = field(default_factory=dict)
    default: tuple[str, str] | None = None

    def deploy(
        self, api: RestApi, stage: Stage, *, api_keys: Sequence[ApiKey] = (), default: bool = False
    ) -> None:
        self.stages[api.id, stage.name] = Deployed(api, stage, api_keys)
        if default:
            self.default = (api.id, stage.name)

    def undeploy(self, api_id: str, stage_name: str) -> None:
        del self.stages[api_id, stage_name]


@pytest.fixture
def data_plane() -> DataPlane:
    return DataPlane()


@pytest.fixture
def resources(data_plane: DataPlane) -> ApiResources:
    return ApiResources(data_plane)


def deploy_api(resources: ApiResources, api_id: str, *paths: str, deployment: str = "d1") -> None:
    resources.put(API, api_id, {"Name": "photos", "Body": definition(*paths)})
    resources.put(DEPLOYMENT, deployment, {"RestApiId": api_id})
    stage = {"RestApiId": api_id, "StageName": "live", "DeploymentId": deployment}
    resources.put(STAGE, "live", stage)


def add_key(resources: ApiResources, api_id: str, **plan: Any) -> None:
    resources.put("AWS::ApiGateway::ApiKey", "k1", {"Value": "secret", "Enabled": "true"})
    stages = [{"ApiId": api_id, "Stage": "live"}]
    resources.put("AWS::ApiGateway::UsagePlan", "p1", {"ApiStages": stages, **plan})
    link = {"KeyId": "k1", "UsagePlanId": "p1"}
    resources.put("AWS::ApiGateway::UsagePlanKey", "k1:p1", link)


def paths_of(data_plane: DataPlane, api_id: str) -> set[str]:
    return {method.path for method in data_plane.stages[api_id, "live"].api.methods}


def test_a_stage_is_deployed_with_its_settings(
    resources: ApiResources, data_plane: DataPlane
) -> None:
    resources.put(API, "a1", {"Body": definition("/labels")})
    resources.put(DEPLOYMENT, "d1", {"RestApiId": "a1"})
    settings = [{"ResourcePath": "/*", "HttpMethod": "*", "ThrottlingRateLimit": "5"}]
    resources.put(
        STAGE,
        "live",
        {
            "RestApiId": "a1",
            "StageName": "live",
            "DeploymentId": "d1",
            "Variables": {"limit": 3},
            "MethodSettings": settings,
            "AccessLogSetting": {"DestinationArn": "arn", "Format": "$context.requestId"},
            "TracingEnabled": "true",
        },
    )
    assert data_plane.stages["a1", "live"].stage == Stage(
        name="live",
        variables={"limit": "3"},
        method_settings=settings,
        access_log_format="$context.requestId",
        access_log_destination="arn",
        tracing=True,
    )


def test_a_changed_definition_is_served_from_the_next_deployment_on(
    resources: ApiResources, data_plane: DataPlane
) -> None:
    deploy_api(resources, "a1", "/labels")
    resources.put(API, "a1", {"Body": definition("/labels", "/faces")})
    assert paths_of(data_plane, "a1") == {"/labels"}
    resources.put(DEPLOYMENT, "d2", {"RestApiId": "a1"})
    stage = {"RestApiId": "a1", "StageName": "live", "DeploymentId": "d2"}
    resources.put(STAGE, "live", stage)
    assert paths_of(data_plane, "a1") == {"/labels", "/faces"}


def test_a_deployment_can_name_its_stage(resources: ApiResources, data_plane: DataPlane) -> None:
    resources.put(API, "a1", {"Body": definition("/labels")})
    described = {"StageName": "live", "StageDescription": {"Variables": {"limit": "3"}}}
    resources.put(DEPLOYMENT, "d1", {"RestApiId": "a1", **described})
    assert data_plane.stages["a1", "live"].stage.variables == {"limit": "3"}


def test_the_first_stage_is_the_default_until_it_is_deleted(
    resources: ApiResources, data_plane: DataPlane
) -> None:
    deploy_api(resources, "a1", "/labels", deployment="d1")
    deploy_api(resources, "a2", "/faces", deployment="d2")
    assert data_plane.default == ("a1", "live")
    resources.remove(API, "a1", {})
    assert data_plane.default == ("a2", "live")
    assert list(data_plane.stages) == [("a2", "live")]


def test_a_deleted_stage_is_no_longer_served(
    resources: ApiResources, data_plane: DataPlane
) -> None:
    deploy_api(resources, "a1", "/labels")
    resources.remove(STAGE, "live", {"RestApiId": "a1", "StageName": "live"})
    assert data_plane.stages == {}
    assert resources.default_stage is None


def test_a_key_brings_the_limits_of_its_usage_plan(
    resources: ApiResources, data_plane: DataPlane
) -> None:
    deploy_api(resources, "a1", "/labels")
    limits = {
        "Throttle": {"RateLimit": "5", "BurstLimit": "10"},
        "Quota": {"Limit": "100", "Period": "DAY"},
    }
    add_key(resources, "a1", **limits)
    assert data_plane.stages["a1", "live"].api_keys == [
        ApiKey(value="secret", id="k1", throttle=(5.0, 10), quota=(100, "DAY"))
    ]


def test_a_key_of_another_stage_does_not_count(
    resources: ApiResources, data_plane: DataPlane
) -> None:
    deploy_api(resources, "a1", "/labels")
    add_key(resources, "a2")
    assert data_plane.stages["a1", "live"].api_keys == []


@pytest.mark.parametrize(
    ("resource_type", "physical_id"),
    [("ApiKey", "k1"), ("UsagePlan", "p1"), ("UsagePlanKey", "k1:p1")],
)
def test_a_key_whose_plan_or_link_is_deleted_opens_nothing(
    resources: ApiResources, data_plane: DataPlane, resource_type: str, physical_id: str
) -> None:
    deploy_api(resources, "a1", "/labels")
    add_key(resources, "a1")
    resources.remove(f"AWS::ApiGateway::{resource_type}", physical_id, {})
    assert data_plane.stages["a1", "live"].api_keys == []


def test_a_definition_that_cannot_be_imported_is_refused_before_it_is_deployed(
    resources: ApiResources,
) -> None:
    broken = definition("/labels")
    broken["paths"]["/labels"]["get"]["x-amazon-apigateway-integration"]["type"] = "magic"
    with pytest.raises(ValueError, match="labels"):
        resources.check(API, {"Body": broken})


def test_the_name_falls_back_to_the_title(resources: ApiResources, data_plane: DataPlane) -> None:
    resources.put(API, "a1", {"Body": definition("/labels")})
    resources.put(DEPLOYMENT, "d1", {"RestApiId": "a1", "StageName": "live"})
    assert data_plane.stages["a1", "live"].api.name == "Photos"


def test_an_api_without_a_definition_is_left_to_others(
    resources: ApiResources, data_plane: DataPlane
) -> None:
    resources.put(API, "a1", {"Name": "built of methods"})
    resources.put(DEPLOYMENT, "d1", {"RestApiId": "a1", "StageName": "live"})
    assert data_plane.stages == {}


def test_binary_types_of_the_resource_join_the_definition(
    resources: ApiResources, data_plane: DataPlane
) -> None:
    resources.put(API, "a1", {"Body": definition("/a"), "BinaryMediaTypes": ["image/jpeg"]})
    resources.put(DEPLOYMENT, "d1", {"RestApiId": "a1", "StageName": "live"})
    api = data_plane.stages["a1", "live"].api
    assert api.binary_media_types.match("image/jpeg")
