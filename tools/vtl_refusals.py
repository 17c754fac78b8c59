"""What a mapping template must not contain: it would not run on API Gateway, or not as it reads.

Sources: "Mapping template transformations for REST APIs", API Gateway developer guide; the Velocity
1.7 user guide, whose grammar API Gateway's engine has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from local.vtl import VtlError, compile_template
from tools.errors import RenderError
from tools.vtl_source import RenderedTemplate

MAX_BYTES = 300_000
"""The largest size of a mapping template: the guide's 300 KB, in its smaller reading."""

_CONSTRUCTS = (
    (r"#\{?(?P<it>macro|include|evaluate)\b", "#{it} is not run by API Gateway"),
    (r"#\[\[", "#[[ ]]# is not known to run on API Gateway"),
    (r"#\*", "a block comment hides lines from the renderer; begin each with ##"),
    (r"\$\{(?P<it>AWS::\w+)\}", "${{{it}}} is not substituted in VTL; use a stage variable"),
    (r"\t", "a tab; indent with spaces"),
)
# An unbraced reference swallows a hyphen behind it: identifiers of Velocity 1.7 may contain one.
_HYPHEN = re.compile(r"\$!?(?P<name>[A-Za-z]\w*(?:(?:\([^()]*\))?\.[A-Za-z]\w*)*)-(?P<next>.?)")
# Here it is meant to: a header's name, as in $context.responseOverride.header.Retry-After.
_OVERRIDE = re.compile(r"context\.(?:request|response)Override\.header\.")

_DIRECTIVE = re.compile(r"#\{?(?P<name>if|elseif|set|foreach)\}?\s*\(")
_STRING_OR_PARENTHESIS = re.compile(r'"[^"]*"|\'[^\']*\'|[()]')
_STRING = re.compile(r'"[^"]*"|\'[^\']*\'')
_ORDER = r"(?:>=?|<=?|\b(?:gt|ge|lt|le)\b)"

# Arguments are searched with a NUL for each string literal and an @ for those of each call.
_MASKED_STRING = "\x00"
_METHOD_ON_STRING = re.compile(rf"{_MASKED_STRING}\s*\.\s*[A-Za-z]\w*\s*\(")
_ORDERED_STRING = re.compile(rf"{_MASKED_STRING}\s*{_ORDER}|{_ORDER}\s*{_MASKED_STRING}")
_CALL = re.compile(r"(?<=\w)\([^()]*\)")
_OPERATOR = re.compile(r"&&|\|\||(?<!\$)!(?!=)|[()]|\b(?:and|or|not)\b")
_LONE_REFERENCE = re.compile(r"\$!?\{?(?P<chain>[A-Za-z][^\s=<>+*/%]*?)\}?")
_ANSWERS_BOOLEAN = re.compile(
    r"foreach\.(?:hasNext|first|last)|velocityHasNext|"
    r".*\.(?:contains|containsAll|containsKey|containsValue|endsWith|equals|equalsIgnoreCase|"
    r"hasNext|isEmpty|matches|startsWith)@",
)


@dataclass(frozen=True)
class _Directive:
    name: str
    arguments: str
    offset: int


def refuse(template: RenderedTemplate) -> None:
    """Raises RenderError, naming the line, for the first thing that the template must not have."""
    text = template.text
    if len(text.encode()) > MAX_BYTES:
        raise RenderError(f"{template.path.as_posix()}: renders to more than {MAX_BYTES} bytes")
    for offset, reason in sorted(findings(text)):
        raise RenderError(f"{template.place(text.count(chr(10), 0, offset) + 1)}: {reason}")
    try:
        compile_template(text)
    except VtlError as error:
        raise RenderError(f"{template.place(error.line)}: {error.message}") from None


def findings(text: str) -> Iterator[tuple[int, str]]:
    """Where in `text`, as an offset, and what API Gateway would not run or read differently."""
    for pattern, reason in _CONSTRUCTS:
        for found in re.finditer(pattern, text):
            yield found.start(), reason.format_map(found.groupdict())
    for found in _HYPHEN.finditer(text):
        if not (_OVERRIDE.match(found["name"]) and found["next"].isalpha()):
            name = found["name"]
            yield found.start(), f"${name}- reads as one name; write ${{{name}}}-"
    for directive in _directives(text):
        for reason in _directive_findings(directive):
            yield directive.offset, reason


def _directives(text: str) -> Iterator[_Directive]:
    for found in _DIRECTIVE.finditer(text):
        depth = 1
        for token in _STRING_OR_PARENTHESIS.finditer(text, found.end()):
            depth += {"(": 1, ")": -1}.get(token[0], 0)
            if depth == 0:
                arguments = text[found.end() : token.start()]
                yield _Directive(found["name"], arguments, found.start())
                break


def _directive_findings(directive: _Directive) -> Iterator[str]:
    masked = _STRING.sub(_MASKED_STRING, directive.arguments)
    if _METHOD_ON_STRING.search(masked):
        yield "Velocity 1.7 has no methods on a literal; #set it to a reference first"
    if _ORDERED_STRING.search(masked):
        yield "a quoted value is never greater or less; parse it to a number first"
    if directive.name in ("if", "elseif"):
        for operand in _OPERATOR.split(_without_arguments(masked)):
            if _tests_existence(operand.strip()):
                yield (
                    f"#{directive.name}: a reference alone is true when undefined on API Gateway; "
                    'compare it, as in "$!x" != ""'
                )


def _without_arguments(masked: str) -> str:
    while (shorter := _CALL.sub("@", masked)) != masked:
        masked = shorter
    return masked


def _tests_existence(operand: str) -> bool:
    reference = _LONE_REFERENCE.fullmatch(operand)
    return reference is not None and not _ANSWERS_BOOLEAN.fullmatch(reference["chain"])
