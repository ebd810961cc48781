"""Writes the embedded digits: python3 choose_digits.py FOLDER

FOLDER holds the four MNIST files in gzip. 1,200 samples of each class of the
training files and 200 of each class of the test files are kept, spread evenly
over the file (the writers stand in order, and the halves of the test file
differ in difficulty), the classes taking turns (0, 1, ..., 9, 0, 1, ...). The
four results are written beside this script; they depend on nothing but the
input.
"""

import gzip
import struct
import sys
import zlib
from pathlib import Path

CLASSES = 10
PER_CLASS = {"train": 1200, "t10k": 200}
NAMES = {"train": "digits-train", "t10k": "digits-test"}


def choose(labels, per_class):
    """The positions of the samples to keep, in output order."""
    found = [[] for _ in range(CLASSES)]
    for position, label in enumerate(labels):
        found[label].append(position)
    for label, positions in enumerate(found):
        if len(positions) < per_class:
            raise SystemExit(f"class {label}: {len(positions)} samples, {per_class} needed")
    return [positions[turn * len(positions) // per_class] for turn in range(per_class) for positions in found]


def packed(content):
    """One gzip member without name or time; the header's bytes do not depend on Python's version."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    header = b"\x1f\x8b\x08\x00" + bytes(4) + b"\x02\xff"
    trailer = struct.pack("<II", zlib.crc32(content), len(content))
    return header + deflate.compress(content) + deflate.flush() + trailer


def main(folder):
    for part, per_class in PER_CLASS.items():
        images = gzip.decompress((folder / f"{part}-images-idx3-ubyte.gz").read_bytes())
        labels = gzip.decompress((folder / f"{part}-labels-idx1-ubyte.gz").read_bytes())
        magic, count, rows, columns = struct.unpack(">4I", images[:16])
        if magic != 0x803 or struct.unpack(">2I", labels[:8]) != (0x801, count):
            raise SystemExit(f"{folder}: the {part} files are not MNIST")
        size = rows * columns
        chosen = choose(labels[8:], per_class)
        pixels = b"".join(images[16 + size * i : 16 + size * (i + 1)] for i in chosen)
        classes = bytes(labels[8 + i] for i in chosen)
        here = Path(__file__).resolve().parent
        image_header = struct.pack(">4I", 0x803, len(chosen), rows, columns)
        label_header = struct.pack(">2I", 0x801, len(chosen))
        (here / f"{NAMES[part]}-images.idx3.gz").write_bytes(packed(image_header + pixels))
        (here / f"{NAMES[part]}-labels.idx1.gz").write_bytes(packed(label_header + classes))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
