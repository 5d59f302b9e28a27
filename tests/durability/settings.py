"""The product's own settings with one more room, whose effects can be counted."""

from bihuan.config.settings import *  # noqa: F403
from bihuan.config.settings import INSTALLED_APPS as PRODUCT

INSTALLED_APPS = ["tests.durability.scratch", *PRODUCT]
EFFECTS = "durability:effects"
