"""Where in api/openapi.yaml an operation is written."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from tools.openapi_source import SOURCE
from tools.yaml_loader import Loader

Mark = tuple[int, int]


class OpenApiPlaces:
    """Lines and columns, from 1, of what the file holds."""

    def __init__(self, root: Path) -> None:
        self._root_node = yaml.compose((root / SOURCE).read_text(encoding="utf-8"), Loader)

    def of(self, *keys: str) -> Mark:
        """The key that the path of keys ends in, or the last of them that is there."""
        node, mark = self._root_node, (1, 1)
        for key in keys:
            entry = next((e for e in _entries(node) if str(e[0].value) == key), None)
            if entry is None:
                break
            name, node = entry
            mark = (name.start_mark.line + 1, name.start_mark.column + 1)
        return mark


def _entries(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """The entries of a mapping, those it merges after its own."""
    if not isinstance(node, yaml.MappingNode):
        return
    merged: list[yaml.Node] = []
    for key, value in node.value:
        if key.tag == "tag:yaml.org,2002:merge":
            merged += value.value if isinstance(value, yaml.SequenceNode) else [value]
        else:
            yield key, value
    for source in merged:
        yield from _entries(source)
