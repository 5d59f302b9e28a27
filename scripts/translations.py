"""Keeps the English translation complete: `update` collects the Chinese texts, `check` fails while one has no English."""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "bihuan"
CATALOG = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def sources() -> Iterator[Path]:
    for ending in ("*.py", "*.html", "*.txt"):
        for path in sorted(PACKAGE.rglob(ending)):
            if not {"tests", "migrations", "static"} & set(path.parts):
                yield path


def collected() -> Catalog:
    """Every text that the program marks for translation, with the files it stands in (no line numbers: they only drift)."""
    catalog = Catalog(locale="en", project="bihuan", charset="utf-8", fuzzy=False)
    for path in sources():
        text = path.read_text(encoding="utf-8")
        # Django turns a template into text that looks like Python calls; the Python reader takes it from there.
        code = text if path.suffix == ".py" else calls_only(templatize(text, origin=str(path)))
        place = str(path.relative_to(ROOT))
        keywords = KEYWORDS | (aliases(text) if path.suffix == ".py" else {})
        for _, message, comments, context in extract("python", io.BytesIO(code.encode()), keywords, ("Translators:",)):
            catalog.add(message, locations=[(place, None)], auto_comments=comments, context=context)
    return catalog


def aliases(code: str) -> dict[str, tuple[int | tuple[int, str], ...] | None]:
    """The further names under which a module imports gettext (`gettext_lazy as t`), each with the arguments to read."""
    return {
        name.asname: KEYWORDS[name.name]
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname and name.name in KEYWORDS
    }


def calls_only(templatized: str) -> str:
    """The gettext calls of a templatized template, without the rest that is no Python."""
    calls = re.findall(
        r"""\b(?:_|n?p?gettext)\((?:u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^()'"]))*\)""", templatized, re.S
    )
    return "\n".join(calls) + "\n"


def stored() -> Catalog:
    if not CATALOG.exists():
        return Catalog(
            locale="en",
            project="bihuan",
            header_comment="# The interface in English. `scripts/translations.py update` collects the texts.",
            last_translator="",
            language_team="",
            msgid_bugs_address="",
            fuzzy=False,
        )
    with CATALOG.open("rb") as handle:
        return read_po(handle, locale="en")


def update() -> int:
    catalog = stored()
    catalog.update(collected(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    with CATALOG.open("wb") as handle:
        write_po(
            handle, catalog, omit_header=False, sort_by_file=False, sort_output=True, width=110, include_lineno=False
        )
    print(f"{CATALOG.relative_to(ROOT)}: {len(missing(catalog))} of {len(catalog)} texts without English")
    return 0


def missing(catalog: Catalog) -> list[str]:
    """The texts that `catalog` does not give in English."""
    absent = []
    for message in collected():
        if not message.id:
            continue
        known = catalog.get(message.id, message.context)
        english = known.string if known is not None else ""
        complete = all(english) if isinstance(english, tuple | list) else bool(english)
        if not complete or (known is not None and known.fuzzy):
            absent.append(message.id if isinstance(message.id, str) else message.id[0])
    return absent


def check() -> int:
    absent = missing(stored())
    for text in absent:
        print(f"no English for: {text}")
    for message in stored():
        for error in message.check():
            print(f"{message.id!r}: {error}")
            absent.append(str(message.id))
    return 1 if absent else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["update", "check"])
    settings.configure(USE_I18N=False)
    return {"update": update, "check": check}[parser.parse_args().what]()


if __name__ == "__main__":
    sys.exit(main())
