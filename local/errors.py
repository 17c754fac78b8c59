"""What ends the local run, or a reload of it, with one line instead of a traceback."""


class LocalError(Exception):
    """Something its user can put right; the text is the one line to print."""


class DeployError(LocalError):
    """The stack was not deployed; the text names the first resource that failed, and why."""
