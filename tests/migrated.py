"""An empty database with all migrations applied, made once and copied: applying them one by one takes half a minute.

Made in a process of its own on SQLite; kept in the machine's temporary folder under a name that says of which
migrations it was made, so a changed migration makes another one.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _digest() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for file in sorted([*ROOT.glob("src/bihuan/*/migrations/*.py"), *ROOT.glob("requirements/*.txt")]):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _made() -> Path:
    folder = Path(tempfile.gettempdir()) / f"bihuan-migrated-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{_digest()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if file.exists():
            return file
        with tempfile.TemporaryDirectory(dir=folder) as home:
            apart = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
            environment = apart | {
                "BIHUAN_HOME": home,
                "DJANGO_SETTINGS_MODULE": "bihuan.config.settings",
                "PYTHONPATH": str(ROOT / "src"),
            }
            words = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
            subprocess.run(words, cwd=ROOT, env=environment, check=True)
            # Emptied of its write-ahead log, so that the one file is all of it.
            closing = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA wal_checkpoint(TRUNCATE)')"
            subprocess.run([sys.executable, "-c", closing, f"{home}/bihuan.sqlite3"], check=True)
            Path(home, "bihuan.sqlite3").rename(file)
    return file


def put_empty_database(file: Path) -> None:
    """An empty, migrated SQLite database at `file`."""
    shutil.copyfile(_made(), file)
