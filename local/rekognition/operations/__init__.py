"""The operations of Amazon Rekognition, one module for each group of the API Reference."""
