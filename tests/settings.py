"""The product's settings with a key, cheap password hashes and a folder of its own."""

import os
import tempfile

os.environ.setdefault("JINGWEI_SECRET_KEY", "tests-only")
os.environ.setdefault("JINGWEI_FIELD_KEY", "tests-only-fields")
os.environ.setdefault("JINGWEI_SECOND_FACTOR", "optional")
os.environ.setdefault("JINGWEI_VAR", tempfile.mkdtemp(prefix="jingwei-tests-"))
os.environ.setdefault("JINGWEI_DATABASE_POOL", "no")

from jingwei.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_AUTOREFRESH = True
