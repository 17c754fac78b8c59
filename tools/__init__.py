"""Commands that make and check what is deployed."""
