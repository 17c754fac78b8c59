"""The whole local run: started, serving, reloading, stopped."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from local.access_logs import AccessLogs
from local.api_resources import ApiResources
from local.aws import Engine
from local.commands.traces import TraceEndpoint, TraceLog
from local.console import AsgiApp, RequestLog, say, warn, warn_of_failure
from local.errors import LocalError
from local.gateway import Gateway
from local.introduction import Addresses, introduction
from local.rekognition import Rekognition, StateError
from local.server import ApiServer, AwsServer, bind
from local.stack import Deployed, deploy
from local.state import env_file, held
from local.watch import Edits, watched


@dataclass(frozen=True)
class Options:
    """`app` is the folder with template.yaml; a port of 0 means any free one."""

    app: Path
    state: Path
    port: int
    aws_port: int
    reload: bool
    quiet: bool
    trace: bool


@dataclass(frozen=True)
class Run:
    """A run that serves."""

    engine: Engine
    addresses: Addresses
    deployed: Deployed
    access_logs: AccessLogs


async def run(options: Options) -> None:
    """Serve until cancelled, then stop. Raises LocalError for what keeps it from serving."""
    # Edits are collected from before the sources are first read, so that none is missed.
    watching = watched(options.app) if options.reload else nullcontext()
    async with watching as edits, running(options, say) as started:
        say(introduction(options.state, started.addresses, started.deployed))
        with env_file(options.state, started.addresses.environment()):
            tasks = [
                started.engine.save_periodically(),
                started.access_logs.deliver_periodically(),
            ]
            if edits:
                tasks.append(_reload_on_edit(options.app, started.engine, edits))
            await asyncio.gather(*tasks)


@asynccontextmanager
async def running(options: Options, tell: Callable[[str], None]) -> AsyncIterator[Run]:
    """A run that serves while the block lasts; `tell` gets what it is doing, and each request.

    Raises LocalError for what keeps it from serving.
    """
    if not (options.app / "template.yaml").is_file():
        folder = options.app.resolve()
        raise LocalError(f"no template.yaml in {folder}: name its folder with --app")
    with (
        held(options.state),
        bind(options.port, "--port") as api_socket,
        bind(options.aws_port, "--aws-port") as aws_socket,
    ):
        addresses = Addresses.of(api_socket, aws_socket)
        engine = Engine(options.state / "aws", addresses.aws_port, warn)
        access_logs = AccessLogs(engine.integrate)
        gateway = Gateway(engine.integrate, log=warn_of_failure, access_log=access_logs.write)
        resources = ApiResources(gateway)
        aws_app = TraceEndpoint(engine, gateway.traces)
        tell("Starting the AWS services")
        async with _aws_services(options, engine, resources, AwsServer(aws_app, aws_socket)):
            tell("Deploying template.yaml")
            deployed = await _first_deployment(options, engine, resources)
            async with ApiServer(_logged(gateway, options, tell), api_socket):
                yield Run(engine, addresses, deployed, access_logs)
            await access_logs.deliver()


def _logged(gateway: Gateway, options: Options, tell: Callable[[str], None]) -> AsgiApp:
    app: AsgiApp = TraceLog(gateway, gateway.traces, tell) if options.trace else gateway
    return app if options.quiet else RequestLog(app, tell)


@asynccontextmanager
async def _aws_services(
    options: Options, engine: Engine, resources: ApiResources, server: AwsServer
) -> AsyncIterator[None]:
    rekognition = Rekognition(options.state / "rekognition", read_s3_object=engine.read_s3_object)
    try:
        await _start(rekognition)
        engine.register(rekognition, resources)
        async with server:
            try:
                engine.replay(resources)
                yield
            finally:
                await engine.settle()
                await engine.save()
    finally:
        await rekognition.close()


async def _start(rekognition: Rekognition) -> None:
    try:
        await rekognition.start()
    except StateError as error:
        raise LocalError(str(error)) from error


async def _first_deployment(options: Options, engine: Engine, resources: ApiResources) -> Deployed:
    deployed = await deploy(options.app, engine.integrate)
    if resources.default_stage is None:
        raise LocalError("template.yaml deploys no API with an OpenAPI definition")
    await engine.save()
    return deployed


async def _reload_on_edit(app: Path, engine: Engine, edits: Edits) -> None:
    while True:
        await _reload(app, engine, await edits.take())


async def _reload(app: Path, engine: Engine, paths: list[Path]) -> None:
    started = time.perf_counter()
    try:
        await deploy(app, engine.integrate)
        await engine.save()
    except LocalError as error:
        warn(f"not reloaded, the last version is still served: {error}")
    except Exception as error:  # a fault of ours is no reason to stop serving
        warn(f"not reloaded, for a fault of the local run: {type(error).__name__}: {error}")
    else:
        elapsed = time.perf_counter() - started
        say(f"reloaded in {elapsed:.1f} s: {', '.join(path.as_posix() for path in paths)}")
