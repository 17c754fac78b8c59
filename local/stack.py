"""template.yaml, deployed to the local CloudFormation the way `sam deploy` does it.

The template is sent as it is, with its local files uploaded, and CloudFormation runs AWS::Include
and the SAM transform itself: one path for `make run`, for a reload and for
`sam deploy --config-env local`, so that none can do what the others cannot.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from local.artifacts import ArtifactBucket
from local.cloudformation import CloudFormation, CloudFormationError, Stack, StackEvent
from local.errors import DeployError, LocalError
from local.gateway import Integrate
from local.packaging import Package, package
from local.samconfig import DeploySettings, load_deploy_settings
from tools.errors import RenderError, TransformError
from tools.render import rendered_files, write

_COMPLETE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_FAILED_FOR_GOOD = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED")
_TEMPLATE_KEY = "template.json"


@dataclass(frozen=True)
class Deployed:
    """A stack as it stands; `changed` is False when it already was what was asked for."""

    stack_name: str
    changed: bool
    parameters: Mapping[str, str]


async def deploy(root: Path, integrate: Integrate) -> Deployed:
    """Render the API of the application in `root` and create or update its stack.

    Raises LocalError with one line: a source that does not render, a template that does not
    transform, or the first resource that failed.
    """
    settings = load_deploy_settings(root)
    deployment = _Deployment(settings, integrate)
    sources = await asyncio.to_thread(_package, root, deployment.bucket)
    try:
        changed = await deployment.run(sources)
        parameters = await deployment.parameters()
    except CloudFormationError as error:
        raise DeployError(f"{settings.stack_name}: {error}") from error
    return Deployed(settings.stack_name, changed, parameters)


def _package(root: Path, bucket: str) -> Package:
    try:
        for file in rendered_files(root):
            write(root, file)
        return package(root, bucket)
    except (RenderError, TransformError) as error:
        raise LocalError(str(error).splitlines()[0]) from error
    except OSError as error:
        raise LocalError(f"{error.filename}: {error.strerror}") from error


class _Deployment:
    def __init__(self, settings: DeploySettings, integrate: Integrate) -> None:
        self._name = settings.stack_name
        self._parameters = settings.parameters
        self._cloudformation = CloudFormation(integrate, settings.region)
        self._artifacts = ArtifactBucket(
            f"{settings.stack_name}-artifacts", settings.region, integrate
        )

    @property
    def bucket(self) -> str:
        return self._artifacts.name

    async def run(self, package: Package) -> bool:
        stack = await self._cloudformation.describe(self._name)
        if stack and await self._is_current(stack, package):
            return False
        if stack:
            await _next_second(stack.updated)
        objects = {**package.artifacts, _TEMPLATE_KEY: package.template.encode()}
        await self._artifacts.upload(objects)
        if not await self._create_or_update(stack):
            return False
        await self._succeeded()
        await self._artifacts.keep_only(set(objects))
        return True

    async def parameters(self) -> Mapping[str, str]:
        stack = await self._cloudformation.describe(self._name)
        return stack.parameters if stack else {}

    async def _is_current(self, stack: Stack, package: Package) -> bool:
        wanted = {**_defaults(package.template), **self._parameters}
        if stack.status not in _COMPLETE or stack.parameters != wanted:
            return False
        return await self._cloudformation.template(self._name) == package.template

    async def _create_or_update(self, stack: Stack | None) -> bool:
        """False when CloudFormation finds nothing to update."""
        url = self._artifacts.url(_TEMPLATE_KEY)
        if stack and stack.status in _FAILED_FOR_GOOD:
            # As on AWS, a stack whose creation failed can only be deleted.
            await self._cloudformation.delete(self._name)
            stack = await self._cloudformation.settled(self._name)
        if stack is None:
            await self._cloudformation.create(self._name, url, self._parameters)
            return True
        try:
            await self._cloudformation.update(self._name, url, self._parameters)
        except CloudFormationError as error:
            if "No updates are to be performed" in str(error):
                return False
            raise
        return True

    async def _succeeded(self) -> None:
        """Raises DeployError with the first failure of the operation that just ended."""
        stack = await self._cloudformation.settled(self._name)
        if stack and stack.status in _COMPLETE:
            return
        for event in _last_operation(await self._cloudformation.events(self._name)):
            if event.status.endswith("_FAILED") and event.reason:
                reason = " ".join(event.reason.split())
                raise DeployError(f"{event.logical_id} ({event.resource_type}): {reason}")
        raise DeployError(f"{self._name} is in {stack.status if stack else 'DELETE_COMPLETE'}")


async def _next_second(moment: datetime) -> None:
    """Wait until the second of `moment` is over.

    SAM names the deployments of an API with AlwaysDeploy by the second: another one within it
    would have the same name, and so would not be made.
    """
    over = moment.replace(microsecond=0) + timedelta(seconds=1)
    await asyncio.sleep(max(0.0, (over - datetime.now(UTC)).total_seconds()))


def _defaults(template: str) -> dict[str, str]:
    parameters = json.loads(template).get("Parameters", {})
    return {name: str(given["Default"]) for name, given in parameters.items() if "Default" in given}


def _last_operation(events: list[StackEvent]) -> list[StackEvent]:
    starts = [index for index, event in enumerate(events) if event.reason == "User Initiated"]
    return events[starts[-1] :] if starts else events
