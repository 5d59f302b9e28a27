"""The product's own settings with one more room: a report address and effects that can be counted."""

from bihuan.config.settings import *  # noqa: F403
from bihuan.config.settings import INSTALLED_APPS as PRODUCT

INSTALLED_APPS = ["tests.durability.scratch", *PRODUCT]
ROOT_URLCONF = "tests.durability.scratch.urls"
EFFECTS = "durability:effects"
