"""Run the deployed template on this machine."""
