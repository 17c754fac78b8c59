"""template.yaml as CloudFormation receives it: include inlined, SAM transform applied, offline."""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import boto3
import yaml
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from tools.errors import TransformError
from tools.template import (
    CODE_PROPERTIES,
    FILE_PROPERTIES,
    REGION,
    SOURCE,
    is_local,
    load_template,
    load_yaml,
    local_paths,
    one_line,
)
from tools.yaml_loader import Loader

PACKAGED = "s3://packaged/"
"""Stands for the bucket that `sam deploy` uploads to; the key is the path given in the template."""

# Warns on every run of the transform service's own metrics and experiments.
logging.getLogger("samtranslator").setLevel(logging.ERROR)


class _SnippetLoader(Loader):
    """What AWS::Include reads: neither short forms nor aliases."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.get_mark()
            raise yaml.MarkedYAMLError(problem="AWS::Include reads no alias", problem_mark=mark)
        return super().compose_node(parent, index)


def _refuse_short_form(loader: _SnippetLoader, name: str, node: yaml.Node) -> None:
    raise yaml.MarkedYAMLError(
        problem=f"AWS::Include does not read the short form !{name}", problem_mark=node.start_mark
    )


_SnippetLoader.add_multi_constructor("!", _refuse_short_form)


def _no_managed_policies() -> dict[str, str]:
    """The template names managed policies by their ARN, so no name needs to be looked up."""
    return {}


def transform_template(root: Path, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
    """`root`/template.yaml as a CloudFormation template without transforms; writes nothing.

    Parameters take their defaults where `parameters` names none; intrinsic functions stay as they
    are. Local code and definitions become S3 objects of the bucket `packaged` whose keys are their
    paths. Raises TransformError with one line per reason.
    """
    template = load_template(root)
    _check_parameters(template, parameters or {})
    template = _with_includes(template, root)
    _package(template, root)
    translator = Translator(None, Parser(), boto_session=boto3.session.Session(region_name=REGION))
    try:
        translated = translator.translate(
            template,
            dict(parameters or {}),
            # So that a lint exception holds for all that SAM makes of a resource.
            passthrough_metadata=True,
            get_managed_policy_map=_no_managed_policies,
        )
    except InvalidDocumentException as error:
        reasons = [f"{SOURCE}: {one_line(cause.message)}" for cause in error.causes]
        raise TransformError("\n".join(reasons)) from None
    return cast(dict[str, Any], translated)


def _check_parameters(template: Mapping[str, Any], given: Mapping[str, str]) -> None:
    declared = template.get("Parameters", {})
    if unknown := sorted(set(given) - set(declared)):
        raise TransformError(f"{SOURCE}: no parameter named {', '.join(unknown)}")
    missing = [n for n, p in declared.items() if "Default" not in p and n not in given]
    if missing:
        raise TransformError(f"{SOURCE}: no value for the parameter {', '.join(missing)}")


def _with_includes(value: Any, root: Path) -> Any:
    """`value` with each AWS::Include replaced by the file that it names."""
    if isinstance(value, list):
        return [_with_includes(item, root) for item in value]
    if not isinstance(value, dict):
        return value
    included = {}
    if "Fn::Transform" in value:
        value = dict(value)
        included = _include(value.pop("Fn::Transform"), root)
    return {**included, **{key: _with_includes(item, root) for key, item in value.items()}}


def _include(transform: Any, root: Path) -> dict[str, Any]:
    if not isinstance(transform, dict) or transform.get("Name") != "AWS::Include":
        raise TransformError(f"{SOURCE}: the only Fn::Transform that runs offline is AWS::Include")
    parameters = transform.get("Parameters")
    location = parameters.get("Location") if isinstance(parameters, dict) else None
    if not isinstance(location, str) or not is_local(location):
        raise TransformError(f"{SOURCE}: AWS::Include must name a local file, not {location}")
    snippet = load_yaml(root, Path(location), _SnippetLoader)
    if "Fn::Transform" in _keys(snippet):
        raise TransformError(f"{location}: AWS::Include does not run a transform inside a file")
    return snippet


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


def _package(template: dict[str, Any], root: Path) -> None:
    for properties, name in local_paths(template, CODE_PROPERTIES | FILE_PROPERTIES):
        location = properties[name]
        if not (root / location).exists():
            raise TransformError(f"{SOURCE}: {name} {location} does not exist")
        properties[name] = PACKAGED + Path(location).as_posix()
