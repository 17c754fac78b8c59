"""Mapping templates as Amazon API Gateway renders them: Apache Velocity 1.7, configured as recorded
renders show it, with `$input`, `$util`, `$context` and `$stageVariables`."""

# Importing these enters the Java methods that values have.
from local.vtl import (  # noqa: F401
    java_array,
    java_boolean,
    java_character,
    java_collections,
    java_formatter,
    java_lists,
    java_maps,
    java_numbers,
    java_string,
)
from local.vtl.errors import VtlError
from local.vtl.template import Template, compile_template, render
from local.vtl.variables import mapping_variables

__all__ = ["Template", "VtlError", "compile_template", "mapping_variables", "render"]
