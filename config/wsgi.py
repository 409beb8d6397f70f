"""The WSGI application, which refuses to start with a fault."""

import os

from django.core.wsgi import get_wsgi_application

from config.startup import refuse_faults

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_wsgi_application()
refuse_faults()
