"""The command `bihuan`: one entry, sub-commands handed to the room that knows."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from django.db import DatabaseError

from bihuan.kernel.errors import BihuanError

DJANGO_COMMANDS = {
    "makemigrations": "write migrations after a model changed (developers)",
    "shell": "an interactive Python shell (developers)",
    "showmigrations": "list migrations (developers)",
    "sqlmigrate": "show the SQL of a migration (developers)",
}
Run = Callable[[argparse.Namespace], int]


def _parser() -> argparse.ArgumentParser:
    from bihuan.config import commands

    parser = argparse.ArgumentParser(prog="bihuan", description="Bihuan 闭环: 基层治理一体化平台")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_to(subparsers)
    for name, text in DJANGO_COMMANDS.items():
        subparsers.add_parser(name, help=text, add_help=False)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; errors are one clear line on stderr and a non-zero exit (2 for refused input)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.config.settings")
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in DJANGO_COMMANDS:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["bihuan", *words])
        return 0
    import django

    try:
        django.setup()
        options = _parser().parse_args(words)
        run: Run = options.run
        return run(options)
    except BihuanError as refusal:
        print(f"bihuan: {refusal.message}", file=sys.stderr)
        return 2
    except DatabaseError as error:
        missing = "no such table" in str(error) or "does not exist" in str(error)
        hint = "数据库结构还没有建立或不是当前版本,请先运行 bihuan migrate" if missing else f"数据库出错:{error}"
        print(f"bihuan: {hint}".splitlines()[0], file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 141
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
