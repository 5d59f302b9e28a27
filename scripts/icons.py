"""Draw the app's icons as PNG, which Android asks for: the ring of icon.svg, plain and with the margin of a maskable icon.

.venv/bin/python scripts/icons.py
"""

from pathlib import Path

from PIL import Image, ImageDraw

OUT = Path(__file__).parents[1] / "frontend" / "public"
BLUE, WHITE = (27, 94, 171, 255), (255, 255, 255, 255)
UNITS, FINER = 32, 4  # the drawing's own width; drawn so much larger, then made smaller, for smooth edges


def icon(size: int, *, maskable: bool = False) -> Image.Image:
    """The ring and its centre; a maskable icon fills its square and keeps the drawing within the middle 80 per cent."""
    whole = size * FINER
    image = Image.new("RGBA", (whole, whole), WHITE if maskable else (0, 0, 0, 0))
    draw, scale = ImageDraw.Draw(image), whole / UNITS * (0.72 if maskable else 1)

    def disc(radius: float, colour: tuple[int, int, int, int]) -> None:
        draw.ellipse([whole / 2 + side * radius * scale for side in (-1, -1, 1, 1)], fill=colour)

    disc(15, BLUE)
    disc(9, WHITE)
    disc(3.5, BLUE)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Write the four files."""
    for size in (192, 512):
        icon(size).save(OUT / f"icon-{size}.png", optimize=True)
        icon(size, maskable=True).convert("RGB").save(OUT / f"icon-maskable-{size}.png", optimize=True)


if __name__ == "__main__":
    main()
