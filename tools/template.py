"""template.yaml as it is written: read, with its short intrinsics in their long form."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from tools.errors import TransformError
from tools.yaml_loader import Loader

SOURCE = Path("template.yaml")
REGION = "us-east-1"

CODE_PROPERTIES = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
}
FILE_PROPERTIES = {
    "AWS::Serverless::Api": "DefinitionUri",
    "AWS::Serverless::StateMachine": "DefinitionUri",
}
"""The properties that `sam package` uploads: a folder as an archive, a file as it is."""


class _TemplateLoader(Loader):
    """Reads !Sub and its like as {"Fn::Sub": ...}."""


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


_TemplateLoader.add_multi_constructor("!", _construct_intrinsic)


def load_template(root: Path) -> dict[str, Any]:
    """`root`/template.yaml with short intrinsics in their long form, nothing else changed.

    Raises TransformError for a missing or malformed file.
    """
    template = load_yaml(root, SOURCE, _TemplateLoader)
    for name in ("Globals", "Parameters", "Resources"):
        section = template.get(name, {})
        if not isinstance(section, dict):
            raise TransformError(f"{SOURCE}: {name}: a mapping is expected")
        for key, value in section.items():
            if not isinstance(value, dict):
                raise TransformError(f"{SOURCE}: {name}.{key}: a mapping is expected")
    return template


def load_yaml(root: Path, path: Path, loader: type[yaml.SafeLoader]) -> dict[str, Any]:
    """The mapping in a YAML file under `root`. Raises TransformError, naming the line."""
    try:
        document = yaml.load((root / path).read_text(encoding="utf-8"), Loader=loader)
    except FileNotFoundError:
        raise TransformError(f"{path}: no such file") from None
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise TransformError(f"{path}{line}: {error.problem}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise TransformError(f"{path}: {one_line(str(error))}") from None
    if not isinstance(document, dict):
        raise TransformError(f"{path}: a mapping is expected")
    return document


def local_paths(
    template: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[tuple[dict[str, Any], str]]:
    """Each place in the template that names a local path, as (properties, property name)."""
    shared = template.get("Globals") or {}
    places = [(f"AWS::Serverless::{kind}", properties) for kind, properties in shared.items()]
    for resource in (template.get("Resources") or {}).values():
        places.append((str(resource.get("Type")), resource.get("Properties")))
    for resource_type, properties in places:
        name = names.get(resource_type, "")
        if isinstance(properties, dict) and is_local(properties.get(name)):
            yield properties, name


def is_local(location: Any) -> bool:
    return isinstance(location, str) and not location.startswith(("s3://", "https://"))


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
