"""Settings. Everything a city may change comes from the environment; see docs/operate.md.

`TONGXIN_HOME` is the one folder that holds state (database, keys, uploads, logs).
"""

import os
import sys
from pathlib import Path

from csp.constants import NONE, SELF

from tongxin.vault import keys

from .databases import databases
from .logging import logging_settings

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("TONGXIN_HOME", "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)

DEBUG = False
# pytest-django reads the settings before any conftest could set the variable.
TESTING = os.environ.get("TONGXIN_TESTING") == "1" or "pytest" in sys.modules
# "demo" prints login codes on the console and page, and lets anyone be a demo person.
MODE = os.environ.get("TONGXIN_MODE", "production")
SECURE = os.environ.get("TONGXIN_HTTPS", "0" if MODE == "demo" or TESTING else "1") == "1"

SECRET_KEY = keys.django_secret(HOME)
VAULT_KEYS = keys.vault_keys(HOME)
BADGE_KEY = keys.badge_key(HOME)  # certificates of training are signed with it
ALLOWED_HOSTS = os.environ.get("TONGXIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
PUBLIC_URL = os.environ.get("TONGXIN_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

CITY = os.environ.get("TONGXIN_CITY", "320282")  # GB/T 2260 code of the root place
CITY_LETTERS = os.environ.get("TONGXIN_CITY_LETTERS", "YX")  # volunteers' numbers begin with them
# How the city is called beside our name, in each language of LANGUAGES.
CITY_NAMES = os.environ.get("TONGXIN_CITY_NAMES", "宜兴,Yixing").split(",")

APPS = [
    "web", "vault", "journal", "clock", "messaging", "places", "people", "moderation",
    "volunteers", "needs", "training", "protection", "records", "clearance", "menu", "rosters",
    "dispatch", "duty", "feedback", "drill",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *(f"tongxin.{app}" for app in APPS),  # before allauth: its pages are shown in our templates
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "leaflet",
    "ninja",  # its description of the API, without any other server
    "csp",
    "django_tasks_db",
    "django_prometheus",
    "django.forms",  # widgets' templates, below ours
]
FORM_RENDERER = "tongxin.web.forms.Renderer"
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "tongxin.config.urls"
WSGI_APPLICATION = "tongxin.config.wsgi.application"

MIDDLEWARE = [
    "tongxin.config.logging.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tongxin.web.middleware.SqueezeMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tongxin.web.middleware.ReaderMiddleware",  # language, theme and print size of this reader
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tongxin.web.middleware.RefusalMiddleware",
    "tongxin.people.middleware.IdleMiddleware",
    "tongxin.people.middleware.SecondFactorMiddleware",
    "tongxin.people.middleware.ConsentMiddleware",
]
if os.environ.get("TONGXIN_METRICS") == "1":
    MIDDLEWARE = [
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tongxin.web.templatetags.web",
                "tongxin.web.templatetags.days",
                "tongxin.web.templatetags.keeping",
                "tongxin.web.templatetags.rows",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongxin.config.navigation.navigation",
            ],
        },
    }
]

DATABASES = databases(HOME)
MEMORY = "django.core.cache.backends.locmem.LocMemCache"
REDIS = "django.core.cache.backends.redis.RedisCache"
CACHES = {
    # What must count right: tries, sessions, requests. Shared when there are several processes.
    "default": (
        {"BACKEND": REDIS, "LOCATION": os.environ["TONGXIN_CACHE_URL"]}
        if "TONGXIN_CACHE_URL" in os.environ
        else {"BACKEND": MEMORY, "OPTIONS": {"MAX_ENTRIES": 50_000}}
    ),
    # Kept pages and parts, some 15 KB each, in each process: whoever fills them pushes out pages
    # only, never a count.
    "pages": {"BACKEND": MEMORY, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 2000}},
    "template_fragments": {
        "BACKEND": MEMORY,
        "LOCATION": "parts",
        "OPTIONS": {"MAX_ENTRIES": 4000},
    },
}
# What is the same for everybody at every door, each process reads again after so long (`briefly`).
BRIEFLY_SECONDS = 0.0 if TESTING else 2.0
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
CLOCK: dict[str, float] = {
    "beat_seconds": 2.0,  # a worker shows a sign of life this often
    "stale_seconds": float(os.environ.get("TONGXIN_STALE_SECONDS", "20")),  # silent: given up
    "grace_seconds": float(os.environ.get("TONGXIN_GRACE_SECONDS", "5")),  # … seen twice
    "attempts": 5,  # workers that may die over one task before it counts as failed
    "stop_seconds": 5.0,  # to finish the task in hand when told to stop
    "lease_seconds": 15.0,  # a dead scheduler is succeeded after this
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tongxin.web.bundles.BundleFinder",
]
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365

# Nothing but our own files, and never inline: docs/adr/ tells why.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "tongxin.web.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("TONGXIN_BEHIND_PROXY") == "1" else None
)
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o640

PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["tongxin.people.backend.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
DESK_DOORS = [  # where who works here starts: the first desk they have the power for
    ("need.triage", "needs:desk"),
    ("hours.audit", "records:findings"),
    ("moderation.see", "moderation:queue"),
    ("service.compose", "menu:desk"),
    ("request.ask", "rosters:desk"),
    ("need.see", "needs:desk"),
]

# Logging in (rule 11). The second step can be left out in a demo and in tests, never in production.
_SECOND_FACTOR = os.environ.get("TONGXIN_SECOND_FACTOR", "off" if TESTING else "on")
SECOND_FACTOR = _SECOND_FACTOR != "off" or not (MODE == "demo" or TESTING)
IDLE_MINUTES_PRIVILEGED = 30
IDLE_DAYS = 14
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("TONGXIN_BEHIND_PROXY") == "1" else 0
NINJA_NUM_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT
ALLAUTH_USER_CODE_FORMAT = {"length": 6, "numeric": True, "dashed": False}
ACCOUNT_ADAPTER = "tongxin.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "change_phone": "tongxin.people.forms.account.ChangePhoneForm",
    "confirm_login_code": "tongxin.people.forms.account.ConfirmLoginCodeForm",
    "login": "tongxin.people.forms.account.LoginForm",
    "reauthenticate": "tongxin.people.forms.account.ReauthenticateForm",
    "signup": "tongxin.people.forms.account.SignupForm",
    "verify_phone": "tongxin.people.forms.account.VerifyPhoneForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_DISPLAY = "tongxin.people.adapter.display"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
# "phone" without a star: who works here may have a user name only. Our form asks residents for it.
ACCOUNT_SIGNUP_FIELDS = ["phone", "password1"]
SILENCED_SYSTEM_CHECKS = ["account.W001"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # a whole village hall may share one address
    "login_failed": "60/15m/ip,5/15m/key",
    "request_login_code": "30/m/ip,1/60s/key,5/h/key",
    "signup": "30/m/ip",
    "verify_phone": "1/60s/key,5/h/key,30/m/ip",
}
MFA_ADAPTER = "tongxin.people.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "tongxin.people.forms.account.ActivateForm",
    "authenticate": "tongxin.people.forms.account.SecondFactorForm",
    "reauthenticate": "tongxin.people.forms.account.SecondFactorAgainForm",
}
MFA_TOTP_ISSUER = "同心 Tongxin"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s: clocks of phones differ
USERSESSIONS_TRACK_ACTIVITY = False
LEAFLET_CONFIG = {"TILES": [], "NO_GLOBALS": True}

# A city may pass clean texts of authors whose last so many were all passed; 0: everything is read.
MODERATION_TRUST_AFTER = int(os.environ.get("TONGXIN_MODERATION_TRUST_AFTER", "0"))

# Who carries messages: channel → dotted class (docs/operate.md). Unnamed ones fall back to the
# console in demo and tests, and fail with a plain reason in production.
MESSAGE_CHANNELS = dict(
    pair.split("=", 1) for pair in os.environ.get("TONGXIN_CHANNELS", "").split(",") if "=" in pair
)
MESSAGE_WAITS_MINUTES = [1, 5, 30, 120, 480]  # between tries; afterwards it is given up
MESSAGE_WEBHOOK_URL = os.environ.get("TONGXIN_WEBHOOK_URL", "")
MESSAGE_WEBHOOK_SECRET = os.environ.get("TONGXIN_WEBHOOK_SECRET", "")
LOGGING = logging_settings(
    "silent" if TESTING else os.environ.get("TONGXIN_LOG", "console"),
    level=os.environ.get("TONGXIN_LOG_LEVEL", "INFO"),
)

# The list of the day is published at this local time.
NEEDS_LIST_AT = os.environ.get("TONGXIN_LIST_AT", "07:00")
# Needs of these service classes are worked on, but never shown to the public.
NEEDS_PRIVATE_CLASSES = os.environ.get("TONGXIN_PRIVATE_CLASSES", "psychological").split(",")
