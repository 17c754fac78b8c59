"""Lints the mapping templates, each in every one of its uses."""

import re
from collections.abc import Iterator

from local.commands.api_definition import ApiDefinition, RequestUse, ResponseUse
from local.commands.lint.answers import answer_shape
from local.commands.lint.findings import REFUSED, Finding
from local.commands.lint.flow import Flow, Observation
from local.commands.lint.scope import Scope
from local.commands.lint.states import State
from local.vtl import VtlError, compile_template
from local.vtl.nodes import Block
from tools.rules.project import Operation
from tools.vtl_refusals import findings as refusals
from tools.vtl_source import RenderedTemplate

_SUCCESS = re.compile(r"2(?:\\d\{2\}|\\d\\d|\d\d|\.\.|\.\*)")


class TemplateLint:
    """What its operations tell of a template is looked up once for all of them."""

    def __init__(self, api: ApiDefinition) -> None:
        self._api = api
        self._refusing: dict[str, frozenset[str]] = {}

    def findings(self, template: RenderedTemplate) -> Iterator[Finding]:
        """Raises RenderError for a part that another template of the operation lacks."""
        yield from self._refused(template)
        try:
            root = compile_template(template.text).root
        except VtlError as error:
            place = Observation(error.line, error.column, REFUSED, error.message)
            yield _finding(template, place)
            return
        for scope in self._scopes(template):
            flow = Flow(root, scope)
            flow.run()
            yield from (_finding(template, found) for found in flow.observations)

    def _refused(self, template: RenderedTemplate) -> Iterator[Finding]:
        text = template.text
        for offset, reason in refusals(text):
            line = text.count("\n", 0, offset) + 1
            column = offset - (text.rfind("\n", 0, offset) + 1) + 1
            yield _finding(template, Observation(line, column, REFUSED, reason))

    def _scopes(self, template: RenderedTemplate) -> Iterator[Scope]:
        path, api = template.path, self._api
        scopes = {
            *map(self._request_scope, api.request_uses(path)),
            *map(self._response_scope, api.response_uses(path)),
        }
        yield from scopes or {Scope(is_request=api.is_request_template(path))}

    def _request_scope(self, use: RequestUse) -> Scope:
        is_text = use.operation.integration.get("contentHandling") == "CONVERT_TO_TEXT"
        is_binary = use.media_type in self._api.binary_media_types
        return Scope(is_request=True, body_is_base64=is_binary and is_text)

    def _response_scope(self, use: ResponseUse) -> Scope:
        succeeded = _SUCCESS.fullmatch(use.pattern) is not None
        action = use.operation.service_action()
        return Scope(
            is_request=False,
            answer=answer_shape(*action) if succeeded and action else None,
            refusing=self._refusing_of(use.operation),
            succeeded=succeeded,
        )

    def _refusing_of(self, operation: Operation) -> frozenset[str]:
        name = str(operation)
        if name not in self._refusing:
            sets = [self._refusing_in(use) for use in self._uses(operation)]
            self._refusing[name] = frozenset.intersection(*sets) if sets else frozenset()
        return self._refusing[name]

    def _uses(self, operation: Operation) -> Iterator[RequestUse]:
        for media_type in operation.integration.get("requestTemplates") or {}:
            yield RequestUse(operation, media_type)

    def _refusing_in(self, use: RequestUse) -> frozenset[str]:
        name = use.operation.integration["requestTemplates"][use.media_type]
        try:
            root: Block = compile_template(self._api.template_named(name).text).root
        except VtlError:
            return frozenset()
        return refusing_variables(Flow(root, self._request_scope(use)).run())


def refusing_variables(ends: list[State]) -> frozenset[str]:
    """The variables that are set only where nothing of the client's is printed."""
    names = {name for end in ends for name in end.variables}
    return frozenset(name for name in names if _refuses(name, ends))


def _refuses(name: str, ends: list[State]) -> bool:
    if not any(end.get(name).is_certainly("") for end in ends):
        return False
    told_apart = [end for end in ends if not end.get(name).is_certainly("")]
    return bool(told_apart) and not any(end.prints_input for end in told_apart)


def _finding(template: RenderedTemplate, found: Observation) -> Finding:
    file, _, line = template.place(found.line).rpartition(":")
    return Finding(file, int(line), found.column, found.code, found.message)
