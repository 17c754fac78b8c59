"""template.yaml as `sam package` would upload it: local files become objects named by content."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.errors import LocalError
from tools.template import (
    CODE_PROPERTIES,
    FILE_PROPERTIES,
    is_local,
    load_template,
    local_paths,
)

# The earliest moment that a zip file can name: the archive depends on its content alone.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Package:
    """A template whose local paths are S3 locations, and the objects at those locations.

    The same sources make the same package, so two packages are compared by their templates.
    """

    template: str
    artifacts: dict[str, bytes] = field(default_factory=dict)


def package(root: Path, bucket: str) -> Package:
    """Package `root`/template.yaml for `bucket`; reads files, writes none.

    Raises LocalError for a file that the template names and that is not there, and
    tools.errors.TransformError for a template that is not readable.
    """
    template = load_template(root)
    uploads = _Uploads(root, bucket)
    _replace_includes(template, uploads)
    for properties, name in local_paths(template, CODE_PROPERTIES):
        properties[name] = uploads.add_code(properties[name])
    for properties, name in local_paths(template, FILE_PROPERTIES):
        properties[name] = uploads.add_file(properties[name])
    return Package(json.dumps(template, indent=1), uploads.artifacts)


class _Uploads:
    def __init__(self, root: Path, bucket: str) -> None:
        self._root = root
        self._bucket = bucket
        self.artifacts: dict[str, bytes] = {}

    def add_file(self, location: str) -> str:
        path = self._existing(location)
        return self._add(path.read_bytes(), path.suffix)

    def add_code(self, location: str) -> str:
        path = self._existing(location)
        return self._add(_zip(path) if path.is_dir() else path.read_bytes(), ".zip")

    def _existing(self, location: str) -> Path:
        path = self._root / location
        if not path.exists():
            raise LocalError(f"template.yaml: {location} does not exist")
        return path

    def _add(self, body: bytes, suffix: str) -> str:
        key = hashlib.sha256(body).hexdigest()[:32] + suffix
        self.artifacts[key] = body
        return f"s3://{self._bucket}/{key}"


def _replace_includes(value: Any, uploads: _Uploads) -> None:
    if isinstance(value, dict):
        transform = value.get("Fn::Transform")
        if isinstance(transform, dict) and transform.get("Name") == "AWS::Include":
            parameters = transform.get("Parameters", {})
            if is_local(parameters.get("Location")):
                parameters["Location"] = uploads.add_file(parameters["Location"])
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _replace_includes(item, uploads)


def _zip(folder: Path) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                entry.external_attr = (0o755 if path.stat().st_mode & 0o100 else 0o644) << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                file.writestr(entry, path.read_bytes())
    return archive.getvalue()
