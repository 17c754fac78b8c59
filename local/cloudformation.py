"""The CloudFormation calls that a deployment takes, over any way to reach the service."""

import asyncio
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from local.gateway import EndpointRequest, Integrate

_POLL_SECONDS = 0.01
_CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")


class CloudFormationError(Exception):
    """A refused call; the text is CloudFormation's message."""


@dataclass(frozen=True)
class Stack:
    status: str
    updated: datetime
    parameters: Mapping[str, str]
    outputs: Mapping[str, str]

    @property
    def is_settled(self) -> bool:
        return not self.status.endswith("_IN_PROGRESS")


@dataclass(frozen=True)
class StackEvent:
    logical_id: str
    resource_type: str
    status: str
    reason: str


class CloudFormation:
    """A client for one region. Every method raises CloudFormationError for a refused call."""

    def __init__(self, integrate: Integrate, region: str) -> None:
        self._integrate = integrate
        self._region = region

    async def describe(self, stack_name: str) -> Stack | None:
        """The stack, None when there is none."""
        try:
            answer = await self._call("DescribeStacks", StackName=stack_name)
        except CloudFormationError as error:
            if "does not exist" in str(error):
                return None
            raise
        stack = _find(answer, "Stacks/member")
        status = _text(stack, "StackStatus")
        if status == "DELETE_COMPLETE":
            return None
        return Stack(
            status=status,
            updated=datetime.fromisoformat(
                _text(stack, "LastUpdatedTime") or _text(stack, "CreationTime")
            ),
            parameters=_pairs(stack, "Parameters", "ParameterKey", "ParameterValue"),
            outputs=_pairs(stack, "Outputs", "OutputKey", "OutputValue"),
        )

    async def template(self, stack_name: str) -> str:
        """The stack's template as it was sent."""
        answer = await self._call("GetTemplate", StackName=stack_name, TemplateStage="Original")
        return _text(answer, "TemplateBody")

    async def create(self, stack_name: str, url: str, parameters: Mapping[str, str]) -> None:
        await self._deploy("CreateStack", stack_name, url, parameters)

    async def update(self, stack_name: str, url: str, parameters: Mapping[str, str]) -> None:
        await self._deploy("UpdateStack", stack_name, url, parameters)

    async def delete(self, stack_name: str) -> None:
        await self._call("DeleteStack", StackName=stack_name)

    async def settled(self, stack_name: str) -> Stack | None:
        """The stack once no operation on it is under way."""
        stack = await self.describe(stack_name)
        while stack and not stack.is_settled:
            await asyncio.sleep(_POLL_SECONDS)
            stack = await self.describe(stack_name)
        return stack

    async def events(self, stack_name: str) -> list[StackEvent]:
        """What happened to the stack, oldest first."""
        answer = await self._call("DescribeStackEvents", StackName=stack_name)
        events = [
            StackEvent(
                _text(event, "LogicalResourceId"),
                _text(event, "ResourceType"),
                _text(event, "ResourceStatus"),
                _text(event, "ResourceStatusReason"),
            )
            for event in _find(answer, "StackEvents")
        ]
        return events[::-1]

    async def _deploy(
        self, action: str, stack_name: str, url: str, parameters: Mapping[str, str]
    ) -> None:
        form = {"StackName": stack_name, "TemplateURL": url}
        for number, (key, value) in enumerate(parameters.items(), 1):
            form[f"Parameters.member.{number}.ParameterKey"] = key
            form[f"Parameters.member.{number}.ParameterValue"] = value
        for number, capability in enumerate(_CAPABILITIES, 1):
            form[f"Capabilities.member.{number}"] = capability
        await self._call(action, **form)

    async def _call(self, action: str, **form: str) -> ElementTree.Element:
        body = urlencode({"Action": action, "Version": "2010-05-15", **form}).encode()
        response = await self._integrate(
            EndpointRequest(
                service="cloudformation",
                region=self._region,
                method="POST",
                path="/",
                query="",
                headers=[("Content-Type", "application/x-www-form-urlencoded")],
                body=body,
                credentials=None,
                timeout_seconds=60,
            )
        )
        try:
            answer = _without_namespaces(response.body)
        except ElementTree.ParseError as error:
            raise CloudFormationError(response.body.decode(errors="replace")) from error
        if response.status != 200:
            raise CloudFormationError(_text(answer, "Message"))
        return answer


def _without_namespaces(document: bytes) -> ElementTree.Element:
    root = ElementTree.fromstring(document)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _find(element: ElementTree.Element, path: str) -> ElementTree.Element:
    found = element.find(f".//{path}")
    return element if found is None else found


def _text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(f".//{name}") or ""


def _pairs(element: ElementTree.Element, name: str, key: str, value: str) -> dict[str, str]:
    return {
        _text(member, key): _text(member, value) for member in element.findall(f"{name}/member")
    }
