"""What goes wrong for the author of a template: one clear line, never a traceback."""


class RenderError(Exception):
    """A source of the rendered files that cannot be rendered; the text is `file:line: reason`."""


class TransformError(Exception):
    """A template that does not transform; the text has one line per reason."""
