"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.umask(0o027)  # the database file and uploaded images are nobody else's to read
os.environ.setdefault("MASSWERK_SERVES_REQUESTS", "1")  # else the database may take as long as it likes
application = get_wsgi_application()
