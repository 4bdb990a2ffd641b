"""The web process."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

from django.conf import settings  # noqa: E402 - read only once Django is set up

from config.body_limit import FORM_BYTES, limited  # noqa: E402

application = limited(django_application, settings.INGESTION.upload_max_bytes + FORM_BYTES)
