"""The pictures of docs/images, from the golden messages: ``python -m tests.render.pictures [FOLDER]``.

Needs Chromium (``apt-get install --no-install-recommends chromium fonts-noto-core``). With a folder, every golden page
is drawn there instead, light, dark and on a narrow phone: look at them after each change of a template.
"""

import argparse
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.render import golden

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LIGHT, DARK = "1", "0"  # values of Chromium's preferredColorScheme
PHONE = (390, 1180)
SIGNATURE = b"\x89PNG\r\n\x1a\n"
SHOWN = (("digest-en", "digest-light.png", LIGHT), ("digest-ar", "digest-dark-arabic.png", DARK))
FORMS = {"light": (LIGHT, 390), "dark": (DARK, 390), "narrow": (LIGHT, 360), "desk": (LIGHT, 900)}


def draw(html: str, target: Path, scheme: str, size: tuple[int, int], scale: int) -> None:
    """Draw the top of a page as a screen of this size shows it."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("no Chromium: apt-get install --no-install-recommends chromium fonts-noto-core")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, "utf-8")
        command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--blink-settings=preferredColorScheme={scheme}", f"--force-device-scale-factor={scale}"]
        command += [f"--window-size={size[0]},{size[1]}", f"--screenshot={target}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def shrink(target: Path) -> None:
    """Write a picture anew with 256 colours: a third of the bytes, and nobody sees it."""
    header, rows = _pixels(target.read_bytes())
    packed = rows.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.uint32)
    colours, counts = np.unique(packed, return_counts=True)
    kept = colours[np.argsort(-counts)[:256]]
    channels = np.stack([kept >> 16, kept >> 8 & 0xFF, kept & 0xFF], axis=1).astype(np.int32)
    every = np.stack([colours >> 16, colours >> 8 & 0xFF, colours & 0xFF], axis=1).astype(np.int32)
    nearest = np.array([np.abs(channels - each).sum(axis=1).argmin() for each in every], dtype=np.uint8)
    indexed = nearest[np.searchsorted(colours, packed)]
    lines = np.concatenate([np.zeros((len(indexed), 1), dtype=np.uint8), indexed], axis=1)
    chunks = [
        (b"IHDR", header[:8] + bytes([8, 3, 0, 0, 0])),
        (b"PLTE", channels.astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    ]
    target.write_bytes(
        SIGNATURE
        + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )
    )


def _pixels(picture: bytes) -> tuple[bytes, npt.NDArray[np.uint8]]:
    """Return the header of a PNG of three bytes a pixel, and its pixels."""
    header, packed, at = picture[16:29], b"", len(SIGNATURE)
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        packed += picture[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    width, height = struct.unpack(">II", header[:8])
    raw = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + 3 * width)
    rows = np.zeros((height, width, 3), dtype=np.uint8)
    above = np.zeros((width, 3), dtype=np.uint8)
    for number, line in enumerate(raw):
        above = rows[number] = _unfiltered(int(line[0]), line[1:].reshape(width, 3), above)
    return header, rows


def _unfiltered(
    kind: int, line: npt.NDArray[np.uint8], above: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Undo the filter of a line (PNG 9.2)."""
    if kind == 0:
        return line
    if kind == 1:
        return np.cumsum(line, axis=0, dtype=np.uint8)
    if kind == 2:
        return line + above
    found = np.zeros_like(line)
    left, corner = [0, 0, 0], [0, 0, 0]
    for place, (given, up) in enumerate(zip(line.tolist(), above.tolist(), strict=True)):
        guess = [_guess(kind, a, b, c) for a, b, c in zip(left, up, corner, strict=True)]
        left = [(one + other) & 0xFF for one, other in zip(given, guess, strict=True)]
        found[place], corner = left, up
    return found


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 3:
        return (left + up) // 2
    middle = left + up - corner
    return min((left, up, corner), key=lambda each: abs(middle - each))


def main() -> None:
    """Draw what README shows, or everything into a folder."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", nargs="?", type=Path)
    folder = options.parse_args().folder
    pages = {name: rendered.html for name, rendered in golden.messages() if rendered.html is not None}
    if folder is None:
        for page, name, scheme in SHOWN:
            draw(pages[page], IMAGES / name, scheme, PHONE, scale=2)
            shrink(IMAGES / name)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, html in pages.items():
        for form, (scheme, width) in FORMS.items():
            draw(html, folder / f"{name}-{form}.png", scheme, (width, 2600), scale=1)


if __name__ == "__main__":
    main()
