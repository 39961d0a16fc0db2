"""The kept description of the API; ``python -m tests.openapi`` writes it anew."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import django

KEPT = Path(__file__).with_name("openapi.json")
ROOT = "/api/v1/"


def as_text(found: dict[str, Any]) -> str:
    """Return a description as it is kept: stable, and readable in a comparison."""
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write the description as the product gives it now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from jingwei.kernel.registers.api import register_api

    KEPT.write_text(as_text(register_api().get_openapi_schema(path_prefix=ROOT)), encoding="utf-8")


if __name__ == "__main__":
    main()
