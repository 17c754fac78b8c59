"""Collections, faces and users: records in SQLite, embeddings in memory while they are searched."""
