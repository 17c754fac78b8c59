"""Stage variables as the local run would deploy them."""

import pytest

from local.commands.stage_variables import stage_variables
from tests.local_commands.conftest import ROOT, Application


def test_the_stacks_name_and_parameters_are_filled_in() -> None:
    assert stage_variables(ROOT) == {"collection_prefix": "rekogate-local."}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ("!Ref StageName", "local"),
        ("!Ref Bucket", "Bucket"),
        ("!GetAtt Bucket.Arn", "Bucket.Arn"),
        ('!Join ["-", [a, !Ref StageName]]', "a-local"),
        ('!Sub "${StageName}/${!Kept}"', "local/${Kept}"),
        ('!Sub ["${a}-${AWS::Region}", {a: !Ref StageName}]', "local-us-east-1"),
    ],
)
def test_values_that_cloudformation_computes(
    application: Application, value: str, expected: str
) -> None:
    application.edit("template.yaml", '!Sub "${AWS::StackName}."', value)
    assert stage_variables(application.root) == {"collection_prefix": expected}
