"""Looking at pictures: what runs in the worker processes, on pixels and local models only."""
