"""One settings file. What differs between a demo, a test and an office comes from the environment:

TONGGUAN_MODE       demo | test | practice | production (the default). Practice is for training: a database of
                    its own with masked copies (`tongguan practice`), who may do what as in production
TONGGUAN_DATABASE   postgresql://user:password@host:port/name, or nothing for SQLite in the var folder
TONGGUAN_VAR        the folder of everything that is written, `var` beside the package if not given
TONGGUAN_AHEAD      seconds by which the pages' clock runs ahead of the world's, or behind (demo)
TONGGUAN_PASSWORD   the password of everybody in a demonstration; made up where none is given (demo)
TONGGUAN_HOSTS      host names served, separated by commas
TONGGUAN_PROXIES    how many reverse proxies stand before us and say whence a request came
TONGGUAN_JURISDICTION     whose rules the pages and the JSON door serve: cn (the default), gb, ...
TONGGUAN_CALLS_A_MINUTE   how often a key may call the JSON door, 600 if not given
TONGGUAN_OIDC_ISSUER, _CLIENT, _SECRET, _NAME   signing in by another house's accounts (OpenID Connect)
TONGGUAN_MAIL       smtp://user:password@host:port (STARTTLS) or smtps://...; without it a demonstration and a
                    test write letters into var/mail, and production writes none
TONGGUAN_MAIL_FROM, TONGGUAN_ADDRESS   who writes them, and where their links lead (https://host)
TONGGUAN_DOCUMENT_MEGABYTES   how large a paper may be that is given with a declaration, 20 if not said
SECRET_KEY          needed in production; made up once and kept in var under demo and test settings
SECRET_KEY_FALLBACKS   the keys that it took the place of, separated by spaces: what they signed still holds
"""

import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from tongguan.site.databases import database
from tongguan.site.mailing import mailing
from tongguan.site.signing_in import *  # noqa: F403 - settings are names

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("TONGGUAN_VAR") or ROOT / "var")
MODE = os.environ.get("TONGGUAN_MODE") or "production"
if MODE not in ("demo", "test", "practice", "production"):
    raise ImproperlyConfigured(f"TONGGUAN_MODE: {MODE!r} is none of demo, test, practice and production")
VAR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    if given := os.environ.get("SECRET_KEY"):
        return given
    if MODE == "production":
        raise ImproperlyConfigured(
            "SECRET_KEY: must be in the environment unless TONGGUAN_MODE is demo or test"
        )
    kept = VAR / "secret_key"
    if not kept.exists():
        mine = VAR / f"secret_key.{os.getpid()}"
        mine.touch(mode=0o600)
        mine.write_text(secrets.token_urlsafe(50), encoding="ascii")
        with suppress(FileExistsError):  # the first process wins, the others read what it kept
            os.link(mine, kept)
        mine.unlink()
    return kept.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("TONGGUAN_HOSTS", "").split(",") if h]
if MODE != "production":
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]", "testserver"]

INSTALLED_APPS = [
    "tongguan.doors.look",  # before allauth, whose frames it replaces
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "tongguan.desk.people",
    "tongguan.desk.rulebooks",
    "tongguan.desk.dossiers",
    "tongguan.desk.documents",
    "tongguan.desk.notices",
    "tongguan.desk.revenue",
    "tongguan.desk.inspections",
    "tongguan.desk.cargo",
    "tongguan.desk.declarations",
    "tongguan.desk.hall",
    "tongguan.desk.monitor",
    "tongguan.doors.jobs",
    "tongguan.doors.officer",
    "tongguan.doors.people",
    "tongguan.doors.trader",
    "tongguan.doors.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "tongguan.doors.look.guard.Guard",
]

ROOT_URLCONF = "tongguan.site.urls"
WSGI_APPLICATION = "tongguan.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongguan.doors.look.context.mode",
            ]
        },
    }
]

_OWN = f"sqlite:///{VAR / MODE}.sqlite3" if MODE in ("demo", "practice") else ""  # neither is an office's
DATABASES = {"default": database(os.environ.get("TONGGUAN_DATABASE") or _OWN, VAR)}
DATABASE_AT = database  # how an address becomes settings, for a command that reads another one
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "tongguan.doors.look.accounts.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if MODE == "test":  # a test signs in often and guards nothing
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # deadlines are worked out in their own zone by the law; nothing else has one


def _short(record: logging.LogRecord) -> bool:
    """What was refused is a line of the log; where something broke, the log tells where."""
    if record.levelno < logging.ERROR:
        record.exc_info = None
    return True


LOGGING = {  # Django by itself prints errors in DEBUG only, and writes letters about the others
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"short": {"()": "django.utils.log.CallbackFilter", "callback": _short}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["short"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}

_SMTP = "" if MODE == "practice" else os.environ.get("TONGGUAN_MAIL", "")  # practice writes to nobody
MAIL = mailing(_SMTP, None if MODE == "production" else VAR / "mail")
EMAIL_BACKEND, EMAIL_FILE_PATH = MAIL.backend, MAIL.folder
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.host, MAIL.port, MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = MAIL.starttls, MAIL.tls, 20  # seconds
ADDRESS = os.environ.get("TONGGUAN_ADDRESS", "").rstrip("/") or (
    f"https://{ALLOWED_HOSTS[0]}"
    if MODE == "production" and ALLOWED_HOSTS
    else f"http://127.0.0.1:{os.environ.get('TONGGUAN_PORT') or 8000}"
)
DEFAULT_FROM_EMAIL = os.environ.get("TONGGUAN_MAIL_FROM") or f"tongguan@{urlsplit(ADDRESS).hostname}"

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = MODE != "production"  # elsewhere `tongguan collectstatic` lays them out once
if MODE == "production":
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

SECURE_REFERRER_POLICY = "same-origin"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TONGGUAN_PROXIES") or 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
if MODE == "production":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = 365 * 86400, True, True

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "door_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # of 300 the counts of failed attempts would be the first to go
    }
}
SECOND_FACTOR = MODE == "production"  # officers of a demonstration or a test are let in by a password alone
CSRF_FAILURE_VIEW = "tongguan.doors.look.views.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
JURISDICTION = os.environ.get("TONGGUAN_JURISDICTION") or "cn"
CALLS_A_MINUTE = int(os.environ.get("TONGGUAN_CALLS_A_MINUTE") or 600)
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_500_000  # the JSON door reads 4,000,000 bytes
AHEAD_KEPT = VAR / "demo.ahead"  # of the demonstration that is served, for commands beside it
CLOCK_AHEAD = float(
    os.environ.get("TONGGUAN_AHEAD")
    or (AHEAD_KEPT.read_text() if MODE == "demo" and AHEAD_KEPT.exists() else 0)
)
DEMO_PASSWORD = os.environ.get("TONGGUAN_PASSWORD", "") if MODE == "demo" else ""
CLOCK_STANDS = None  # a test's clock
DOCUMENT_MEGABYTES = int(os.environ.get("TONGGUAN_DOCUMENT_MEGABYTES") or 20)  # the largest paper taken
FILE_UPLOAD_HANDLERS = [
    "tongguan.doors.look.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 20
