"""The command line of the commands; imports nothing that has to be installed."""

import argparse
from collections.abc import Callable
from pathlib import Path

Run = Callable[[argparse.Namespace], int]


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Adds a subparser for each command; the namespace's `run_command` carries it out."""
    commands = parser.add_subparsers(title="commands", metavar="")
    _add_render(_command(commands, "render", _render, "print what a mapping template yields"))
    _add_trace(_command(commands, "trace", _trace, "print the whole life of one request"))
    _command(commands, "lint", _lint, "find what renders differently on AWS than it reads")


def name_value(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def header(text: str) -> tuple[str, str]:
    """NAME=VALUE, or `Name: value` as curl takes it; a header's name has neither sign."""
    name, colon, value = text.partition(":")
    if colon and name and "=" not in name:
        return name, value.strip()
    return name_value(text)


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Run, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    # Without a default of its own, one given before the command is kept.
    parser.add_argument(
        "--app", type=Path, default=argparse.SUPPRESS, help="folder with template.yaml"
    )
    parser.set_defaults(run_command=run)
    return parser


def _add_render(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("template", type=Path, help="such as vtl/search.request.vtl")
    _add_body(parser, "what the template is given: the client's body, or the service's answer")
    parser.add_argument(
        "--status", type=_status, help="the service's status, for a response template (200)"
    )
    _add_pairs(parser, "--query", "query parameter")
    _add_pairs(parser, "--path", "path parameter")
    parser.add_argument(
        "--stage-variable",
        action="append",
        default=[],
        type=name_value,
        metavar="NAME=VALUE",
        help="instead of the template's own value",
    )
    _add_header(parser)


def _add_trace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("method", nargs="?", help="such as POST")
    parser.add_argument("path", nargs="?", help="such as /labels?max_labels=3")
    parser.add_argument("--request-id", metavar="ID", help="of a request that the run has answered")
    _add_body(parser, "the request's body")
    parser.add_argument("--content-type", help="of the body (by its first bytes, else its name)")
    parser.add_argument(
        "--state", type=Path, default=argparse.SUPPRESS, help="folder for the state (.local)"
    )
    _add_header(parser)


def _add_body(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--body", metavar="FILE", help=f"{text}; - reads standard input")
    parser.add_argument("--full", action="store_true", help="cut nothing on a terminal")


def _add_header(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--header",
        action="append",
        default=[],
        type=header,
        metavar="NAME=VALUE",
        help="repeatable",
    )


def _add_pairs(parser: argparse.ArgumentParser, flag: str, what: str) -> None:
    parser.add_argument(
        flag,
        action="append",
        default=[],
        type=name_value,
        metavar="NAME=VALUE",
        help=f"{what}, decoded; repeatable",
    )


def _status(text: str) -> int:
    number = int(text)
    if not 100 <= number <= 599:
        raise ValueError(text)
    return number


def _render(options: argparse.Namespace) -> int:
    from local.commands.render import render_command

    return render_command(options)


def _trace(options: argparse.Namespace) -> int:
    from local.commands.trace import trace_command

    return trace_command(options)


def _lint(options: argparse.Namespace) -> int:
    from local.commands.lint.command import lint_command

    return lint_command(options)
