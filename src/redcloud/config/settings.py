"""Django settings. Everything that differs between installations comes from the environment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from redcloud.config.environment import CHECKOUT, data_folder, env, push_key, secret_key
from redcloud.config.logs import logging_settings
from redcloud.config.stores import kept_apart, kept_at, storages

DATA = data_folder()
SECRET_KEY = secret_key(DATA)
DEBUG = False
TESTING = "pytest" in sys.modules

PORT = env.int("REDCLOUD_PORT", default=8000)
PUBLIC_URL = env.str("REDCLOUD_PUBLIC_URL", default=f"http://127.0.0.1:{PORT}")
_public = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = [
    _public.hostname or "127.0.0.1",
    "127.0.0.1",
    "localhost",
    "[::1]",
    *env.list("REDCLOUD_HOSTS", default=[]),
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "redcloud.web.ui.views.csrf_failure"

# Served over https the cookies are secure and the browser is told to stay there. The embedded
# default is plain http on the loopback interface, where a secure cookie would not come back.
SECURE = _public.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("REDCLOUD_BEHIND_PROXY", default=False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"

STAGES = [
    "people",
    "rules",
    "topics",
    "records",
    "notices",
    "discussions",
    "life",
    "needs",
    "portrait",
    "study",
    "outlook",
]
AUDIENCES = ["ui", "member", "branch", "office", "resident", "api"]

INSTALLED_APPS = [
    *(f"redcloud.web.{name}" for name in AUDIENCES),
    *(f"redcloud.apps.{name}" for name in STAGES),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_structlog",
]

MIDDLEWARE = [
    "redcloud.web.api.xapi.middleware.XapiMiddleware",
    "redcloud.web.api.straight.PackagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "redcloud.web.ui.middleware.ChosenLanguageMiddleware",
    "redcloud.web.ui.middleware.NoNulMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "redcloud.web.ui.middleware.ViewerMiddleware",
    "redcloud.web.ui.middleware.BodyLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "redcloud.web.ui.middleware.OpenedFormMiddleware",
]

ROOT_URLCONF = "redcloud.config.urls"
WSGI_APPLICATION = "redcloud.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "redcloud.web.ui.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "redcloud.web.ui.templatetags.ui"],
        },
    }
]

# --- database -----------------------------------------------------------------------------------

_database: dict[str, Any] = env.db_url_config(
    env.str("DATABASE_URL", default="") or f"sqlite:///{DATA / 'redcloud.sqlite3'}"
)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # A write transaction takes its lock at once instead of failing half way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA wal_autocheckpoint=4000",
    }
else:
    # For questions that ask for it alone (`records.rows.asked_again`), after the fifth time; 0 turns it off,
    # for a pool between here and PostgreSQL that lends a connection for one transaction.
    _prepare = env.int("REDCLOUD_PREPARE_AFTER", default=5)
    _database.setdefault("OPTIONS", {})["prepare_threshold"] = _prepare or None
# Kept between requests on SQLite too: whoever closes the last connection of a file in WAL mode writes the
# whole log back and waits for the disk, which made every request 20 ms longer.
_database["CONN_MAX_AGE"] = 60
_database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- lake, jobs, media --------------------------------------------------------------------------

LAKE = kept_at("REDCLOUD_LAKE", DATA / "lake")
LAKE_COPIES_MIB = env.int("REDCLOUD_LAKE_COPIES_MB", default=2048)
MEDIA = kept_at("REDCLOUD_MEDIA", DATA / "media")
MEDIA_ROOT = MEDIA if isinstance(MEDIA, Path) else ""
STORAGES = storages(MEDIA)
kept_apart(data=DATA, lake=LAKE, media=MEDIA)
JOBS_FILE = DATA / "jobs.sqlite3"
JOBS_IMMEDIATE = TESTING
MINIMUM_CONTRIBUTORS = env.int("REDCLOUD_MINIMUM_CONTRIBUTORS", default=10)
FOLD_MEMORY_MIB = env.int("REDCLOUD_FOLD_MEMORY_MB", default=2048)
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
LIBRARY_FILE_MAX_BYTES = env.int("REDCLOUD_LIBRARY_FILE_MB", default=200) * 1024 * 1024
LIBRARY_LINKS_INSIDE = env.bool("REDCLOUD_LIBRARY_LINKS_INSIDE", default=False)
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
BODY_MAX_BYTES = 14 * 1024 * 1024  # a resident's photo of 12 MiB with its form; else what editors bring
BODY_MAX_BYTES_OF_FILES = max(LIBRARY_FILE_MAX_BYTES, 200 * 1024 * 1024) + DATA_UPLOAD_MAX_MEMORY_SIZE

# --- record store (xAPI) --------------------------------------------------------------------------

XAPI_VERSION_UNASKED = env.str("REDCLOUD_XAPI_VERSION", default="1.0.3")
if XAPI_VERSION_UNASKED not in ("1.0.3", "2.0.0"):
    raise ImproperlyConfigured("REDCLOUD_XAPI_VERSION has to be 1.0.3 or 2.0.0")
XAPI_STATE_NEEDS_MATCH = env.bool("REDCLOUD_XAPI_STATE_NEEDS_MATCH", default=True)
XAPI_ATTACHMENTS_MAX_BYTES = env.int("REDCLOUD_XAPI_ATTACHMENTS_MB", default=100) * 1024 * 1024
XAPI_DOCUMENT_MAX_BYTES = env.int("REDCLOUD_XAPI_DOCUMENT_MB", default=10) * 1024 * 1024
XAPI_BODY_MAX_BYTES = env.int("REDCLOUD_XAPI_BODY_MB", default=10) * 1024 * 1024
# Above Django's own limit, which is asked when a body is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = max(DATA_UPLOAD_MAX_MEMORY_SIZE, XAPI_BODY_MAX_BYTES)
XAPI_BYTES_UNDER_WAY = env.int("REDCLOUD_XAPI_UNDER_WAY_MB", default=32) * 1024 * 1024
XAPI_WRITERS = env.int("REDCLOUD_XAPI_WRITERS", default=16)
XAPI_REQUESTS_PER_MINUTE = env.int("REDCLOUD_XAPI_REQUESTS_PER_MINUTE", default=60_000)
XAPI_OIDC_ISSUER = env.str("REDCLOUD_XAPI_OIDC_ISSUER", default="")
XAPI_OIDC_AUDIENCE = env.str("REDCLOUD_XAPI_OIDC_AUDIENCE", default="") or f"{PUBLIC_URL}/api/xapi/"
XAPI_OIDC_JWKS = env.str("REDCLOUD_XAPI_OIDC_JWKS", default="")
XAPI_OIDC_SCOPE_PREFIX = env.str("REDCLOUD_XAPI_OIDC_SCOPE_PREFIX", default="")
XAPI_OIDC_ORGANISATION_CLAIM = env.str("REDCLOUD_XAPI_OIDC_ORGANISATION_CLAIM", default="organisation")
XAPI_OIDC_ORGANISATION = env.str("REDCLOUD_XAPI_OIDC_ORGANISATION", default="")
FORWARD_KEYS: dict[str, str] = env.dict("REDCLOUD_FORWARD_KEYS", default={})

# --- people and sign-in -------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "landing"
ACCOUNT_ADAPTER = "redcloud.config.accounts.ClosedAccountAdapter"
SOCIALACCOUNT_ADAPTER = "redcloud.config.accounts.ClosedSocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# An address is optional here, and a passkey must not depend on one.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = env.bool("REDCLOUD_PASSKEYS", default=True)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, list[dict[str, Any]]]] = {"openid_connect": {"APPS": []}}
if env.str("REDCLOUD_OIDC_ISSUER", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "organisation",
            "name": env.str("REDCLOUD_OIDC_NAME", default="Single sign-on"),
            "client_id": env.str("REDCLOUD_OIDC_CLIENT_ID"),
            "secret": env.str("REDCLOUD_OIDC_SECRET"),
            "settings": {"server_url": env.str("REDCLOUD_OIDC_ISSUER")},
        }
    )
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# --- language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS: list[Path] = []
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# --- pages --------------------------------------------------------------------------------------

NODE_MODULES = CHECKOUT / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a folder that is not there
STATICFILES_DIRS = [
    (name, folder)
    for name, folder in [
        ("tabler", NODE_MODULES / "@tabler/core/dist/css"),
        ("tabler-js", NODE_MODULES / "@tabler/core/dist/js"),
        ("echarts", NODE_MODULES / "echarts/dist"),
    ]
    if folder.is_dir()
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        # No page of ours shows another in itself, a package's least of all.
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- e-mail -------------------------------------------------------------------------------------

vars().update(env.email_url("REDCLOUD_EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("REDCLOUD_EMAIL_FROM", default="cloud@localhost")
# The worker does other things as well: a mail server that says nothing must not keep it.
EMAIL_TIMEOUT = 30

# --- reminders and robots -------------------------------------------------------------------------

PUSH_KEY = push_key(env.str("REDCLOUD_PUSH_KEY", default=""))
# For tests alone: lets addresses of reminders and robots lead to this machine, also without https.
NOTICES_LOOPBACK = env.bool("REDCLOUD_NOTICES_LOOPBACK", default=False)

# --- cache (rate limits) and logs ---------------------------------------------------------------

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING = logging_settings(level=env.str("REDCLOUD_LOG_LEVEL", default="WARNING" if TESTING else "INFO"))
