"""The wire: JSON 1.1 as the AWS SDKs speak it, with botocore's model as the contract."""
