"""The whole local run: started, serving, reloading, stopped."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from local.api_resources import ApiResources
from local.aws import Engine
from local.console import RequestLog, say, warn, warn_of_failure
from local.errors import LocalError
from local.gateway import Gateway
from local.introduction import Addresses, introduction
from local.rekognition import Rekognition, StateError
from local.server import ApiServer, AwsServer, bind
from local.stack import Deployed, deploy
from local.state import env_file, held
from local.watch import watch


@dataclass(frozen=True)
class Options:
    """`app` is the folder with template.yaml; a port of 0 means any free one."""

    app: Path
    state: Path
    port: int
    aws_port: int
    reload: bool
    quiet: bool


async def run(options: Options) -> None:
    """Serve until cancelled, then stop. Raises LocalError for what keeps it from serving."""
    with (
        held(options.state),
        bind(options.port, "--port") as api_socket,
        bind(options.aws_port, "--aws-port") as aws_socket,
    ):
        addresses = Addresses.of(api_socket, aws_socket)
        engine = Engine(options.state / "aws", addresses.aws_port, warn)
        gateway = Gateway(engine.integrate, log=warn_of_failure)
        resources = ApiResources(gateway)
        async with _aws_services(options, engine, resources, aws_socket):
            deployed = await _first_deployment(options, engine, resources)
            app = gateway if options.quiet else RequestLog(gateway, say)
            async with ApiServer(app, api_socket):
                with env_file(options.state, addresses.environment()):
                    say(introduction(options.state, addresses, deployed))
                    await _keep_up(options, engine)


@asynccontextmanager
async def _aws_services(
    options: Options, engine: Engine, resources: ApiResources, listener: socket.socket
) -> AsyncIterator[None]:
    say("Starting the AWS services")
    rekognition = Rekognition(options.state / "rekognition", read_s3_object=engine.read_s3_object)
    try:
        await _start(rekognition)
        engine.register(rekognition, resources)
        async with AwsServer(engine, listener):
            try:
                engine.replay(resources)
                yield
            finally:
                await engine.settle()
    finally:
        await rekognition.close()


async def _start(rekognition: Rekognition) -> None:
    try:
        await rekognition.start()
    except StateError as error:
        raise LocalError(str(error)) from error


async def _first_deployment(options: Options, engine: Engine, resources: ApiResources) -> Deployed:
    say("Deploying template.yaml")
    deployed = await deploy(options.app, engine.integrate)
    if resources.default_stage is None:
        raise LocalError("template.yaml deploys no API with an OpenAPI definition")
    await engine.save()
    return deployed


async def _keep_up(options: Options, engine: Engine) -> None:
    """Save and reload for as long as the run lasts."""

    async def on_edit(paths: list[Path]) -> None:
        await _reload(options.app, engine, paths)

    tasks = [engine.save_periodically()]
    if options.reload:
        tasks.append(watch(options.app.resolve(), on_edit))
    await asyncio.gather(*tasks)


async def _reload(app: Path, engine: Engine, paths: list[Path]) -> None:
    started = time.perf_counter()
    try:
        await deploy(app, engine.integrate)
    except LocalError as error:
        warn(f"not reloaded, the last version is still served: {error}")
    else:
        elapsed = time.perf_counter() - started
        say(f"reloaded in {elapsed:.1f} s: {', '.join(path.as_posix() for path in paths)}")
