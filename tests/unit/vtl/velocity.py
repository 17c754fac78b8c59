"""Apache Velocity 1.7 in a JVM inside this process, set up as API Gateway's behaves.

Recorded renders of API Gateway agree with a Velocity whose invalid references become "" and whose
#set takes null. Needs a JRE, the jars of the Debian packages velocity, libcommons-lang-java
and libcommons-collections3-java, and JPype.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from shutil import which
from typing import Any

_JARS = [
    Path("/usr/share/java") / name
    for name in ("velocity.jar", "commons-lang.jar", "commons-collections3.jar")
]


def why_unavailable() -> str | None:
    if which("java") is None:
        return "there is no Java runtime"
    missing = [jar.name for jar in _JARS if not jar.is_file()]
    if missing:
        return f"there is no {', '.join(missing)}"
    try:
        import jpype  # noqa: F401
    except ImportError:
        return "JPype is not installed"
    return None


class Refused(Exception):
    """Velocity refused the template, or failed while rendering it."""


def render(template: str, variables: dict[str, Any]) -> str:
    """What Velocity renders. Raises Refused."""
    import jpype

    engine, handler = _engine()
    context = jpype.JClass("org.apache.velocity.VelocityContext")()
    for name, value in variables.items():
        context.put(name, _to_java(value))
    cartridge = jpype.JClass("org.apache.velocity.app.event.EventCartridge")()
    cartridge.addEventHandler(handler)
    cartridge.attachToContext(context)
    writer = jpype.JClass("java.io.StringWriter")()
    try:
        engine.evaluate(context, writer, "template", template)
    except jpype.JException as error:
        raise Refused(str(error)) from None
    return str(writer.toString())


@cache
def _engine() -> tuple[Any, Any]:
    import jpype

    if not jpype.isJVMStarted():
        jpype.startJVM(classpath=[str(jar) for jar in _JARS])
    engine = jpype.JClass("org.apache.velocity.app.VelocityEngine")()
    log = "org.apache.velocity.runtime.log.NullLogChute"
    engine.setProperty("runtime.log.logsystem.class", log)
    engine.setProperty("directive.set.null.allowed", "true")
    engine.init()
    interface = "org.apache.velocity.app.event.InvalidReferenceEventHandler"
    handler = jpype.JProxy(
        interface,
        dict={
            "invalidGetMethod": lambda *_: "",
            "invalidMethod": lambda *_: "",
            "invalidSetMethod": lambda *_: False,
        },
    )
    return engine, handler


def _to_java(value: Any) -> Any:
    import jpype

    if isinstance(value, dict):
        mapping = jpype.JClass("java.util.LinkedHashMap")()
        for key, item in value.items():
            mapping.put(key, _to_java(item))
        return mapping
    if isinstance(value, list):
        items = jpype.JClass("java.util.ArrayList")()
        for item in value:
            items.add(_to_java(item))
        return items
    boxes = {bool: "Boolean", float: "Double", str: "String"}
    if isinstance(value, int) and not isinstance(value, bool):
        name = "Integer" if -(2**31) <= value < 2**31 else "Long"
        return jpype.JClass(f"java.lang.{name}")(value)
    return None if value is None else jpype.JClass(f"java.lang.{boxes[type(value)]}")(value)
