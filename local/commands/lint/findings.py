"""What the lint finds, and where."""

from dataclasses import dataclass

REFUSED = "LV001"
UNKNOWN_METHOD = "LV002"
UNESCAPED_INPUT = "LV003"
MISSING_TEMPLATE = "LV004"
UNDECLARED_STATUS = "LV005"


@dataclass(frozen=True, order=True)
class Finding:
    """`line` and `column` count from 1; `file` is relative to the application's folder."""

    file: str
    line: int
    column: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.code} {self.message}"
