"""Commands for those who write mapping templates: `python -m local render`, `trace` and `lint`."""
