"""Line ends that are for the reader of a template, kept out of what it prints."""

import re
from collections.abc import Iterable, Iterator

_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_ONLY_DIRECTIVES = re.compile(r"\s*#(set|if|elseif|else|end|foreach|stop|break)\b.*(\)|#else|#end)")


def swallow_newlines(lines: Iterable[str]) -> Iterator[str]:
    """The lines with an empty comment behind each that would print its line end.

    Velocity drops a comment together with the line end behind it. A line of nothing but
    directives prints none anyway, and inside an unfinished directive a comment may not stand.
    """
    depth = 0
    for line in lines:
        bare = _STRING.sub("", line)
        if depth or line.lstrip().startswith("#"):
            depth += bare.count("(") - bare.count(")")
        printed = not depth and not _ends_in_directive(bare)
        yield f"{line}##" if printed and line[-1:] not in ("\\", "$", "#") else line


def _ends_in_directive(bare: str) -> bool:
    return bare.strip() in ("#else", "#end", "])") or bool(_ONLY_DIRECTIVES.fullmatch(bare))
