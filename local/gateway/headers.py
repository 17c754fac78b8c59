"""HTTP headers: spelling, and a collection that ignores case and keeps order."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_SPELLINGS = {
    "content-md5": "Content-MD5",
    "etag": "ETag",
    "te": "TE",
    "www-authenticate": "WWW-Authenticate",
    "x-amzn-requestid": "x-amzn-RequestId",
}

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def single_line(value: str) -> str:
    """The value without what could end its header and begin another."""
    return _CONTROL.sub(" ", value)


@lru_cache(maxsize=1024)
def usual_spelling(name: str) -> str:
    """The header's usual capitals: servers hand names over in lower case."""
    folded = name.lower()
    return _SPELLINGS.get(folded) or "-".join(part.capitalize() for part in folded.split("-"))


class Headers:
    """Names keep the spelling they were last set with; each may have several values."""

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._entries: dict[str, tuple[str, list[str]]] = {}
        for name, value in items:
            self.add(name, value)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((name, value) for name, values in self._entries.values() for value in values)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def add(self, name: str, value: str) -> None:
        self._entries.setdefault(name.lower(), (name, []))[1].append(value)

    def set(self, name: str, *values: str) -> None:
        self._entries[name.lower()] = (name, list(values))

    def get(self, name: str) -> str | None:
        """All values of the header as one, as HTTP combines them."""
        entry = self._entries.get(name.lower())
        return ", ".join(entry[1]) if entry else None

    def discard(self, name: str) -> None:
        self._entries.pop(name.lower(), None)
