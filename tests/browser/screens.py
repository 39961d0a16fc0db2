"""Take the pictures of docs/screens anew: ``python -m tests.browser.screens``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

SHOTS = Path(__file__).with_name("shots.py")

if __name__ == "__main__":
    quiet = ["-q", "-p", "no:cacheprovider", "-o", "python_functions=screen*"]
    sys.exit(pytest.main([str(SHOTS), *quiet]))
