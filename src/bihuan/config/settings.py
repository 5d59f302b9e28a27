"""Django settings, read from the environment; every variable is described in docs/settings.md."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from bihuan.config.home import home, secret
from bihuan.config.storage import database

env = environ.Env()
PACKAGE = Path(__file__).resolve().parent.parent
HOME = home()

DEBUG = env.bool("BIHUAN_DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or secret("session-signing")
ALLOWED_HOSTS = env.list("BIHUAN_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("BIHUAN_ORIGINS", default=[])

# --- rooms, lowest last -------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "axes",
    "csp",
    "bihuan.web",
    "bihuan.field",
    "bihuan.api",
    "bihuan.insight",
    "bihuan.mediation",
    "bihuan.community",
    "bihuan.inspections",
    "bihuan.visits",
    "bihuan.enterprises",
    "bihuan.assets",
    "bihuan.cases",
    "bihuan.venues",
    "bihuan.orgs",
    "bihuan.platform",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "bihuan.web.middleware.MessagesMiddleware",
    "bihuan.web.middleware.RefusalMiddleware",
    "bihuan.web.middleware.DeskMiddleware",
]

ROOT_URLCONF = "bihuan.config.urls"
WSGI_APPLICATION = "bihuan.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bihuan.web.context.shell",
            ],
        },
    },
]

# --- storage ------------------------------------------------------------------------------------------------------
DATABASES = {"default": database(env("DATABASE_URL", default=""), HOME)}
# Opening a connection for each request costs more than most requests do.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("BIHUAN_CONN_MAX_AGE", default=600)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(HOME / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 20000},
        }
    )
}
JOBS_FILE = HOME / "jobs.sqlite3"
JOB_LEASE_SECONDS = env.int("BIHUAN_JOB_LEASE_SECONDS", default=30)

MEDIA_ROOT = HOME / "files"
MODELS_ROOT = HOME / "models"  # learnt triage models
FILE_UPLOAD_TEMP_DIR = None
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
# Vite's names carry a hash, so they never change behind a name.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9A-Za-z_-]{8}\.[a-z0-9]+$"

# --- people and language ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "orgs.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "web:sign_in"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:sign_in"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "web/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# --- security -----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *env.list("BIHUAN_TILE_ORIGINS", default=[])],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
HTTPS = env.bool("BIHUAN_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BIHUAN_BEHIND_PROXY", default=False) else None
)
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "bihuan.web.errors.csrf_failed"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
SILENCED_SYSTEM_CHECKS = ["axes.W003"]

# --- the product --------------------------------------------------------------------------------------------------
COUNTY_NAME = env("BIHUAN_COUNTY", default="澜州县")
OFFICE_HOURS = env("BIHUAN_OFFICE_HOURS", default="08:30-12:00 14:30-18:00")
CHECKS_DUE = env("BIHUAN_CHECKS_DUE", default="18:00")  # local; what is not done by then goes up the chain
PATROL_HOURS = env("BIHUAN_PATROL_HOURS", default="07:00-19:00")  # local; no track is taken outside
TRACK_DAYS = env.int("BIHUAN_TRACK_DAYS", default=30)
MAX_SUSPENSION_DAYS = env.int("BIHUAN_MAX_SUSPENSION_DAYS", default=30)  # working days
SERVICE_PHONE = env("BIHUAN_SERVICE_PHONE", default="12345")
# The manual lies beside the sources; pages of an installation without it say so.
MANUAL = env("BIHUAN_MANUAL", default=str(PACKAGE.parents[1] / "docs"))
TILE_URL = env("BIHUAN_TILE_URL", default="")
TILE_SYSTEM = env("BIHUAN_TILE_SYSTEM", default="wgs84")  # or gcj02, in which Chinese map services draw
FIELD_SIGN_IN_DAYS = env.int("BIHUAN_FIELD_SIGN_IN_DAYS", default=90)
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("BIHUAN_MAIL_FROM", default="bihuan@localhost")
MAX_UPLOAD_BYTES = env.int("BIHUAN_MAX_UPLOAD_MB", default=20) * 1024 * 1024
MAX_IMPORT_BYTES = env.int("BIHUAN_MAX_IMPORT_MB", default=60) * 1024 * 1024
PUBLIC_URL = env("BIHUAN_PUBLIC_URL", default="").rstrip("/")
ALLOW_PRIVATE_TARGETS = env.bool("BIHUAN_WEBHOOK_ALLOW_PRIVATE", default=False)
API_REQUESTS_PER_MINUTE = env.int("BIHUAN_API_REQUESTS_PER_MINUTE", default=600)  # of one token or person
PUBLIC_REPORTS_PER_HOUR = env.int("BIHUAN_PUBLIC_REPORTS_PER_HOUR", default=20)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("BIHUAN_LOG_LEVEL", default="WARNING")},
    # A page that does not exist is the visitor's business, not the operator's.
    "loggers": {"django.request": {"level": "ERROR"}},
}
