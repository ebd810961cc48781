"""Reads an event file of TensorBoard by the format's own description: events.py FILE.

Checks both CRCs of every record with a bitwise CRC-32C, then prints a JSON object: hyperparameters, and for each tag its
[step, value] pairs.
"""

import json
import struct
import sys

TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    TABLE.append(byte)


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


assert masked_crc(b"123456789") == ((0xE3069283 >> 15 | 0xE3069283 << 17) + 0xA282EAD8) & 0xFFFFFFFF


def varint(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(data):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            size = {1: 8, 5: 4}.get(kind)
            if kind == 2:
                size, at = varint(data, at)
            value = data[at : at + size]
            at += size
            value = struct.unpack({1: "<d", 5: "<f"}[kind], value)[0] if kind in (1, 5) else value
        yield key >> 3, value


def one(data, number, default=None):
    return next((value for field, value in fields(data) if field == number), default)


raw = open(sys.argv[1], "rb").read()
at, records = 0, []
while at < len(raw):
    length = raw[at : at + 8]
    (size,) = struct.unpack("<Q", length)
    (crc,) = struct.unpack("<I", raw[at + 8 : at + 12])
    data = raw[at + 12 : at + 12 + size]
    (data_crc,) = struct.unpack("<I", raw[at + 12 + size : at + 16 + size])
    assert crc == masked_crc(length), "length's CRC"
    assert data_crc == masked_crc(data), "data's CRC"
    records.append(data)
    at += 16 + size
assert one(records[0], 3) == b"brain.Event:2"
tags, hyperparameters = {}, {}
for event in records[1:]:
    value = one(one(event, 5), 1)
    tag = one(value, 1).decode()
    if tag == "_hparams_/session_start_info":
        plugin = one(one(value, 9), 1)
        assert one(plugin, 1) == b"hparams"
        for field, entry in fields(one(one(plugin, 2), 3)):
            if field == 1:
                typed = one(entry, 2)
                text = one(typed, 3)
                hyperparameters[one(entry, 1).decode()] = one(typed, 2) if text is None else text.decode()
    else:
        tags.setdefault(tag, []).append([one(event, 2, 0), one(value, 2)])
print(json.dumps({"hyperparameters": hyperparameters, "tags": tags}))
