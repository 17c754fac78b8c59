"""Amazon Rekognition's API on local models.

Real faces, real pixels, collections that are kept; what cannot be answered honestly is refused.
Each could be used alone: `Rekognition` inside a program, `python -m local.rekognition` as a server.
"""

from local.rekognition.engine import ReadS3Object
from local.rekognition.service import Rekognition
from local.rekognition.store.database import StateError

__all__ = ["ReadS3Object", "Rekognition", "StateError"]
