"""Reading values that CloudFormation has yet to compute."""

import re
from collections.abc import Iterator
from typing import Any

_SUBSTITUTION = re.compile(r"\$\{(?!!)([^}]*)\}")


def sub_text(value: Any) -> str | None:
    """The text of a string or an Fn::Sub, its ${...} left in place; None for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and set(value) == {"Fn::Sub"}:
        text = value["Fn::Sub"]
        return str(text[0] if isinstance(text, list) else text)
    return None


def without_substitutions(text: str, replacement: str = "x") -> str:
    return _SUBSTITUTION.sub(replacement, text)


def referenced_role(value: Any) -> str | None:
    """The logical id behind {"Fn::GetAtt": [id, "Arn"]} or "${id.Arn}"."""
    if isinstance(value, dict) and isinstance(value.get("Fn::GetAtt"), list):
        return str(value["Fn::GetAtt"][0])
    found = re.fullmatch(r"\$\{(\w+)\.Arn\}", sub_text(value) or "")
    return found[1] if found else None


def references(value: Any) -> Iterator[str]:
    """Each name that Ref, Fn::GetAtt, Fn::Sub or DependsOn mentions anywhere in `value`."""
    for mapping in mappings(value):
        for key, item in mapping.items():
            if key == "Ref":
                yield str(item)
            elif key == "Fn::GetAtt":
                yield str(item[0] if isinstance(item, list) else item.split(".")[0])
            elif key == "Fn::Sub":
                yield from (name.split(".")[0] for name in _SUBSTITUTION.findall(str(item)))
            elif key == "DependsOn":
                yield from [item] if isinstance(item, str) else item


def mappings(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in `value`, itself included."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from mappings(item)


def as_list(value: Any) -> list[Any]:
    """What IAM and CloudFormation let stand alone or in a list."""
    return value if isinstance(value, list) else [value]
