"""Every AWS service but API Gateway's data plane, in this process: MiniStack and our Rekognition.

This package is the only place that touches MiniStack's insides; `hooks` lists what it relies on.
"""

from local.aws.engine import Engine
from local.aws.services import ResourceObserver, Service

__all__ = ["Engine", "ResourceObserver", "Service"]
