"""The bounds a render cannot leave. Exceeding any of them raises VtlError.

TEMPLATE_BYTES and LOOP_ITERATIONS are API Gateway's own ("Amazon API Gateway quotas and important
notes"). Whether API Gateway stops a longer loop or fails is not documented: here it fails, so that
nothing is cut off silently. The other bounds are far above what a mapping template needs; they keep
a template from exhausting the process it runs in.
"""

TEMPLATE_BYTES = 300 * 1024
LOOP_ITERATIONS = 1_000

NESTING = 60  # statements, expressions and literals inside each other, in the source
CALL_DEPTH = 60  # #define blocks inside each other, while rendering
VALUE_DEPTH = 100  # lists and maps inside each other, in a value
CHARACTERS = 64 * 1024 * 1024  # of the output, and of any one string
TOTAL_CHARACTERS = 256 * 1024 * 1024  # of all strings made in one render
ELEMENTS = 1_000_000  # of one list, map or array
STEPS = 5_000_000  # statements executed, weighed by the size of what they work on
NUMBER_BITS = 8_192  # of one BigInteger
PATTERN_LENGTH = 10_000  # of one regular expression or JsonPath
REGEX_SECONDS = 1.0  # for one regular expression call
SECONDS = 10.0  # for one render, whatever it spends them on
