"""Line ends of a template are for its reader: what it prints has none."""

import pytest

from local.vtl import render
from tools.vtl_newlines import swallow_newlines


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("[\n1\n]", "[1]"),
        ("#set($a = 1)\n$a\n$a", "11"),
        ("#if(1 == 1)\nyes\n#else\nno\n#end\n!", "yes!"),
        ("#foreach($i in [1, 2])\n$i\n#if($foreach.hasNext),#end\n#end\n.", "1,2."),
        ("#set($a = [\n  1,\n  2\n])\n$a.size()\n.", "2."),
        ("#set($a = ')(')\n$a\n.", ")(."),
        ("#if(1 == 1)one\ntwo#end\n.", "onetwo."),
        ("a ## a remark\nb", "a b"),
        ("a\n  #set($b = 2)\n$b", "a2"),
    ],
)
def test_nothing_but_the_text_is_printed(template: str, printed: str) -> None:
    assert render("\n".join(swallow_newlines(template.split("\n"))), {}) == printed


@pytest.mark.parametrize("line", ["a\\", "a$", "a#"])
def test_a_line_that_a_comment_would_change_is_left_alone(line: str) -> None:
    assert next(iter(swallow_newlines([line, "b"]))) == line
