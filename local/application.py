"""The whole local run: started, serving, reloading, stopped."""

import asyncio
import resource
import signal
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from local import samples, state
from local.api_resources import ApiResources
from local.aws import Engine
from local.console import RequestLog, say, warn
from local.errors import LocalError
from local.gateway import Gateway
from local.rekognition import Rekognition
from local.server import ApiServer, AwsServer, bind, port_of
from local.stack import deploy
from local.watch import watch
