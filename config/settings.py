"""The Django settings. Values that differ between installations come from environment variables (docs/operation.md).

In debug mode no variable is needed. In production, the secret key and the hosts must be set.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.databases import read_databases
from config.environment import comma_separated, day, flag, folder, mail_domain, number, one_of, secret, text

# Processes share the cores already: numpy must not start threads of its own in each. It reads this when it is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# --- The basis ---

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = flag("MASSWERK_DEBUG", False)
DEVELOPMENT_KEY = "for-development-only-" + "0" * 40
SECRET_KEY = secret("MASSWERK_SECRET_KEY", required=not DEBUG) or DEVELOPMENT_KEY
ALLOWED_HOSTS = comma_separated("MASSWERK_HOSTS", "localhost,127.0.0.1,[::1]" if DEBUG else "", required=True)
STORAGE = folder("MASSWERK_STORAGE", BASE_DIR / "var")  # the only folder that the application writes to

SERVES_REQUESTS = flag("MASSWERK_SERVES_REQUESTS", False)  # set by config/wsgi.py

# --- What the site says about itself ---

MASSWERK_UNOFFICIAL = flag("MASSWERK_UNOFFICIAL", True)
MASSWERK_CONTACT = text("MASSWERK_CONTACT")
MASSWERK_CONTROLLER = text("MASSWERK_CONTROLLER")
MASSWERK_IMPRINT_URL = text("MASSWERK_IMPRINT_URL")
MASSWERK_PRIVACY_URL = text("MASSWERK_PRIVACY_URL")
# The mailbox that gets what visitors write in the feedback form
MASSWERK_FEEDBACK_TO = text("MASSWERK_FEEDBACK_TO", MASSWERK_CONTACT)
# The mailbox that gets requests for advice
MASSWERK_START_SMART_TO = text("MASSWERK_START_SMART_TO")
# The mailbox that receives delivery reports of mail servers about mails to subscribers
MASSWERK_BOUNCES_TO = text("MASSWERK_BOUNCES_TO")
MASSWERK_WEBSUB_HUB = text("MASSWERK_WEBSUB_HUB")
# What the imprint names beside MASSWERK_CONTROLLER and MASSWERK_CONTACT
MASSWERK_IMPRINT = {
    "representative": text("MASSWERK_REPRESENTATIVE"),
    "phone": text("MASSWERK_PHONE"),
    "supervisor": text("MASSWERK_SUPERVISOR"),
    "vat_id": text("MASSWERK_VAT_ID"),
    "responsible": text("MASSWERK_RESPONSIBLE"),
}
# What the accessibility statement says. Only the operator can know it, except for the norm.
MASSWERK_ACCESSIBILITY = {
    "norm": text("MASSWERK_ACCESSIBILITY_NORM", "EN 301 549 V4.1.1 (WCAG 2.2)"),
    "conformity": one_of("MASSWERK_ACCESSIBILITY_CONFORMITY", ["full", "partial", "none"]),
    "written_on": day("MASSWERK_ACCESSIBILITY_WRITTEN_ON"),
    "checked_on": day("MASSWERK_ACCESSIBILITY_CHECKED_ON"),
    "method": text("MASSWERK_ACCESSIBILITY_METHOD"),
    "gaps": [gap.strip() for gap in text("MASSWERK_ACCESSIBILITY_GAPS").split("|") if gap.strip()],
    # Who of its readers has checked the page in Leichte Sprache
    "easy_language_checked_by": text("MASSWERK_EASY_LANGUAGE_CHECKED_BY"),
}
# Files of the operator that are served as they are, from / on. They are looked for when the site starts.
SITE_FILES = folder("MASSWERK_SITE_FILES", STORAGE / "site")
if SITE_FILES.is_dir():
    WHITENOISE_ROOT = SITE_FILES
# The page in Deutsche Gebärdensprache is linked once both are there.
SIGN_LANGUAGE_FILES = SITE_FILES / "gebaerdensprache"
MASSWERK_SIGN_LANGUAGE = all((SIGN_LANGUAGE_FILES / name).is_file() for name in ("video.mp4", "transkript.txt"))

# --- Open data ---

# The licence of data and texts in exports and feeds: an SPDX identifier, and the address of its text
MASSWERK_DATA_LICENCE = text("MASSWERK_DATA_LICENCE", "CC-BY-4.0")
MASSWERK_DATA_LICENCE_URL = text("MASSWERK_DATA_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")
# Who publishes the data, in the record for other catalogues
MASSWERK_PUBLISHER = text("MASSWERK_PUBLISHER", "Maßwerk")
# The address that GovData has given to the publisher, http://dcat-ap.de/def/contributors/…; needed to be taken up there
MASSWERK_GOVDATA_CONTRIBUTOR = text("MASSWERK_GOVDATA_CONTRIBUTOR")

# --- The search index ---

# Seconds between two checks of the catalogue's version; 0 means before every response
MASSWERK_INDEX_POLL = number("MASSWERK_INDEX_POLL", 0.25)
# The class that turns texts into vectors, for finding by meaning; "none" switches that off
MASSWERK_EMBEDDER = text("MASSWERK_EMBEDDER", "measures.finding.embedders.PackagedModel")
# Whether questions that find nothing or little are counted for the moderators (decision 0042)
MASSWERK_COUNT_QUESTIONS = flag("MASSWERK_COUNT_QUESTIONS", True)

# --- Apps, middleware, templates ---

INSTALLED_APPS = [
    "municipalities",
    "municipalities.accounts",
    "measures",
    "config.apps.MasswerkAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "csp",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
]

MIDDLEWARE = [
    "config.monitoring.requests.RecordRequest",
    "config.request_id.RequestId",
    "measures.public.languages.LanguageOfPath",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.query_strings.QueryStrings",
    "measures.public.api.cross_origin.CrossOrigin",
    "measures.public.caching.NotModified",
    "config.policy.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "municipalities.accounts.middleware.SecondFactorMiddleware",
    "config.request_bodies.RequestBodies",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {  # public pages
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "OPTIONS": {
            "environment": "measures.public.jinja_environment.environment",
            "context_processors": ["measures.public.site.about_this_site"],
        },
    },
    {  # desk, sign-in, mail
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "measures.public.site.about_this_site",
            ],
        },
    },
]

# --- Database ---

DATABASES = read_databases(STORAGE, serves_requests=SERVES_REQUESTS)
if "replica" in DATABASES:
    DATABASE_ROUTERS = ["measures.database.replica.PublicReadsRouter"]
# Seconds that the replica may be behind; if it is older, public pages read the primary database
MASSWERK_REPLICA_MAX_AGE = number("MASSWERK_REPLICA_MAX_AGE", 2)
# Seconds that a request waits for one statement if the server does not keep its own limit; 0: without end
MASSWERK_DB_PATIENCE = number("MASSWERK_DB_STATEMENT_TIMEOUT", 8) + 1 if SERVES_REQUESTS else 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Mail ---

# The address of the site in mails, exports and feeds
MASSWERK_URL = text("MASSWERK_URL", "http://127.0.0.1:8000" if DEBUG else f"https://{ALLOWED_HOSTS[0]}").rstrip("/")
# Mail is queued in the database until `manage.py send_mail` sends it. In debug mode it is printed immediately.
MASSWERK_MAIL_AT_ONCE = DEBUG
EMAIL_BACKEND = f"django.core.mail.backends.{'console' if DEBUG else 'smtp'}.EmailBackend"
EMAIL_HOST = text("MASSWERK_SMTP_HOST", "localhost")
EMAIL_PORT = int(number("MASSWERK_SMTP_PORT", 587))
EMAIL_HOST_USER = text("MASSWERK_SMTP_USER")
EMAIL_HOST_PASSWORD = secret("MASSWERK_SMTP_PASSWORD")
EMAIL_USE_TLS = flag("MASSWERK_SMTP_STARTTLS", True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = text("MASSWERK_MAIL_FROM", f"Maßwerk <masswerk@{mail_domain(ALLOWED_HOSTS[0])}>")

# --- Accounts and sign-in ---

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["measures.permissions.Permissions"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "municipalities.accounts.known_password.KnownPasswordValidator"},
    {"NAME": "municipalities.accounts.known_password.OwnWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 2 * 3600
# Users have to sign in again after so many minutes without a request to a page that needs the sign-in.
SESSION_COOKIE_AGE = int(number("MASSWERK_SESSION_IDLE", 60) * 60)
# They have to do so after so many hours in any case.
MASSWERK_SESSION_LONGEST = int(number("MASSWERK_SESSION_LONGEST", 12) * 3600)
CSRF_FAILURE_VIEW = "measures.desk.site.csrf_failure"

# Whether moderators need a second factor. Users who have set one up are asked for it in any case.
MASSWERK_SECOND_FACTOR = flag("MASSWERK_SECOND_FACTOR", not DEBUG)
OTP_TOTP_ISSUER = "Maßwerk"  # the name of the site in the app on the phone

# The OpenID Connect provider of an institution by which users can sign in. It is off unless the first three are set.
MASSWERK_OIDC_ISSUER = text("MASSWERK_OIDC_ISSUER")
MASSWERK_OIDC_CLIENT_ID = text("MASSWERK_OIDC_CLIENT_ID")
MASSWERK_OIDC_CLIENT_SECRET = secret("MASSWERK_OIDC_CLIENT_SECRET")
MASSWERK_OIDC_NAME = text("MASSWERK_OIDC_NAME")
# Whether the provider asks all its users for a second factor
MASSWERK_OIDC_SECOND_FACTOR = flag("MASSWERK_OIDC_SECOND_FACTOR", False)

# --- Language and time ---

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
USE_TZ = True

# --- Files and caches ---

STATIC_URL = "/static/"
STATIC_ROOT = folder("MASSWERK_STATIC_ROOT", STORAGE / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = STORAGE / "media"
# Uploaded images: in MEDIA_ROOT, or in a bucket of an S3-compatible store, which several machines can share
S3_BUCKET = text("MASSWERK_S3_BUCKET")
STORAGES = {
    "default": {
        "BACKEND": "measures.images.object_store.ObjectStore",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint": text("MASSWERK_S3_ENDPOINT"),
            "region": text("MASSWERK_S3_REGION"),
            "access_key": secret("MASSWERK_S3_ACCESS_KEY", required=True),
            "secret_key": secret("MASSWERK_S3_SECRET_KEY", required=True),
        },
    }
    if S3_BUCKET
    else {
        "BACKEND": "measures.images.storage.WholeFiles",
        "OPTIONS": {"file_permissions_mode": 0o640, "directory_permissions_mode": 0o750},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- What browsers may do ---

# Nothing from another host, nothing inline
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# --- HTTPS and the proxy in front ---

HTTPS = flag("MASSWERK_HTTPS", not DEBUG)
# gunicorn decides whether a request came over HTTPS, since it has the list of proxies (config/gunicorn.py).
# SECURE_PROXY_SSL_HEADER is not set, because Django would trust the header from any client.
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and flag("MASSWERK_HSTS_SUBDOMAINS", False)
# These checks ask for HSTS on subdomains and preload. Both also affect other sites of the domain, so the operator has
# to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
# Browsers accept a cookie with this prefix only over HTTPS, from this host and for all of its paths.
HOST_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{HOST_PREFIX}masswerk_session"
CSRF_COOKIE_NAME = f"{HOST_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the form
# Proxies whose X-Forwarded-For is trusted: the same as for gunicorn (config/gunicorn.py)
TRUSTED_PROXIES = comma_separated("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")

# --- Logging ---

LOG_JSON = flag("MASSWERK_LOG_JSON", False)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "config.logs.AddRequestId"},
        "refused": {"()": "config.logs.RefusedRequests"},
    },
    "formatters": {"line": {"()": f"config.logs.{'JsonFormatter' if LOG_JSON else 'TextFormatter'}"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["request_id", "refused"], "formatter": "line"},
        "count": {"class": "config.monitoring.security_events.CountSecurityEvents"},
    },
    "root": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING"},
    # Remove the default handlers of this logger, which would write each line a second time.
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET"},
        "masswerk.security": {"level": "INFO", "handlers": ["count"]},
    },
}

# --- Error reports ---

# Where errors are reported to: the DSN of a server that speaks the protocol of Sentry (config/error_reports.py)
MASSWERK_SENTRY_DSN = text("MASSWERK_SENTRY_DSN")
