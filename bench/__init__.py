"""What the architecture promises, measured on this machine: ``python -m bench``."""
