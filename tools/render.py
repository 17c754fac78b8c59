"""`python -m tools.render`: the deployable OpenAPI file from api/openapi.yaml and vtl/.

CloudFormation includes one file and neither inlines a second nor reads YAML anchors, so what is
written in many files is deployed from one, which is committed.
"""

import argparse
import difflib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tools import vtl_refusals
from tools.deploy_yaml import dump
from tools.errors import RenderError
from tools.openapi_source import count_routes, load_openapi
from tools.problems import GATEWAY_RESPONSES_KEY, VTL_PART, load_problems
from tools.vtl_source import TemplateFolder, template_path

DEPLOYED = Path("api/openapi.deploy.yaml")

_HEADER = (
    "# Rendered from api/openapi.yaml, api/problems.yaml and vtl/ by make render. Do not edit.\n"
)
_EXCERPT_LINES = 40


@dataclass(frozen=True)
class RenderedFile:
    path: Path
    text: str
    summary: str


def render_openapi(root: Path) -> str:
    """The text of api/openapi.deploy.yaml for the project in `root`; writes nothing.

    Raises RenderError, its text one line that names the file and where possible the line.
    """
    return rendered_files(root)[0].text


def rendered_files(root: Path) -> tuple[RenderedFile, RenderedFile]:
    """What `make render` writes: the deployable OpenAPI file and the VTL part with the problems.

    Raises RenderError as `render_openapi` does.
    """
    problems = load_problems(root)
    part = problems.vtl()
    folder = TemplateFolder(root, generated={VTL_PART: part})
    rendered: dict[str, str] = {}

    def render(name: str, named_at: str) -> str:
        # Most templates are named more than once: for each image type, for each operation's 5xx.
        if name not in rendered:
            rendered[name] = render_once(name, named_at)
        return rendered[name]

    def render_once(name: str, named_at: str) -> str:
        path = template_path(name, named_at=named_at)
        named = problems.vtl(problems.named_in(folder.render(path, named_at=named_at)))
        template = TemplateFolder(root, generated={VTL_PART: named}).render(path, named_at=named_at)
        vtl_refusals.refuse(template)
        return template.text

    document = load_openapi(root, render)
    if unread := folder.unread():
        raise RenderError(f"{unread[0].as_posix()}: no operation uses this template")
    document[GATEWAY_RESPONSES_KEY] = problems.openapi()
    text = _HEADER + dump(document)
    size = f"{round(len(text.encode()) / 1024)} KB"
    summary = f"{count_routes(document)} routes, {len(rendered)} templates, {size}"
    return (
        RenderedFile(DEPLOYED, text, summary),
        RenderedFile(VTL_PART, part, f"{len(problems.problems)} problems"),
    )


def write(root: Path, file: RenderedFile) -> bool:
    """Puts the file in its place in one step; False when it is there already."""
    target = root / file.path
    if _current(target) == file.text:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(file.text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def drift(root: Path, file: RenderedFile) -> Iterator[str]:
    """The lines of a unified diff from what is committed to what the sources render to."""
    return difflib.unified_diff(
        _current(root / file.path).splitlines(),
        file.text.splitlines(),
        f"{file.path} (committed)",
        f"{file.path} (rendered)",
        lineterm="",
        n=1,
    )


def main(arguments: Sequence[str] | None = None, root: Path | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.render", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    options = parser.parse_args(arguments)
    root = root or Path(__file__).parents[1]
    try:
        files = rendered_files(root)
        return _check(root, files) if options.check else _write(root, files)
    except (RenderError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def _write(root: Path, files: Sequence[RenderedFile]) -> int:
    for file in files:
        print(f"{file.path}  {file.summary if write(root, file) else 'unchanged'}")
    return 0


def _check(root: Path, files: Sequence[RenderedFile]) -> int:
    drifted = [file for file in files if _current(root / file.path) != file.text]
    for file in drifted:
        print("\n".join(islice(drift(root, file), _EXCERPT_LINES)))
    if drifted:
        print(f"{', '.join(str(f.path) for f in drifted)}: not up to date; run `make render`")
    return 1 if drifted else 0


def _current(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
