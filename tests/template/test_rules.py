"""Each rule accepts the small project and finds what is broken in it."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.template.small_project import TEMPLATE, write_file
from tools.check_template import IGNORED, lint_transformed
from tools.rules import RULES, Project

RULE = {rule.id: rule for rule in RULES}
INTEGRATION = "x-amazon-apigateway-integration"
GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"
VALIDATOR = "x-amazon-apigateway-request-validator"


class Small:
    """The small project, open to be broken."""

    def __init__(self, root: Path, transformed: dict[str, Any]) -> None:
        self.root = root
        self.transformed = transformed
        self.resources = transformed["Resources"]
        self.body = self.resources["Api"]["Properties"]["Body"]
        self.schemas = self.body["components"]["schemas"]
        self.gateway_responses = self.body[GATEWAY_RESPONSES]
        self.labels = self.body["paths"]["/labels"]["post"]
        self.collection = self.body["paths"]["/collections/{collection_id}"]["get"]
        self.integration = self.labels[INTEGRATION]
        self.request_parameters = self.integration["requestParameters"]
        self.responses = self.integration["responses"]
        self.on_4xx = self.responses[r"4\d{2}"]
        self.stage = self.resources["ApiStage"]["Properties"]
        self.role = self.resources["ApiRole"]["Properties"]
        self.trust = self.role["AssumeRolePolicyDocument"]["Statement"][0]
        self.statements = self.role["Policies"][0]["PolicyDocument"]["Statement"]

    def write(self, name: str, text: str) -> None:
        write_file(self.root, name, text)

    def project(self) -> Project:
        return Project(self.root, self.transformed)


@pytest.fixture
def small(small_root: Path, small_transformed: dict[str, Any]) -> Small:
    return Small(small_root, copy.deepcopy(small_transformed))


Break = Callable[[Small], object]

BROKEN: list[tuple[str, Break, str]] = [
    ("RG001", lambda s: s.body.update(openapi="3.1.0"), "openapi: '3.1.0' is not '3.0.1'"),
    ("RG002", lambda s: s.body.update(webhooks={}), "webhooks: not used at the root"),
    ("RG002", lambda s: s.labels.update(deprecated=True), "/labels post: deprecated is not used"),
    ("RG002", lambda s: s.labels["parameters"][0].update(example=1), "max_labels: example is not"),
    ("RG003", lambda s: s.labels.pop(INTEGRATION), "/labels post: no x-amazon-apigateway"),
    ("RG004", lambda s: s.labels.pop("operationId"), "/labels post: no operationId"),
    (
        "RG004",
        lambda s: s.labels.update(operationId="health"),
        "/labels post: operationId health is not the only one",
    ),
    ("RG005", lambda s: s.collection["parameters"].clear(), "collection_id is not declared"),
    (
        "RG005",
        lambda s: s.collection["parameters"].append({"in": "path", "name": "x", "required": True}),
        "path parameter x is not in the path",
    ),
    (
        "RG005",
        lambda s: s.collection["parameters"][0].update(required=False),
        "path parameter collection_id must be required",
    ),
    (
        "RG005",
        lambda s: s.body["paths"].update({"/a{b}c": {"post": s.labels}}),
        "/a{b}c post: a segment is",
    ),
    ("RG006", lambda s: s.body.update({VALIDATOR: "all"}), "the document: no request validator"),
    ("RG006", lambda s: s.labels.update({VALIDATOR: "all"}), "/labels post: no request validator"),
    ("RG007", lambda s: binary(s).append("image/*"), "binary media type image/*: not one exact"),
    ("RG007", lambda s: binary(s).append("image~1gif"), "image~1gif: not one exact type"),
    ("RG007", lambda s: binary(s).append("application/json"), "application/json: is text"),
    ("RG007", lambda s: binary(s).append("image/png"), "image/png: listed twice"),
    ("RG008", lambda s: s.body["info"].update(title="x" * 6_000_000), "the document: 6"),
    (
        "RG008",
        lambda s: s.integration["requestTemplates"].update({"image/png": "x" * 300_001}),
        "/labels post: request template image/png: 300001 bytes",
    ),
    ("RG009", lambda s: s.body.update(security=[]), "security: must stand in each operation"),
    ("RG009", lambda s: s.labels.update(security=[{"key": []}]), "no security scheme named key"),
    (
        "RG009",
        lambda s: s.labels.update(security={"Fn::If": ["C", [{"key": []}], []]}),
        "no security scheme named key",
    ),
    (
        "RG009",
        lambda s: s.body["components"].update(securitySchemes={"a": {"type": "http"}}),
        "security scheme a: type http is not apiKey",
    ),
    ("RG010", lambda s: s.schemas["Answer"].update(discriminator={}), "schema Answer: the keyword"),
    ("RG010", lambda s: s.schemas["Answer"].update(example={}), "keyword example is not supported"),
    (
        "RG010",
        lambda s: s.schemas["Answer"].update(properties={"a": {"items": {"format": "int32"}}}),
        "schema Answer.a.items: the format int32",
    ),
    (
        "RG010",
        lambda s: s.labels["parameters"][0].update(schema={"type": "integer", "default": 5}),
        "/labels post: parameter max_labels: the keyword default",
    ),
    ("RG011", lambda s: s.schemas.update(An_swer={}), "schema An_swer: the name of a model"),
    ("RG011", lambda s: s.schemas.pop("Answer"), "no schema named Answer"),
    (
        "RG011",
        lambda s: s.schemas["Answer"].update({"allOf": [{"$ref": "other.yaml#/A"}]}),
        "schema Answer.allOf[0]: other.yaml#/A is not a schema of this document",
    ),
    (
        "RG012",
        lambda s: (
            s.schemas["Answer"].update(properties={"a": {"type": "array", "maxItems": 3}}),
            s.labels.update(requestBody=json_body({"$ref": "#/components/schemas/Answer"})),
        ),
        "schema Answer.a: maxItems is not checked",
    ),
    (
        "RG013",
        lambda s: s.labels["responses"]["200"].update(json_body({"type": "array"})),
        "/labels post: response 200 application/json: type array",
    ),
    (
        "RG013",
        lambda s: s.labels["responses"].update({"200": {"$ref": "#/components/responses/A"}}),
        "/labels post: response 200: a reference is not supported",
    ),
    ("RG020", lambda s: s.integration.pop("credentials"), "/labels post: credentials must be"),
    ("RG020", lambda s: s.integration.pop("httpMethod"), "/labels post: no httpMethod"),
    ("RG020", lambda s: s.integration.update(type="AWS"), "/labels post: integration type 'AWS'"),
    ("RG021", lambda s: s.integration.update(timeoutInMillis=30000), "timeoutInMillis 30000"),
    ("RG021", lambda s: s.integration.pop("timeoutInMillis"), "timeoutInMillis None"),
    (
        "RG022",
        lambda s: s.request_parameters.pop("integration.request.header.Content-Type"),
        "/labels post: header Content-Type is None",
    ),
    (
        "RG022",
        lambda s: s.request_parameters.update(
            {"integration.request.header.X-Amz-Target": "'RekognitionService.DetectFaces'"}
        ),
        "header X-Amz-Target is 'RekognitionService.DetectFaces', not 'RekognitionService.DetectL",
    ),
    ("RG022", lambda s: s.integration.update(httpMethod="GET"), "called with httpMethod POST"),
    ("RG023", lambda s: map_request(s, "header.X-A", "plain"), "plain is neither a value in"),
    (
        "RG023",
        lambda s: map_request(s, "header.X-A", "method.request.querystring.limit"),
        "method.request.querystring.limit is not declared",
    ),
    (
        "RG023",
        lambda s: s.request_parameters.update({"integration.header.X-A": "'a'"}),
        "integration.header.X-A is not integration.request",
    ),
    ("RG024", lambda s: map_request(s, "header.Authorization", "'x'"), "header Authorization may"),
    (
        "RG025",
        lambda s: s.integration["requestTemplates"].pop("image/png"),
        "/labels post: no request template for image/png",
    ),
    (
        "RG025",
        lambda s: s.integration.pop("contentHandling"),
        "/labels post: the integration lacks contentHandling CONVERT_TO_TEXT",
    ),
    (
        "RG026",
        lambda s: s.integration.update(passthroughBehavior="when_no_match"),
        "/labels post: passthroughBehavior is when_no_match, not never",
    ),
    ("RG030", lambda s: s.responses.pop("default"), "/labels post: no integration response for d"),
    ("RG030", lambda s: s.responses.pop(r"5\d{2}"), r"no integration response for 5\d{2}"),
    (
        "RG031",
        lambda s: s.responses.update({"40[04]": s.on_4xx}),
        r"/labels post: 400 matches ",
    ),
    ("RG031", lambda s: s.responses.update({"4(": s.on_4xx}), "4( is not a regular expression"),
    ("RG032", lambda s: s.on_4xx.update(statusCode="418"), "status '418' is not declared"),
    ("RG032", lambda s: s.on_4xx.update(statusCode=400), "status 400 is not declared"),
    ("RG033", lambda s: s.on_4xx.update(statusCode="502"), "both answer 502"),
    (
        "RG034",
        lambda s: s.on_4xx.pop("contentHandling"),
        r"/labels post: integration response 4\d{2} lacks contentHandling CONVERT_TO_TEXT",
    ),
    ("RG035", lambda s: s.on_4xx.pop("responseTemplates"), r"4\d{2} has templates for []"),
    (
        "RG035",
        lambda s: s.on_4xx["responseTemplates"].update({"image/png": "{}"}),
        "not for application/json alone",
    ),
    (
        "RG036",
        lambda s: map_response(s, "method.response.header.Location", "'x'"),
        "method.response.header.Location is not declared by response 400",
    ),
    (
        "RG036",
        lambda s: map_response(s, "method.response.header.Content-Type", "text/plain"),
        "text/plain is neither in single quotes",
    ),
    ("RG036", lambda s: map_response(s, "header.Location", "'x'"), "header.Location is not method"),
    ("RG040", lambda s: s.gateway_responses.update(TROTTLED={}), "TROTTLED: no such type"),
    ("RG041", lambda s: s.gateway_responses.pop("DEFAULT_5XX"), "DEFAULT_5XX: missing"),
    (
        "RG041",
        lambda s: s.gateway_responses["DEFAULT_4XX"].update(statusCode="403"),
        "DEFAULT_4XX: a statusCode here replaces",
    ),
    ("RG042", lambda s: gateway_template(s, '{"a": $context.requestId}'), "not JSON"),
    ("RG042", lambda s: gateway_template(s, '{"a": "$context.error.message"}'), "may break out"),
    (
        "RG042",
        lambda s: s.gateway_responses["THROTTLED"].update(responseTemplates={"text/plain": "x"}),
        "THROTTLED: one template, for application/json",
    ),
    (
        "RG043",
        lambda s: s.gateway_responses["THROTTLED"].update(responseParameters={}),
        "gateway response THROTTLED: Content-Type is None",
    ),
    (
        "RG043",
        lambda s: s.gateway_responses["THROTTLED"]["responseParameters"].update(
            {"gatewayresponse.header.Retry-After": "1"}
        ),
        "gatewayresponse.header.Retry-After: 1 is not a header in quotes",
    ),
    *[
        (
            "RG050",
            lambda s, member=member: s.transformed["Parameters"]["StageName"].pop(member),
            f"parameter StageName: no {member}",
        )
        for member in ("Type", "Default", "Description")
    ],
    (
        "RG051",
        lambda s: s.resources.update(Queue={"Type": "AWS::SQS::Queue"}),
        "resource Queue: nothing refers to it",
    ),
    (
        "RG051",
        lambda s: s.transformed["Parameters"].update(Size={"Type": "String"}),
        "parameter Size: nothing refers to it",
    ),
    (
        "RG052",
        lambda s: s.transformed.update(Description="x" * 1_000_000),
        "the transformed template: 10",
    ),
    (
        "RG053",
        lambda s: next(
            r["Properties"]
            for r in s.resources.values()
            if r["Type"] == "AWS::ApiGateway::Deployment"
        ).update(StageName="Stage"),
        "makes the stage Stage; set OpenApiVersion",
    ),
    ("RG054", lambda s: s.stage.update(Variables={}), "ApiStage has no variable stack"),
    (
        "RG054",
        lambda s: map_request(s, "header.X-A", "stageVariables.region"),
        "integration.request.header.X-A: ApiStage has no variable region",
    ),
    (
        "RG054",
        lambda s: s.integration["requestTemplates"].update({"image/png": "${stageVariables.a}"}),
        "request template image/png: ApiStage has no variable a",
    ),
    ("RG054", lambda s: s.stage["Variables"].update(a="b c"), "'b c' has characters that"),
    (
        "RG054",
        lambda s: (
            s.transformed["Parameters"]["StageName"].update(Default="v 1"),
            s.stage["Variables"].update(a={"Ref": "StageName"}),
        ),
        "'v 1' has characters that",
    ),
    ("RG060", lambda s: s.statements[1].update(Resource="*"), "DescribeCollection on every"),
    ("RG060", lambda s: s.statements[0].update(Action="rekognition:*"), "allows rekognition:*"),
    (
        "RG060",
        lambda s: s.resources.update(
            Extra={
                "Type": "AWS::IAM::Policy",
                "Properties": {
                    "PolicyDocument": {
                        "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
                    }
                },
            }
        ),
        "resource Extra: allows s3:GetObject on every resource",
    ),
    (
        "RG061",
        lambda s: s.statements[1].update(
            Resource={"Fn::Sub": "arn:aws:rekognition:*:${AWS::AccountId}:collection/*"}
        ),
        "rekognition:DescribeCollection reaches beyond this stack's collections",
    ),
    ("RG062", lambda s: s.statements.pop(0), "/labels post: ApiRole does not allow rekognition:De"),
    (
        "RG063",
        lambda s: s.statements[0].update(
            Action=["rekognition:DetectLabels", "rekognition:DetectFaces"]
        ),
        "resource ApiRole: allows rekognition:DetectFaces, which no integration calls",
    ),
    ("RG064", lambda s: s.resources.pop("ApiRole"), "/labels post: ApiRole is no role"),
    ("RG064", lambda s: s.trust.update(Principal="*"), "trusts *, which is no AWS service"),
    ("RG064", lambda s: s.trust.update(Principal={"AWS": "1"}), "which is no AWS service"),
    (
        "RG064",
        lambda s: s.trust["Principal"].update(
            Service=["apigateway.amazonaws.com", "lambda.amazonaws.com"]
        ),
        "must be assumed by apigateway.amazonaws.com alone",
    ),
    (
        "RG064",
        lambda s: s.trust.update(Condition={"StringEquals": {"aws:SourceIp": "1.2.3.4"}}),
        "a condition on aws:SourceIp",
    ),
    (
        "RG070",
        lambda s: s.write(
            "samconfig.toml", '[default.deploy.parameters]\nparameter_overrides = "Stage=v1"\n'
        ),
        "samconfig.toml: default: the template has no parameter Stage",
    ),
    (
        "RG070",
        lambda s: s.write("samconfig.toml", "[default]\n"),
        "samconfig.toml: no section prod",
    ),
    ("RG070", lambda s: (s.root / "samconfig.toml").unlink(), "samconfig.toml: "),
    ("RG071", lambda s: s.write("a.md", "x\nhttps://pypi" + ".org/simple"), "a.md:2: names the"),
    ("RG072", lambda s: s.write("a.md", "see /home" + "/someone/x"), "a.md:1: names the path /ho"),
    ("RG073", lambda s: s.write("requirements/a.txt", "boto3==1.0\n"), "boto3==1.0 has no hash"),
    ("RG073", lambda s: s.write("requirements/a.txt", "boto3\n"), "boto3 is not pinned"),
    (
        "RG073",
        lambda s: s.write("requirements/a.txt", "--index-url https://example.com\n"),
        "--index-url names a package index",
    ),
    (
        "RG074",
        lambda s: s.write("template.yaml", TEMPLATE.replace("Fn::Transform", "Other")),
        "template.yaml: 0 includes",
    ),
    ("RG074", lambda s: s.write("template.yaml", "a: [\n"), "template.yaml:"),
]


def binary(small: Small) -> list[str]:
    return small.body["x-amazon-apigateway-binary-media-types"]


def json_body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def map_request(small: Small, target: str, value: str) -> None:
    small.request_parameters[f"integration.request.{target}"] = value


def map_response(small: Small, target: str, value: str) -> None:
    small.on_4xx["responseParameters"][target] = value


def gateway_template(small: Small, text: str) -> None:
    small.gateway_responses["THROTTLED"]["responseTemplates"]["application/json"] = text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_good_project_has_no_finding(small: Small, rule: Any) -> None:
    assert rule.findings(small.project()) == []


@pytest.mark.parametrize(("rule", "break_it", "message"), BROKEN)
def test_finds_what_is_broken(small: Small, rule: str, break_it: Break, message: str) -> None:
    break_it(small)

    found = [str(finding) for finding in RULE[rule].findings(small.project())]
    assert any(message in text for text in found), found
    assert all(text.startswith(f"{rule} ") for text in found)


def test_every_rule_is_proved_able_to_fail() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULE)


def test_rules_have_an_id_of_their_own_a_reason_and_a_source() -> None:
    assert len(RULE) == len(RULES)
    assert all(rule.reason and rule.source for rule in RULES)


class TestCfnLint:
    """On the transformed template cfn-lint sees into the API, where it is blind otherwise."""

    @pytest.mark.parametrize(
        ("credentials", "message"),
        [
            ({"Fn::GetAtt": ["ApiRole", "Arnn"]}, "Arnn"),
            ({"Fn::GetAtt": ["NoRole", "Arn"]}, "NoRole"),
            ({"Ref": "Nothing"}, "Nothing"),
            ({"Fn::Sub": "${Nothing.Arn}"}, "Nothing"),
            ({"Fn::Sub": "${ApiRole.Arnn}"}, "Arnn"),
        ],
    )
    def test_an_intrinsic_in_the_api_must_resolve(
        self, small: Small, credentials: dict, message: str
    ) -> None:
        small.integration["credentials"] = credentials

        (finding,) = lint_transformed(small.transformed)
        assert message in str(finding)

    def test_the_serverless_rules_are_among_its_own(self, small: Small) -> None:
        del small.stage["TracingEnabled"]

        assert [finding.rule for finding in lint_transformed(small.transformed)] == ["WS2002"]

    def test_a_good_template_has_no_finding(self, small: Small) -> None:
        assert lint_transformed(small.transformed) == []

    def test_every_ignored_finding_has_its_reason(self) -> None:
        assert all(IGNORED.values())
