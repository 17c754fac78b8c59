"""The wire: JSON 1.1 as the AWS SDKs speak it, with botocore's model of the service as the contract."""
