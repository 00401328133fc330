"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.umask(0o027)  # other users of the machine may not read the database file and uploaded images
os.environ.setdefault("MASSWERK_SERVES_REQUESTS", "1")  # else the database may take as long as it likes
application = get_wsgi_application()
