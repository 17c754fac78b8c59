"""YAML that CloudFormation reads inside AWS::Include: no anchors, no tags, nothing folded."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

# Plain in YAML 1.1 as PyYAML resolves it, a number to other readers (1e3, 0o17, 12:30).
_LOOKS_NUMERIC = re.compile(r"[-+.]?\d[\w.:+-]*")


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=_style(text))


def _style(text: str) -> str | None:
    if "\n" in text:
        return "|"
    if "'" in text and '"' not in text and "\\" not in text:
        return '"'
    return "'" if _LOOKS_NUMERIC.fullmatch(text) else None


_Dumper.add_representer(str, _represent_text)


def dump(document: Mapping[str, Any]) -> str:
    """`document` with its key order kept and each text of several lines as a literal block."""
    return yaml.dump(
        dict(document), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**31
    )
