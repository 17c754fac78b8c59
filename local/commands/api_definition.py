"""The API as it is written, with templates named by their files: who uses a template, and how."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tools.openapi_source import METHODS, SOURCE, load_openapi
from tools.problems import VTL_PART, load_problems
from tools.rules.project import Operation
from tools.vtl_source import FOLDER, Line, RenderedTemplate, TemplateFolder

BINARY_MEDIA_TYPES = "x-amazon-apigateway-binary-media-types"


@dataclass(frozen=True)
class RequestUse:
    """A template that makes an operation's integration request for one media type."""

    operation: Operation
    media_type: str


@dataclass(frozen=True)
class ResponseUse:
    """A template that makes an operation's answer where the service's status matches `pattern`.

    `response` is the integration response as api/openapi.yaml has it.
    """

    operation: Operation
    pattern: str
    response: Mapping[str, Any]

    def answers(self, status: int) -> bool:
        """Whether API Gateway selects this integration response for the service's status."""
        patterns = [p for p in self.operation.integration_responses if p != "default"]
        matching = next((p for p in patterns if re.fullmatch(p, str(status))), "default")
        return matching == self.pattern


@dataclass(frozen=True)
class ApiDefinition:
    """api/openapi.yaml of the application in `root`."""

    root: Path

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """The document with the names of its templates, as in `vtl/labels.request.vtl`.

        Raises RenderError for a file that is missing or that cannot be read.
        """
        return load_openapi(self.root, lambda name, named_at: name)

    @property
    def binary_media_types(self) -> list[str]:
        return list(self.document.get(BINARY_MEDIA_TYPES) or [])

    @cached_property
    def operations(self) -> list[Operation]:
        return [
            Operation(path, method, item[method])
            for path, item in (self.document.get("paths") or {}).items()
            for method in METHODS
            if method in item
        ]

    def request_uses(self, template: Path) -> Iterator[RequestUse]:
        for operation in self.operations:
            for media_type, name in (operation.integration.get("requestTemplates") or {}).items():
                if Path(name) == template:
                    yield RequestUse(operation, media_type)

    def response_uses(self, template: Path) -> Iterator[ResponseUse]:
        for operation in self.operations:
            for pattern, response in operation.integration_responses.items():
                names = (response.get("responseTemplates") or {}).values()
                if any(Path(name) == template for name in names):
                    yield ResponseUse(operation, pattern, response)

    def is_request_template(self, template: Path) -> bool:
        """By who uses it; by its name as long as nobody does."""
        if any(self.response_uses(template)):
            return False
        return any(self.request_uses(template)) or ".request." in template.name

    @cached_property
    def _folder(self) -> TemplateFolder:
        # The part that is made from api/problems.yaml need not be rendered yet.
        return TemplateFolder(self.root, {VTL_PART: load_problems(self.root).vtl()})

    def template_files(self) -> list[Path]:
        """The templates under vtl/, without the parts that they #parse."""
        files = (self.root / FOLDER).glob("*.vtl")
        return sorted(path.relative_to(self.root) for path in files)

    def template(self, path: Path) -> RenderedTemplate:
        """A template under vtl/ as it is deployed, its parts inlined; another one as it stands.

        `path` is relative to the root, or to where the command is run. Raises RenderError for a
        file, or a part, that is missing.
        """
        path = self.relative(path)
        if path.parts[:1] == (FOLDER.name,):
            return self._folder.render(path, named_at="the command line")
        lines = (self.root / path).read_text(encoding="utf-8").split("\n")
        return RenderedTemplate(path, tuple(Line(path, n, t) for n, t in enumerate(lines, 1)))

    def template_named(self, name: str) -> RenderedTemplate:
        """A template by the name that api/openapi.yaml has for it."""
        return self._folder.render(Path(name), named_at=SOURCE.as_posix())

    def relative(self, path: Path) -> Path:
        """`path` below the root, where it is below it."""
        root = self.root.resolve()
        for candidate in (path, self.root / path):
            if candidate.is_file() and candidate.resolve().is_relative_to(root):
                return candidate.resolve().relative_to(root)
        return path
