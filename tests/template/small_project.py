"""A whole project in miniature that every rule accepts, for tests to break one thing in."""

from pathlib import Path

OPENAPI = r"""
openapi: 3.0.1
info: {title: Small, version: '1'}
x-shared:
  json: &json
    type: object
  answered: &answered
    description: An answer
    content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}
  failures: &failures
    '4\d{2}':
      statusCode: '400'
      contentHandling: CONVERT_TO_TEXT
      responseTemplates: {application/json: vtl/error.response.vtl}
      responseParameters:
        method.response.header.Content-Type: "'application/problem+json'"
    '5\d{2}':
      statusCode: '502'
      contentHandling: CONVERT_TO_TEXT
      responseTemplates: {application/json: vtl/error.response.vtl}
      responseParameters:
        method.response.header.Content-Type: "'application/problem+json'"
    default:
      statusCode: '500'
      contentHandling: CONVERT_TO_TEXT
      responseTemplates: {application/json: vtl/error.response.vtl}
      responseParameters:
        method.response.header.Content-Type: "'application/problem+json'"
  responses: &responses
    '200': *answered
    '400': &failed
      description: A problem
      headers: {Content-Type: {schema: {type: string}}}
      content: {application/problem+json: {schema: {$ref: '#/components/schemas/Answer'}}}
    '500': *failed
    '502': *failed
x-amazon-apigateway-binary-media-types: [image/jpeg, image/png]
x-amazon-apigateway-request-validators:
  parameters: {validateRequestBody: false, validateRequestParameters: true}
x-amazon-apigateway-request-validator: parameters
paths:
  /labels:
    post:
      operationId: detect_labels
      parameters:
        - {name: max_labels, in: query, required: false, schema: {type: string}}
      responses: {<<: *responses}
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri:
          Fn::Sub: arn:${AWS::Partition}:apigateway:${AWS::Region}:rekognition:action/DetectLabels
        credentials: {Fn::GetAtt: [ApiRole, Arn]}
        contentHandling: CONVERT_TO_TEXT
        passthroughBehavior: never
        timeoutInMillis: 20000
        requestParameters:
          integration.request.header.Content-Type: "'application/x-amz-json-1.1'"
          integration.request.header.X-Amz-Target: "'RekognitionService.DetectLabels'"
        requestTemplates: &images
          image/jpeg: vtl/labels.request.vtl
          image/png: vtl/labels.request.vtl
        responses:
          '2\d{2}':
            statusCode: '200'
            contentHandling: CONVERT_TO_TEXT
            responseTemplates: {application/json: vtl/labels.response.vtl}
          <<: *failures
  /collections/{collection_id}:
    get:
      operationId: describe_collection
      parameters:
        - {name: collection_id, in: path, required: true, schema: {type: string}}
      responses: *responses
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri:
          Fn::Sub: >-
            arn:${AWS::Partition}:apigateway:${AWS::Region}:rekognition:action/DescribeCollection
        credentials: {Fn::GetAtt: [ApiRole, Arn]}
        contentHandling: CONVERT_TO_TEXT
        passthroughBehavior: never
        timeoutInMillis: 20000
        requestParameters:
          integration.request.header.Content-Type: "'application/x-amz-json-1.1'"
          integration.request.header.X-Amz-Target: "'RekognitionService.DescribeCollection'"
        requestTemplates: {application/json: vtl/collection.request.vtl}
        responses:
          '2\d{2}':
            statusCode: '200'
            contentHandling: CONVERT_TO_TEXT
            responseTemplates: {application/json: vtl/labels.response.vtl}
          <<: *failures
  /health:
    get:
      operationId: health
      responses: {'200': *answered}
      x-amazon-apigateway-integration:
        type: mock
        contentHandling: CONVERT_TO_TEXT
        passthroughBehavior: never
        requestTemplates: {application/json: vtl/health.request.vtl}
        responses:
          default:
            statusCode: '200'
            contentHandling: CONVERT_TO_TEXT
            responseTemplates: {application/json: vtl/health.response.vtl}
components:
  schemas:
    Answer: *json
"""

PROBLEMS = """
type_base: https://example.com/problems#
problems:
  no_face: {status: 422, title: No face in the image, detail: The picture has no face.}
  not_found: {status: 404, title: Not found, detail: There is no such route.}
  forbidden: {status: 403, title: Forbidden, detail: The request is not allowed.}
  invalid_parameter: {status: 400, title: Invalid parameter, detail: A parameter is wrong.}
  throttled: {status: 429, title: Too many requests, detail: Slow down.}
  internal: {status: 500, title: Internal error, detail: Something went wrong.}
gateway_responses:
  MISSING_AUTHENTICATION_TOKEN: {problem: not_found}
  BAD_REQUEST_PARAMETERS: {problem: invalid_parameter, detail: error_message}
  THROTTLED: {problem: throttled, headers: {Retry-After: "1"}}
  DEFAULT_4XX: {problem: forbidden, keep_status: true}
  DEFAULT_5XX: {problem: internal, keep_status: true}
"""

VTL = {
    "labels.request.vtl": '{"Image": {"Bytes": "$input.body"}}\n',
    "collection.request.vtl": (
        '#set($id = $input.params("collection_id"))\n'
        '{"CollectionId": "${stageVariables.stack}.$util.escapeJavaScript($id)"}\n'
    ),
    "labels.response.vtl": '{"labels": $input.json("$.Labels")}\n',
    "error.response.vtl": (
        '#parse("lib/problems.vtl")\n'
        '#set($code = "internal")\n'
        "#set($problem = $problems.get($code))\n"
        "#set($context.responseOverride.status = $problem.status)\n"
        '{"type": "${problem_type_base}${code}", "title": "$problem.title"}\n'
    ),
    "health.request.vtl": '{"statusCode": 200}\n',
    "health.response.vtl": '{"status": "ok"}\n',
}

TEMPLATE = """
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: An API in miniature
Parameters:
  StageName: {Type: String, Default: v1, Description: The stage of the API.}
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: !Ref StageName
      OpenApiVersion: 3.0.1
      TracingEnabled: true
      Variables: {stack: !Ref AWS::StackName}
      AccessLogSetting:
        DestinationArn: !GetAtt AccessLog.Arn
        Format: '{"requestId":"$context.requestId"}'
      MethodSettings:
        - {ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 10, ThrottlingBurstLimit: 10}
      DefinitionBody:
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: api/openapi.deploy.yaml}}
  AccessLog:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: Delete
    UpdateReplacePolicy: Delete
    Properties: {RetentionInDays: 14}
  ApiRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {Service: apigateway.amazonaws.com}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: rekognition
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - {Effect: Allow, Action: rekognition:DetectLabels, Resource: '*'}
              - Effect: Allow
                Action: rekognition:DescribeCollection
                Resource: !Sub "arn:aws:rekognition:*:*:collection/${AWS::StackName}.*"
Outputs:
  ApiUrl:
    Description: Where the API answers.
    Value: !Sub https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${StageName}
"""

SAMCONFIG = """
version = 0.1
[default.deploy.parameters]
stack_name = "small"
parameter_overrides = ["StageName=dev"]
[staging.deploy.parameters]
stack_name = "small-staging"
[prod.deploy.parameters]
stack_name = "small-prod"
[local.deploy.parameters]
stack_name = "small-local"
"""


def write_project(root: Path) -> Path:
    """Lays the sources out under `root`; the rendered files are left to the renderer."""
    files = {
        "api/openapi.yaml": OPENAPI,
        "api/problems.yaml": PROBLEMS,
        "template.yaml": TEMPLATE,
        "samconfig.toml": SAMCONFIG,
        **{f"vtl/{name}": text for name, text in VTL.items()},
    }
    for name, text in files.items():
        write_file(root, name, text)
    return root


def write_file(root: Path, name: str, text: str) -> None:
    target = root / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
