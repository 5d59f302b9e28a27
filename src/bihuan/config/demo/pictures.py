"""Drawn pictures that stand for photographs in the demo: before and after, plainly marked as illustrations."""

import io
from functools import lru_cache
from random import Random

from PIL import Image, ImageDraw, ImageFont

from bihuan.platform.fonts import font_path

WIDTH, HEIGHT = 960, 720


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path()), 30)


def scene(random: Random, *, after: bool, caption: str) -> bytes:
    """A JPEG of a street or yard; untidy before, tidy after."""
    picture = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(picture)
    for row in range(HEIGHT):
        depth = row / HEIGHT
        colour = (
            (int(196 - 40 * depth), int(214 - 30 * depth), int(230 - 50 * depth)) if depth < 0.5 else (178, 170, 156)
        )
        draw.line([(0, row), (WIDTH, row)], fill=colour)
    left = 0
    while left < WIDTH:
        width, height = random.randrange(110, 210), random.randrange(150, 290)
        wall = random.choice([(214, 205, 190), (201, 188, 172), (190, 196, 200), (222, 214, 204)])
        draw.rectangle([left, 400 - height, left + width, 400], fill=wall, outline=(120, 116, 110))
        for x in range(left + 18, left + width - 30, 44):
            for y in range(400 - height + 20, 360, 52):
                draw.rectangle([x, y, x + 24, y + 30], fill=(108, 132, 150))
        left += width + random.randrange(0, 24)
    draw.polygon([(0, 720), (960, 720), (700, 400), (300, 400)], fill=(140, 138, 134))
    if after:
        for x in range(120, 900, 160):
            draw.line([(x, 700), (x, 560)], fill=(92, 104, 92), width=6)
            draw.ellipse([x - 34, 500, x + 34, 575], fill=(112, 146, 104))
    else:
        for _piece in range(46):
            x, y, size = random.randrange(60, 900), random.randrange(470, 690), random.randrange(10, 46)
            tone = random.choice([(96, 88, 74), (130, 110, 84), (80, 92, 104), (156, 140, 112)])
            draw.polygon(
                [
                    (x, y),
                    (x + size, y - random.randrange(4, 20)),
                    (x + size + 8, y + size // 2),
                    (x + 6, y + size // 2),
                ],
                fill=tone,
            )
    draw.rectangle([0, 0, WIDTH, 52], fill=(40, 48, 56))
    draw.text((16, 6), caption, font=_font(), fill=(240, 240, 236))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=78)
    return out.getvalue()
