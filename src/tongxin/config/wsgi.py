"""The door a web server knocks on."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from .cores import keep_to_one_core
from .lifeline import end_with_parent

if os.environ.get("TONGXIN_SERVER"):  # a child of `tongxin serve`: end with it
    end_with_parent()
    keep_to_one_core()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
application = get_wsgi_application()

# What was loaded to start with stays; looking through it for waste costs a tenth of each page.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
