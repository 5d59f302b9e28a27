"""How much of a file we are ready to read, so that a hostile one costs nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, characters and counts; a file over any of them is refused with TooLarge or Invalid."""

    file_bytes: int = 50 * 1024 * 1024
    unpacked_bytes: int = 700 * 1024 * 1024
    unpack_ratio: int = 200
    entries: int = 5_000
    sheets: int = 300
    rows: int = 300_000
    columns: int = 400
    dense_cells: int = 8_000_000
    record_lines: int = 60
    tables_per_sheet: int = 60
