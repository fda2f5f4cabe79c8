#!/usr/bin/env python3
"""Draws the app's icon from Android's drawable: two people near each other, on white without transparency, as iOS wants it.

    ios-demo/icon.py            writes Resources/Assets.xcassets/AppIcon.appiconset/near.png
    ios-demo/icon.py --check    fails where the file is another picture
"""
import pathlib
import re
import struct
import sys
import zlib

SIDE = 1024
SAMPLES = 4
MARGIN = 0.14
HERE = pathlib.Path(__file__).resolve().parent
DRAWABLE = HERE / "../android-demo/src/main/res/drawable/near.xml"
ICON = HERE / "Resources/Assets.xcassets/AppIcon.appiconset/near.png"
# A whole circle below its start, and the upper half of an ellipse: all that the drawable has.
CIRCLE = re.compile(r"M([\d.]+),([\d.]+)a([\d.]+),\3 0,1 0,0\.01 0z")
HALF = re.compile(r"M([\d.]+),([\d.]+)a([\d.]+),([\d.]+) 0,0 1,([\d.]+) 0z")


def shapes(xml):
    """Centre, radii and lower edge of each shape, in units of the drawable, and the colour of all."""
    found = []
    for path in re.findall(r'pathData="([^"]*)"', xml):
        for x, y, r in CIRCLE.findall(path):
            found.append((float(x), float(y) + float(r), float(r), float(r), 1e9))
        for x, y, rx, ry, _ in HALF.findall(path):
            found.append((float(x) + float(rx), float(y), float(rx), float(ry), float(y)))
    assert len(found) == len(re.findall("M", "".join(re.findall(r'pathData="([^"]*)"', xml)))), "a shape of another kind"
    (colour,) = set(re.findall(r'fillColor="#(\w{6})"', xml))
    return found, bytes.fromhex(colour)


def spans(found, y, scale, left, top):
    """Where the shapes are on one line of samples, from left to right, in samples."""
    at = (y + 0.5) / scale / SAMPLES + top
    spans = []
    for cx, cy, rx, ry, floor in found:
        high = 1 - ((at - cy) / ry) ** 2
        if high > 0 and at <= floor:
            half = rx * high**0.5
            spans.append(((cx - half - left) * scale * SAMPLES, (cx + half - left) * scale * SAMPLES))
    return spans


def picture():
    found, colour = shapes(DRAWABLE.read_text(encoding="utf-8"))
    left, right = min(s[0] - s[2] for s in found), max(s[0] + s[2] for s in found)
    top = min(s[1] - s[3] for s in found)
    bottom = max(min(s[1] + s[3], s[4]) for s in found)
    size = max(right - left, bottom - top) / (1 - 2 * MARGIN)
    scale = SIDE / size
    left, top = (left + right - size) / 2, (top + bottom - size) / 2
    rows = bytearray()
    for line in range(SIDE):
        covered = [0] * SIDE
        for sample in range(SAMPLES):
            for begin, end in spans(found, line * SAMPLES + sample, scale, left, top):
                for at in range(round(begin), round(end)):
                    covered[at // SAMPLES] += 1
        rows.append(0)
        for count in covered:
            share = min(count, SAMPLES * SAMPLES) / (SAMPLES * SAMPLES)
            rows += bytes(round(255 + (c - 255) * share) for c in colour)
    return rows


def png(rows):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b"")


def pixels(file):
    at, data = 8, b""
    while at < len(file):
        length, name = struct.unpack(">I4s", file[at : at + 8])
        data += file[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += 12 + length
    return zlib.decompress(data)


if sys.argv[1:] == ["--check"]:
    if pixels(ICON.read_bytes()) != bytes(picture()):
        sys.exit(f"icon: {ICON.name} is not what the drawable gives: run ios-demo/icon.py")
else:
    ICON.write_bytes(png(picture()))
