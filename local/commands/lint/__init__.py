"""`python -m local lint`: what renders differently on AWS than it reads, found without rendering.

`flow` runs a template on abstract values: what a value may print as, where it may stand in JSON,
and what of it comes from the client.
"""
