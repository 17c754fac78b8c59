"""What the rules look at: the transformed template, its API, and the files around it."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tools.openapi_source import METHODS
from tools.rules.intrinsics import sub_text, without_substitutions
from tools.transform import transform_template

_INTEGRATION_URI = re.compile(
    r"arn:\w+:apigateway:\w+:(?P<service>[\w.-]+):(?P<kind>action|path)/(?P<name>.*)"
)


@dataclass(frozen=True)
class Operation:
    """One method on one path, with its integration."""

    path: str
    method: str
    definition: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.path} {self.method}"

    @property
    def integration(self) -> Mapping[str, Any]:
        return self.definition.get("x-amazon-apigateway-integration") or {}

    @property
    def integration_responses(self) -> Mapping[str, Mapping[str, Any]]:
        """The integration responses by their selection pattern."""
        return self.integration.get("responses") or {}

    @property
    def is_aws(self) -> bool:
        return self.integration.get("type") == "aws"

    def service_action(self) -> tuple[str, str] | None:
        """("rekognition", "DetectLabels") for an integration that calls an action by name."""
        uri = without_substitutions(sub_text(self.integration.get("uri")) or "")
        found = _INTEGRATION_URI.fullmatch(uri)
        return (found["service"], found["name"]) if found and found["kind"] == "action" else None

    def parameters(self, place: str) -> set[str]:
        """The names of the parameters declared in `place`: path, query or header."""
        return {p["name"] for p in self.definition.get("parameters", []) if p.get("in") == place}


@dataclass(frozen=True)
class Project:
    """`transformed` is template.yaml as CloudFormation receives it, after the SAM transform."""

    root: Path
    transformed: Mapping[str, Any]

    @classmethod
    def load(cls, root: Path) -> "Project":
        """Raises TransformError when template.yaml does not transform."""
        return cls(root, transform_template(root))

    @property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        return self.transformed.get("Resources") or {}

    @property
    def parameters(self) -> Mapping[str, Mapping[str, Any]]:
        return self.transformed.get("Parameters") or {}

    def of_type(self, resource_type: str) -> dict[str, Mapping[str, Any]]:
        """The properties of each resource of that type, by logical id."""
        return {
            name: resource.get("Properties") or {}
            for name, resource in self.resources.items()
            if resource.get("Type") == resource_type
        }

    @cached_property
    def body(self) -> Mapping[str, Any]:
        """The OpenAPI document of the one RestApi."""
        apis = self.of_type("AWS::ApiGateway::RestApi")
        return next((api.get("Body") or {} for api in apis.values()), {})

    @cached_property
    def operations(self) -> list[Operation]:
        return [
            Operation(path, method, item[method])
            for path, item in (self.body.get("paths") or {}).items()
            for method in METHODS
            if method in item
        ]

    @property
    def binary_media_types(self) -> list[str]:
        return list(self.body.get("x-amazon-apigateway-binary-media-types") or [])

    def templates(self) -> Iterator[tuple[str, str]]:
        """Each mapping template with the place it stands in."""
        for operation in self.operations:
            for media_type, text in (operation.integration.get("requestTemplates") or {}).items():
                yield f"{operation}: request template {media_type}", text
            for pattern, response in operation.integration_responses.items():
                for media_type, text in (response.get("responseTemplates") or {}).items():
                    yield f"{operation}: response template {pattern} {media_type}", text

    @cached_property
    def tracked_files(self) -> list[Path]:
        """The files that a commit would hold; outside of git, those of no hidden folder."""
        return sorted(name for name in _listing(self.root) if (self.root / name).is_file())


def _listing(root: Path) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listing = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        names = [path.relative_to(root) for path in root.rglob("*")]
        return [n for n in names if not any(part.startswith(".") for part in n.parts[:-1])]
    return [Path(name) for name in listing.stdout.split("\0") if name]
