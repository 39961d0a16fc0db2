"""Settings, read from the environment. Thresholds a district may change are not here."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured


def env_text(name: str, default: str) -> str:
    """Return the variable, or ``default`` when it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def env_flag(name: str, *, default: bool) -> bool:
    """Return a yes/no variable; anything but 1/0/yes/no/true/false is refused."""
    text = env_text(name, str(default)).lower()
    if text not in {"1", "yes", "true", "0", "no", "false"}:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {text!r}.")
    return text in {"1", "yes", "true"}


def env_number(name: str, default: int) -> int:
    """Return a whole-number variable; anything else is refused."""
    text = env_text(name, str(default))
    if not text.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def env_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    """Return a variable that has one of ``choices``; anything else is refused."""
    text = env_text(name, default)
    if text not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {text!r}.")
    return text


PACKAGE = Path(__file__).resolve().parents[1]
VAR = Path(env_text("JINGWEI_VAR", "var")).resolve()


def kept_key(variable: str, name: str) -> str:
    """Return a key from the environment, else from the file that the command made."""
    kept = VAR / name
    key = env_text(variable, "") or (kept.read_text().strip() if kept.is_file() else "")
    if not key:
        raise ImproperlyConfigured(f"No key: set {variable}, or run jingwei migrate for {kept}.")
    return key


def database(url: str) -> dict[str, Any]:
    """Return the connection for ``url``: SQLite in WAL mode, or PostgreSQL with a pool."""
    config: dict[str, Any] = environ.Env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        pragmas = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": pragmas,
        }
    elif env_flag("JINGWEI_DATABASE_POOL", default=True):
        pool = {"min_size": 1, "max_size": THREADS + 1}
        config["OPTIONS"] = {**config.get("OPTIONS", {}), "pool": pool}
    return config


SECRET_KEY = kept_key("JINGWEI_SECRET_KEY", "secret_key")
FIELD_KEY = kept_key("JINGWEI_FIELD_KEY", "field_key")
"""Encrypts the restricted fields; lost, they cannot be read again. Kept apart from the backup."""
DEBUG = env_flag("JINGWEI_DEBUG", default=False)
ALLOWED_HOSTS = env_text("JINGWEI_HOSTS", "127.0.0.1,localhost").split(",")
HTTPS = env_flag("JINGWEI_HTTPS", default=False)
THREADS = env_number("JINGWEI_THREADS", 4)
WORKERS = env_number("JINGWEI_WORKERS", 2)
DEMO_MARK = VAR / "demo"
"""Written by `jingwei demo load`; holds the day at which the demo district stands still."""
DEMO = env_flag("JINGWEI_DEMO", default=DEMO_MARK.is_file())
FIXED_DAY = date.fromisoformat(DEMO_MARK.read_text().strip()) if DEMO_MARK.is_file() else None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "jingwei.kernel",
    "jingwei.accounts",
    "jingwei.org",
    "jingwei.people",
    "jingwei.procedures",
    "jingwei.coverage",
    "jingwei.liaison",
    "jingwei.collection",
    "jingwei.cadres",
    "jingwei.party",
    "jingwei.talent",
    "jingwei.veterans",
    "jingwei.plans",
    "jingwei.desk",
    "jingwei.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jingwei.accounts.middleware.SignInRules",
]
ROOT_URLCONF = "jingwei.site.urls"
WSGI_APPLICATION = "jingwei.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "site/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jingwei.site.context.shell",
            ],
            "builtins": ["jingwei.kernel.templatetags.shell"],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
"""Our own select.html writes its options in one template; Django's calls one for each option."""

DATABASES = {
    "default": database(env_text("JINGWEI_DATABASE_URL", f"sqlite:///{VAR / 'jingwei.sqlite3'}"))
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "jingwei.accounts.passwords.TwoKindsValidator"},
    {"NAME": "jingwei.accounts.passwords.NotRecentValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_FORMS = {"login": "jingwei.accounts.sign_in.SignInForm"}
ACCOUNT_ADAPTER = "jingwei.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/5m/ip,5/10m/key"}
SECOND_FACTOR = env_choice(
    "JINGWEI_SECOND_FACTOR", "optional" if DEMO else "required", ("required", "optional")
)
"""Whether the roles that ask for a second factor (data/roles.toml) insist on it."""
MFA_ADAPTER = "jingwei.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "jingwei.accounts.sign_in.CodeForm",
    "activate_totp": "jingwei.accounts.sign_in.SetUpForm",
}
MFA_TOTP_ISSUER = "经纬"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
ADMINISTRATOR_IDLE_MINUTES = env_number("JINGWEI_ADMINISTRATOR_IDLE_MINUTES", 30)

SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ONLY_HTTPS = ["security.W004", "security.W008", "security.W012", "security.W016"]
SILENCED_SYSTEM_CHECKS = [] if HTTPS else ONLY_HTTPS
CSRF_FAILURE_VIEW = "jingwei.site.web.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "jingwei.site.formats"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # the package is served as it lies: nothing to collect
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_PERMISSIONS = 0o640

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env_text("JINGWEI_LOG_LEVEL", "WARNING")},
}
