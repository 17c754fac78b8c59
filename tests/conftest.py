"""What all tests have in common."""

import sys

_limit = sys.getrecursionlimit()
import jsonata  # noqa: E402, F401

# MiniStack brings jsonata, which raises the limit for the whole process when it is imported. In one
# whose stack the JVM of Velocity has made smaller, deep recursion would then end the process.
sys.setrecursionlimit(_limit)
