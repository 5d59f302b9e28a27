"""BIHUAN_HOME: the one folder that holds all state of an installation (database, files, keys, logs)."""

import os
import secrets
from pathlib import Path


def home() -> Path:
    """The state folder, made on first use (default `./var`), readable by its owner alone."""
    path = Path(os.environ.get("BIHUAN_HOME") or "var").resolve()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret(name: str, nbytes: int = 48) -> str:
    """A random secret that is made once and kept in the state folder as `keys/<name>` (mode 0600)."""
    folder = home() / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        value = secrets.token_urlsafe(nbytes)
        handle.write(value)
    return value
