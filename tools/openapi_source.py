"""api/openapi.yaml as it is written: with anchors, and with templates named by their paths."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tools.errors import RenderError
from tools.problems import GATEWAY_RESPONSES_KEY
from tools.yaml_loader import Loader

SOURCE = Path("api/openapi.yaml")
SHARED_KEY = "x-shared"
TEMPLATE_MAPS = ("requestTemplates", "responseTemplates")

METHODS = (
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "x-amazon-apigateway-any-method",
)

_YAML_TAG = "tag:yaml.org,2002:"
_MERGE_TAG = f"{_YAML_TAG}merge"

RenderNamed = Callable[[str, str], str]
"""What a template's name stands for, given the place that names it."""


def load_openapi(root: Path, render: RenderNamed) -> dict[str, Any]:
    """The document with `render` applied to each template it names, without x-shared.

    Raises RenderError for a missing or malformed file, a YAML tag such as !Sub, a nested
    Fn::Transform, a duplicate key, or gateway responses written by hand.
    """
    loader = Loader(_read(root))
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise RenderError(f"{SOURCE}: a mapping is expected")
        node.value = [(key, value) for key, value in node.value if key.value != SHARED_KEY]
        for mapping in _mappings(node, set()):
            _check_keys(mapping)
            _inline_templates(mapping, render)
        document: dict[str, Any] = _with_text_keys(loader.construct_document(node))
    except yaml.YAMLError as error:
        raise RenderError(_yaml_message(error)) from None
    except RecursionError:
        raise RenderError(f"{SOURCE}: an anchor contains itself") from None
    finally:
        loader.dispose()
    if GATEWAY_RESPONSES_KEY in document:
        raise RenderError(f"{SOURCE}: {GATEWAY_RESPONSES_KEY} is made from api/problems.yaml")
    return document


def count_routes(document: dict[str, Any]) -> int:
    """The operations of the document: methods on paths."""
    return sum(method in item for item in document.get("paths", {}).values() for method in METHODS)


def _read(root: Path) -> str:
    try:
        return (root / SOURCE).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RenderError(f"{SOURCE}: no such file") from None
    except UnicodeDecodeError:
        raise RenderError(f"{SOURCE}: not UTF-8") from None


def _mappings(node: yaml.Node, seen: set[int]) -> Iterator[yaml.MappingNode]:
    """Every mapping below `node`, once, however many aliases lead to it."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if node.tag.startswith("!"):
        raise RenderError(
            f"{_place(node)}: {node.tag} is a short form, which AWS::Include does not read; "
            "write it out (Ref:, Fn::Sub:)"
        )
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value, seen)


def _check_keys(mapping: yaml.MappingNode) -> None:
    seen = set()
    for key, _ in mapping.value:
        if key.tag not in (f"{_YAML_TAG}str", f"{_YAML_TAG}int", _MERGE_TAG):
            raise RenderError(f"{_place(key)}: the key {key.value!r} must be quoted")
        if key.value == "Fn::Transform":
            raise RenderError(f"{_place(key)}: AWS::Include does not run a transform inside a file")
        if key.value in seen and key.tag != _MERGE_TAG:
            raise RenderError(f"{_place(key)}: the key {key.value!r} occurs twice")
        seen.add(key.value)


def _inline_templates(mapping: yaml.MappingNode, render: RenderNamed) -> None:
    for key, value in mapping.value:
        if key.value in TEMPLATE_MAPS:
            for template in _template_nodes(value):
                _inline_template(template, render)


def _template_nodes(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The values of a map of templates, through its merge keys."""
    if not isinstance(node, yaml.MappingNode):
        raise RenderError(f"{_place(node)}: a map from media type to template is expected")
    for key, value in node.value:
        if key.tag == _MERGE_TAG:
            sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
            for source in sources:
                yield from _template_nodes(source)
        elif isinstance(value, yaml.ScalarNode):
            yield value
        else:
            raise RenderError(f"{_place(value)}: the name of a template is expected")


def _inline_template(node: yaml.ScalarNode, render: RenderNamed) -> None:
    # A node that several aliases share is met once for each; the anchor is replaced once.
    if not getattr(node, "rendered", False):
        node.value = render(node.value, _place(node))
        node.tag = f"{_YAML_TAG}str"
        node.rendered = True  # type: ignore[attr-defined]


def _with_text_keys(value: Any) -> Any:
    """Unquoted status codes are integers in YAML; a JSON object has texts for keys."""
    if isinstance(value, dict):
        return {str(key): _with_text_keys(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_text_keys(item) for item in value]
    return value


def _place(node: yaml.Node) -> str:
    return f"{SOURCE}:{node.start_mark.line + 1}"


def _yaml_message(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError):
        return f"{SOURCE}: {' '.join(str(error).split())}"
    mark = error.problem_mark or error.context_mark
    line = f":{mark.line + 1}" if mark else ""
    return f"{SOURCE}{line}: {error.problem or error.context}"
