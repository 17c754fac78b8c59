"""The user's own ONNX models: what models.toml says of them, and what their answers are called."""
