"""The WSGI entry that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redcloud.config.settings")
django_application = get_wsgi_application()

# What imports the settings comes after them.
from redcloud.web.ui.bodies import with_whole_bodies  # noqa: E402 - settings first

application = with_whole_bodies(django_application)

# What is loaded now stays for good: Python need not look through it again and again for what nobody uses.
gc.collect()
gc.freeze()
