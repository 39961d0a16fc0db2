"""The product's settings with a key, cheap password hashes and a folder of its own."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("JINGWEI_SECRET_KEY", "tests-only")
os.environ.setdefault("JINGWEI_FIELD_KEY", "tests-only-fields")
os.environ.setdefault("JINGWEI_SECOND_FACTOR", "optional")
folder = Path(os.environ.setdefault("JINGWEI_VAR", tempfile.mkdtemp(prefix="jingwei-tests-")))
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if folder.name != worker:  # each worker its own: their rows count from 1, and so do the files
    folder /= worker
    folder.mkdir(exist_ok=True)
    os.environ["JINGWEI_VAR"] = str(folder)
os.environ.setdefault("JINGWEI_DATABASE_POOL", "no")

from jingwei.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_AUTOREFRESH = True
