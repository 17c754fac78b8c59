"""What CloudFormation does here beyond MiniStack's own: Rekognition collections, and APIs seen."""

from collections.abc import Callable
from typing import Any

from local.aws import hooks
from local.aws.services import Properties, ResourceObserver, Service

Provisioner = dict[str, Any]
"""MiniStack's functions for one resource type: `create`, `update`, `delete` and flags."""

Provisioned = tuple[str, dict[str, Any]]
"""A physical id, and the attributes for `Fn::GetAtt`."""

# Those that a deployed API consists of, each after those it refers to.
API_TYPES = (
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::ApiKey",
    "AWS::ApiGateway::UsagePlan",
    "AWS::ApiGateway::UsagePlanKey",
)


def register(
    provisioners: dict[str, Provisioner], rekognition: Service, observer: ResourceObserver
) -> None:
    provisioners["AWS::Rekognition::Collection"] = _collection(rekognition)
    rest_api = provisioners["AWS::ApiGateway::RestApi"]
    rest_api["update"] = _update_keeping_id(rest_api["update"])
    for resource_type in API_TYPES:
        _observe(resource_type, provisioners[resource_type], observer)


def replay(stacks: Any, observer: ResourceObserver) -> None:
    resources = [
        resource
        for stack in stacks.all_values()
        for resource in stack.get("_resources", {}).values()
    ]
    for resource_type in API_TYPES:
        for resource in resources:
            if resource["ResourceType"] == resource_type:
                properties = _with_key_value(
                    resource_type, resource["PhysicalResourceId"], resource["Properties"]
                )
                observer.put(resource_type, resource["PhysicalResourceId"], properties)


def _observe(resource_type: str, provisioner: Provisioner, observer: ResourceObserver) -> None:
    """Put `observer` around a resource type's functions."""
    create, delete = provisioner["create"], provisioner["delete"]
    update: Any = provisioner.get("update")

    def note(physical_id: str, properties: Properties) -> None:
        told = _with_key_value(resource_type, physical_id, properties)
        observer.put(resource_type, physical_id, told)

    def observed_create(logical_id: str, properties: Properties, stack: str) -> Provisioned:
        observer.check(resource_type, properties)
        physical_id, attributes = create(logical_id, properties, stack)
        note(physical_id, properties)
        return physical_id, attributes

    def observed_update(
        physical_id: str, old: Properties, new: Properties, *rest: str
    ) -> Provisioned:
        observer.check(resource_type, new)
        new_id, attributes = update(physical_id, old, new, *rest)
        # A stage's id is its name alone, so that one which moves to another API keeps it.
        if new_id == physical_id and old.get("RestApiId") != new.get("RestApiId"):
            observer.remove(resource_type, physical_id, old)
        note(new_id, new)
        return new_id, attributes

    def observed_delete(physical_id: str, properties: Properties) -> None:
        delete(physical_id, properties)
        observer.remove(resource_type, physical_id, properties)

    provisioner.update(create=observed_create, delete=observed_delete)
    if update:
        provisioner["update"] = observed_update


def _with_key_value(resource_type: str, physical_id: str, properties: Properties) -> Properties:
    # The value of a key that the template leaves to API Gateway is made when it is created.
    if resource_type != "AWS::ApiGateway::ApiKey" or properties.get("Value"):
        return properties
    key = hooks.API_KEYS.resolve().get(physical_id) or {}
    return {**properties, "Value": key.get("value", "")}


def _update_keeping_id(update: Callable[..., Provisioned]) -> Callable[..., Provisioned]:
    """API Gateway overwrites an API with a changed `Body`; MiniStack would replace the API."""

    def update_in_place(
        physical_id: str, old: Properties, new: Properties, *rest: str
    ) -> Provisioned:
        if not (isinstance(old.get("Body"), dict) and isinstance(new.get("Body"), dict)):
            return update(physical_id, old, new, *rest)
        result = update(physical_id, old, {**new, "Body": old["Body"]}, *rest)
        if old["Body"] != new["Body"]:
            _reimport(physical_id, new["Body"])
        return result

    return update_in_place


def _reimport(api_id: str, document: dict[str, Any]) -> None:
    """Bring what MiniStack's API Gateway API shows of this API up to its new definition."""
    resources = hooks.API_RESOURCES.resolve().get(api_id)
    for resource_id in [key for key, resource in resources.items() if resource["path"] != "/"]:
        del resources[resource_id]
    for root in resources.values():
        root["resourceMethods"] = {}
    hooks.API_AUTHORIZERS.resolve().get(api_id).clear()
    schemes = hooks.IMPORT_SECURITY.resolve()(api_id, document)
    import_path = hooks.IMPORT_PATH.resolve()
    for path, item in (document.get("paths") or {}).items():
        import_path(api_id, path, item, schemes, document.get("security"))


def _collection(rekognition: Service) -> Provisioner:
    """`AWS::Rekognition::Collection`: `Ref` is its id, `Fn::GetAtt` knows `Arn`.

    A collection that exists is adopted, other than on AWS: the faces may have outlived the stack
    that made their collection, and losing them would be worse.
    """

    def create(logical_id: str, properties: Properties, stack: str) -> Provisioned:
        collection_id = properties.get("CollectionId")
        if not collection_id:
            raise ValueError("Properties validation failed: required key [CollectionId] not found")
        tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags") or []}
        arn = rekognition.create_collection_if_missing(collection_id, tags)
        return collection_id, {"Arn": arn}

    def update(physical_id: str, old: Properties, new: Properties, stack: str) -> Provisioned:
        return create(physical_id, new, stack)

    def delete(physical_id: str, properties: Properties) -> None:
        # A rollback leaves the collection be: it may have been adopted, with its faces.
        if not _is_rolling_back(physical_id):
            rekognition.delete_collection_if_present(physical_id)

    return {"create": create, "update": update, "delete": delete}


def _is_rolling_back(physical_id: str) -> bool:
    return any(
        resource["PhysicalResourceId"] == physical_id
        for stack in hooks.STACKS.resolve().all_values()
        if "ROLLBACK" in stack["StackStatus"] and stack["StackStatus"].endswith("_IN_PROGRESS")
        for resource in stack.get("_resources", {}).values()
    )
