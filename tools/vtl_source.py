"""Mapping templates as they are written: read, joined by #parse, freed of comments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.errors import RenderError
from tools.vtl_newlines import swallow_newlines

FOLDER = Path("vtl")

_PARSE = re.compile(r'#parse\s*\(\s*"(?P<path>[^"]*)"\s*\)')
_ANY_PARSE = re.compile(r"#\{?parse\b")
_PATH = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.vtl")


@dataclass(frozen=True)
class Line:
    """One line of a template and where it was written."""

    path: Path
    number: int
    text: str

    @property
    def place(self) -> str:
        return f"{self.path.as_posix()}:{self.number}"


@dataclass(frozen=True)
class RenderedTemplate:
    """A template with its parts inlined; `lines` remember their origin."""

    path: Path
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        *head, last = (line.text for line in self.lines)
        return "\n".join([*swallow_newlines(head), last])

    def place(self, number: int) -> str:
        """Where line `number` (from 1) of the rendered text was written."""
        return self.lines[min(max(number, 1), len(self.lines)) - 1].place


class TemplateFolder:
    """The templates under `root`/vtl; `generated` ones need not be on disk."""

    def __init__(self, root: Path, generated: Mapping[Path, str]) -> None:
        self._root = root
        self._generated = generated
        self.read: set[Path] = set()

    def unread(self) -> list[Path]:
        """The files that no rendered template has reached, in the order of their names."""
        files = (path.relative_to(self._root) for path in (self._root / FOLDER).rglob("*.vtl"))
        return sorted(path for path in files if path not in self.read | set(self._generated))

    def render(self, path: Path, *, named_at: str) -> RenderedTemplate:
        """`path` with every #parse replaced by what it names.

        Raises RenderError for a missing file (`named_at` is the place that names it), a cycle,
        a #parse that cannot be resolved, or an empty template.
        """
        lines = self._inline(path, named_at, chain=())
        if not lines:
            raise RenderError(f"{path.as_posix()}: the template is empty")
        return RenderedTemplate(path, tuple(lines))

    def _inline(self, path: Path, named_at: str, chain: tuple[Path, ...]) -> list[Line]:
        if path in chain:
            names = " -> ".join(part.as_posix() for part in (*chain, path))
            raise RenderError(f"{named_at}: #parse goes in a circle: {names}")
        inlined: list[Line] = []
        for line in self._lines(path, named_at):
            inlined += self._inline_line(line, (*chain, path))
        return inlined

    def _inline_line(self, line: Line, chain: tuple[Path, ...]) -> list[Line]:
        found = _PARSE.search(line.text)
        if found is None:
            if _ANY_PARSE.search(line.text):
                raise RenderError(
                    f'{line.place}: #parse takes one name in quotes: #parse("lib/x.vtl")'
                )
            return [line]
        before, after = line.text[: found.start()], line.text[found.end() :]
        if before.strip() and not before.lstrip().startswith("#"):
            raise RenderError(f"{line.place}: #parse must start a line or follow other directives")
        part = self._inline(_part_path(found["path"], line), line.place, chain)
        rest = self._inline_line(Line(line.path, line.number, after), chain) if after else []
        return _join(Line(line.path, line.number, before), part, rest)

    def _lines(self, path: Path, named_at: str) -> list[Line]:
        lines = [
            Line(path, number, text.rstrip())
            for number, text in enumerate(self._text(path, named_at).split("\n"), start=1)
        ]
        return [line for line in lines if line.text and not line.text.lstrip().startswith("##")]

    def _text(self, path: Path, named_at: str) -> str:
        self.read.add(path)
        if path in self._generated:
            return self._generated[path]
        try:
            return (self._root / path).read_text(encoding="utf-8")
        except (FileNotFoundError, IsADirectoryError):
            raise RenderError(f"{named_at}: no template {path.as_posix()}") from None
        except UnicodeDecodeError:
            raise RenderError(f"{path.as_posix()}: not UTF-8") from None


def template_path(name: str, *, named_at: str) -> Path:
    """`vtl/<name>.vtl` as a path; RenderError for anything else, such as VTL written in place."""
    folder, _, rest = name.partition("/")
    if folder != FOLDER.name or not _PATH.fullmatch(rest):
        raise RenderError(
            f"{named_at}: a template is named as vtl/<name>.vtl, not written in place"
        )
    return Path(name)


def _part_path(name: str, line: Line) -> Path:
    if not _PATH.fullmatch(name):
        raise RenderError(f"{line.place}: #parse cannot reach {name!r}; it names a file under vtl/")
    return FOLDER / name


def _join(before: Line, part: list[Line], rest: list[Line]) -> list[Line]:
    """`part` in the place of its directive, between what stood before and behind it."""
    if not before.text.strip():
        part = [Line(line.path, line.number, before.text + line.text) for line in part]
    elif part:
        part[0] = Line(part[0].path, part[0].number, before.text + part[0].text)
    else:
        part = [before]
    if rest and part:
        last = part.pop()
        rest[0] = Line(last.path, last.number, last.text + rest[0].text)
    return part + rest
