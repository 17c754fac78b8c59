"""The stage variables that template.yaml gives its API; what only a deployment knows is made up."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.samconfig import load_deploy_settings
from tools.template import REGION, load_template

_STAGE_TYPES = ("AWS::Serverless::Api", "AWS::ApiGateway::Stage")
_SUBSTITUTION = re.compile(r"\$\{(!?)([^}]*)\}")


def stage_variables(root: Path) -> dict[str, str]:
    """The variables of the template's stages, as the local run would deploy them.

    A value that no parameter and no pseudo parameter yields (another resource's name, say) is the
    name of what it refers to. Raises TransformError or LocalError for a file that cannot be read.
    """
    template = load_template(root)
    values = _known_values(root, template)
    return {
        name: _resolve(value, values)
        for resource in template.get("Resources", {}).values()
        if resource.get("Type") in _STAGE_TYPES
        for name, value in ((resource.get("Properties") or {}).get("Variables") or {}).items()
    }


def _known_values(root: Path, template: Mapping[str, Any]) -> dict[str, str]:
    settings = load_deploy_settings(root)
    parameters = template.get("Parameters", {})
    return {
        "AWS::StackName": settings.stack_name,
        "AWS::Region": REGION,
        "AWS::AccountId": "000000000000",
        "AWS::Partition": "aws",
        "AWS::URLSuffix": "amazonaws.com",
        **{name: str(entry["Default"]) for name, entry in parameters.items() if "Default" in entry},
        **settings.parameters,
    }


def _resolve(value: Any, values: Mapping[str, str]) -> str:
    match value:
        case {"Ref": name}:
            return values.get(str(name), str(name))
        case {"Fn::GetAtt": [*names]} | {"Fn::ImportValue": [*names]}:
            return ".".join(map(str, names))
        case {"Fn::Sub": [str(text), dict(own)]}:
            return _substitute(text, {**values, **{k: _resolve(v, values) for k, v in own.items()}})
        case {"Fn::Sub": text}:
            return _substitute(str(text), values)
        case {"Fn::Join": [separator, [*parts]]}:
            return str(separator).join(_resolve(part, values) for part in parts)
        case dict():
            return "-".join(str(name) for name in value)
    return str(value)


def _substitute(text: str, values: Mapping[str, str]) -> str:
    def replace(match: re.Match[str]) -> str:
        return f"${{{match[2]}}}" if match[1] else values.get(match[2], match[2])

    return _SUBSTITUTION.sub(replace, text)
