"""`$util`: the functions of API Gateway's mapping template reference, and no others."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any
from urllib.parse import quote_plus, unquote_to_bytes

from local.vtl.errors import JavaError
from local.vtl.java_format import to_string
from local.vtl.java_methods import java_class_lineage, java_method
from local.vtl.java_values import TemplateObject
from local.vtl.json_text import NotJson, parse_json

_JAVASCRIPT = re.compile(r"[^ !#-&(-.0-\[\]-\x7f]")
_NAMED = {"\b": "b", "\t": "t", "\n": "n", "\f": "f", "\r": "r", "'": "'", '"': '"', "\\": "\\"}
_NAMED["/"] = "/"
_MALFORMED_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Util(TemplateObject):
    pass


java_class_lineage(Util, "Util")


@java_method("Util", "escapeJavaScript", "boolean")
@java_method("Util", "escapeJavaScript", "double")
@java_method("Util", "escapeJavaScript", "String")
def _escape_java_script(_: Util, value: Any) -> str:
    r"""Apache Commons Lang's escapeJavaScript: `'` becomes `\'` (which is not JSON), `/` `\/`."""
    return _JAVASCRIPT.sub(_escaped, to_string(value))


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    if char in _NAMED:
        return f"\\{_NAMED[char]}"
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04X}" for at in range(0, len(units), 2))


@java_method("Util", "parseJson", "String")
def _parse_json(_: Util, text: str) -> Any:
    try:
        return parse_json(text)
    except NotJson as error:
        raise JavaError(f"not JSON: {error}") from None


@java_method("Util", "urlEncode", "String")
def _url_encode(_: Util, text: str) -> str:
    """java.net.URLEncoder: a space is `+`, and of the punctuation only `.-*_` stay."""
    return quote_plus(text, safe="*", errors="replace").replace("~", "%7E")


@java_method("Util", "urlDecode", "String")
def _url_decode(_: Util, text: str) -> str:
    if _MALFORMED_PERCENT.search(text):
        raise JavaError("java.lang.IllegalArgumentException: URLDecoder: malformed % escape")
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


@java_method("Util", "base64Encode", "String")
def _base64_encode(_: Util, text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")


@java_method("Util", "base64Decode", "String")
def _base64_decode(_: Util, text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        raise JavaError(f"java.lang.IllegalArgumentException: {error}") from None
