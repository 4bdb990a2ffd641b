"""The web process."""

import os
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

from django.conf import settings  # noqa: E402 - read only once Django is set up

from config.body_limit import FORM_BYTES, Application, limited  # noqa: E402
from config.streamed_body import streamed  # noqa: E402
from ingestion import room  # noqa: E402

application = limited(
    streamed(cast(Application, django_application)),
    settings.INGESTION.upload_max_bytes + FORM_BYTES,
    room=lambda length: room.free() > length + FORM_BYTES,
)
