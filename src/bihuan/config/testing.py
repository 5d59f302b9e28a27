"""Settings of the test suite: the product's own, with a state folder of their own and cheap password hashing."""

import atexit
import os
import shutil
import tempfile

os.environ["BIHUAN_HOME"] = tempfile.mkdtemp(prefix="bihuan-test-")
atexit.register(shutil.rmtree, os.environ["BIHUAN_HOME"], ignore_errors=True)
os.environ.setdefault("EMAIL_URL", "memorymail://")

from bihuan.config.settings import *  # noqa: E402, F403  # the state folder must be set before
from bihuan.config.settings import DATABASES, HOME  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "bihuan.config.testing_sqlite"
    # A real file, as in use: an in-memory database knows neither WAL nor a second process.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}

# WhiteNoise warns of a folder that is not there.
(HOME / "static").mkdir(exist_ok=True)
