"""template.yaml as CloudFormation receives it: include inlined, SAM transform applied, offline."""

import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import boto3
import yaml
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from tools.errors import TransformError
from tools.yaml_loader import Loader

SOURCE = Path("template.yaml")
REGION = "us-east-1"

PACKAGED = "s3://packaged/"
"""Stands for the bucket that `sam deploy` uploads to; the key is the path given in the template."""

_PACKAGED_PROPERTIES = {
    "AWS::Serverless::Api": "DefinitionUri",
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
    "AWS::Serverless::StateMachine": "DefinitionUri",
}


# Warns on every run of the transform service's own metrics and experiments.
logging.getLogger("samtranslator").setLevel(logging.ERROR)


class _TemplateLoader(Loader):
    """Reads !Sub and its like as {"Fn::Sub": ...}."""


class _SnippetLoader(Loader):
    """What AWS::Include reads: neither short forms nor aliases."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.get_mark()
            raise yaml.MarkedYAMLError(problem="AWS::Include reads no alias", problem_mark=mark)
        return super().compose_node(parent, index)


def _construct_intrinsic(loader: _TemplateLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        value = value.split(".", 1) if name == "GetAtt" else value
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(cast(yaml.MappingNode, node), deep=True)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


def _refuse_short_form(loader: _SnippetLoader, name: str, node: yaml.Node) -> None:
    raise yaml.MarkedYAMLError(
        problem=f"AWS::Include does not read the short form !{name}", problem_mark=node.start_mark
    )


_TemplateLoader.add_multi_constructor("!", _construct_intrinsic)
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
        reasons = [f"{SOURCE}: {_one_line(cause.message)}" for cause in error.causes]
        raise TransformError("\n".join(reasons)) from None
    return cast(dict[str, Any], translated)


def load_template(root: Path) -> dict[str, Any]:
    """`root`/template.yaml with short intrinsics in their long form, nothing else changed.

    Raises TransformError for a missing or malformed file.
    """
    template = _load(root, SOURCE, _TemplateLoader)
    for name in ("Globals", "Parameters", "Resources"):
        section = template.get(name, {})
        if not isinstance(section, dict):
            raise TransformError(f"{SOURCE}: {name}: a mapping is expected")
        for key, value in section.items():
            if not isinstance(value, dict):
                raise TransformError(f"{SOURCE}: {name}.{key}: a mapping is expected")
    return template


def _load(root: Path, path: Path, loader: type[yaml.SafeLoader]) -> dict[str, Any]:
    try:
        document = yaml.load((root / path).read_text(encoding="utf-8"), Loader=loader)
    except FileNotFoundError:
        raise TransformError(f"{path}: no such file") from None
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise TransformError(f"{path}{line}: {error.problem}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TransformError(f"{path}: {_one_line(str(error))}") from None
    if not isinstance(document, dict):
        raise TransformError(f"{path}: a mapping is expected")
    return document


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
    if not isinstance(location, str) or location.startswith("s3://"):
        raise TransformError(f"{SOURCE}: AWS::Include must name a local file, not {location}")
    snippet = _load(root, Path(location), _SnippetLoader)
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
    for kind, shared in template.get("Globals", {}).items():
        _package_property(shared, _PACKAGED_PROPERTIES.get(f"AWS::Serverless::{kind}"), root)
    for resource in template.get("Resources", {}).values():
        name = _PACKAGED_PROPERTIES.get(str(resource.get("Type")))
        _package_property(resource.get("Properties"), name, root)


def _package_property(properties: Any, name: str | None, root: Path) -> None:
    location = properties.get(name) if isinstance(properties, dict) and name else None
    if not isinstance(location, str) or location.startswith("s3://"):
        return
    if not (root / location).exists():
        raise TransformError(f"{SOURCE}: {name} {location} does not exist")
    properties[name] = PACKAGED + Path(location).as_posix()


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
