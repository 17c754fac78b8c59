"""`python -m local`: the deployed template, running on this machine."""

# This file is read by whatever Python is there, before it is known to be one that will do.
from __future__ import annotations

import argparse
import sys
from pathlib import Path

_NEEDED_PYTHON = (3, 11)


def main(arguments: list[str] | None = None) -> int:
    if sys.version_info < _NEEDED_PYTHON:
        return _refuse("Python 3.11 or newer is needed; this is {}.{}".format(*sys.version_info))
    options = _parser().parse_args(arguments)
    try:
        if options.run_command:
            return int(options.run_command(options))
        from local import process
    except KeyboardInterrupt:
        return 0
    except ModuleNotFoundError as error:
        return _refuse(f"the package {error.name} is not installed: run `make setup`")
    return process.serve(
        process.Options(
            app=options.app,
            state=options.state,
            port=options.port,
            aws_port=options.aws_port,
            reload=not options.no_reload,
            quiet=options.quiet,
            trace=options.trace,
        )
    )


def _parser() -> argparse.ArgumentParser:
    from local.commands.arguments import add_commands

    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("--app", type=Path, default=Path(), help="folder with template.yaml")
    parser.add_argument("--port", type=port, default=8080, help="of the API (8080; 0: any free)")
    parser.add_argument("--aws-port", type=port, default=4566, help="of AWS (4566; 0: any free)")
    parser.add_argument("--state", type=Path, default=Path(".local"), help="folder for the state")
    parser.add_argument("--no-reload", action="store_true", help="do not watch for edits")
    parser.add_argument("--quiet", action="store_true", help="no line for each request")
    parser.add_argument("--trace", action="store_true", help="the execution log of each request")
    parser.set_defaults(run_command=None)
    add_commands(parser)
    return parser


def port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


def _refuse(reason: str) -> int:
    print(f"local: {reason}", file=sys.stderr)
    return 1


# The workers of Rekognition import this module again.
if __name__ == "__main__":
    sys.exit(main())
