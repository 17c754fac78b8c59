"""The files around the template: what a clone needs, and what must not be in it."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.errors import TransformError
from tools.rules.intrinsics import mappings
from tools.rules.project import Project
from tools.rules.rule import Rule, rule
from tools.template import load_template

_SAMCONFIG = Path("samconfig.toml")
_SECTIONS = ("default", "staging", "prod", "local")
_OVERRIDE = re.compile(r"""(\w+)=(?:"[^"]*"|'[^']*'|\S*)""")

_REGISTRIES = re.compile(
    r"\b(pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|proxy\.golang\.org|"
    r"repo1?\.maven\.(?:apache\.)?org)\b"
)
_MACHINE_PATH = re.compile(r"(?<![\w.$}/~-])/(home|Users|root|work|private/var)/[\w.-]+")
_INDEX_OPTION = re.compile(
    r"\s*(-i|--index-url|--extra-index-url|-f|--find-links|--trusted-host)\b"
)
_PIN = re.compile(r"[A-Za-z0-9][\w.-]*(\[[\w,.-]+\])?==\S+")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


@rule(
    "RG070",
    "`sam deploy` refuses an override of a parameter that does not exist",
    source="AWS SAM CLI configuration file",
)
def samconfig(project: Project) -> Iterator[str]:
    try:
        config = tomllib.loads((project.root / _SAMCONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield f"{_SAMCONFIG}: {error}"
        return
    for section in _SECTIONS:
        if section not in config:
            yield f"{_SAMCONFIG}: no section {section}"
    for section, commands in config.items():
        for name in _overridden(commands):
            if name not in project.parameters:
                yield f"{_SAMCONFIG}: {section}: the template has no parameter {name}"


def _overridden(commands: Any) -> Iterator[str]:
    for command in commands.values() if isinstance(commands, dict) else ():
        given = command.get("parameters", {}).get("parameter_overrides", [])
        for text in [given] if isinstance(given, str) else given:
            yield from _OVERRIDE.findall(text)


@rule(
    "RG071",
    "Where packages come from is each machine's own affair",
    source="pip documentation, Configuration",
)
def registries(project: Project) -> Iterator[str]:
    for name, number, line in _lines(project):
        if found := _REGISTRIES.search(line):
            yield f"{name}:{number}: names the package registry {found[0]}"


@rule("RG072", "Such a path exists on one machine alone", source="Filesystem Hierarchy Standard")
def machine_paths(project: Project) -> Iterator[str]:
    for name, number, line in _lines(project):
        if found := _MACHINE_PATH.search(line):
            yield f"{name}:{number}: names the path {found[0]}"


@rule(
    "RG073",
    "A pin without a hash installs whatever bears its name",
    source="pip documentation, Secure installs",
)
def hashed_requirements(project: Project) -> Iterator[str]:
    for name in project.tracked_files:
        if name.match("requirements/*.txt"):
            text = (project.root / name).read_text(encoding="utf-8").replace("\\\n", " ")
            for line in text.splitlines():
                if problem := _requirement_problem(line.strip()):
                    yield f"{name}: {problem}"


def _requirement_problem(line: str) -> str | None:
    if not line or line.startswith("#"):
        return None
    if _INDEX_OPTION.match(line):
        return f"{line.split()[0]} names a package index"
    if not _PIN.match(line):
        return f"{line.split()[0]} is not pinned"
    return None if _HASH.search(line) else f"{line.split()[0]} has no hash"


@rule("RG074", "CloudFormation allows one include, of one file", source="AWS::Include transform")
def one_include(project: Project) -> Iterator[str]:
    try:
        template = load_template(project.root)
    except TransformError as error:
        yield str(error)
        return
    count = sum("Fn::Transform" in mapping for mapping in mappings(template))
    if count != 1:
        yield f"template.yaml: {count} includes, not the one of the OpenAPI file"


def _lines(project: Project) -> Iterator[tuple[Path, int, str]]:
    """The lines of every tracked text file."""
    for name in project.tracked_files:
        content = (project.root / name).read_bytes()
        if b"\0" not in content:
            for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1):
                yield name, number, line


RULES: tuple[Rule, ...] = (samconfig, registries, machine_paths, hashed_requirements, one_include)
