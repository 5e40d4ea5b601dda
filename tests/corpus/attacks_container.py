"""Attacks on the container, its names and its limits: V1 and V2. Only a container can have most of them."""

import os
import random
import zlib
from collections.abc import Callable
from pathlib import Path

from reviewer.evidence.findings import Code
from reviewer.verification.reader import Limits
from tests.corpus.draft import BAG, CLIP, SECOND_CLIP, VENDOR, Draft, event_name
from tests.corpus.raw_zip import MAX, RawEntry, end_record, end_record_64, raw_entries, raw_zip, wide, wide_end
from tests.corpus.workshop import Forged, Workshop, attack

V1, V2 = "V1, 1.1–1.4", "V2, 1.5–1.6"


def entries(w: Workshop) -> list[RawEntry]:
    return raw_entries(w.base.files)


def entry(entries: list[RawEntry], name: str) -> RawEntry:
    return next(item for item in entries if item.name == name.encode())


def with_entry(w: Workshop, name: str, change: Callable[[RawEntry], None]) -> Forged:
    """The untouched package with one entry's headers changed."""
    all_entries = entries(w)
    change(entry(all_entries, name))
    return Forged(container=raw_zip(all_entries))


def setting(name: str, **fields: object) -> Callable[[Workshop], Forged]:
    def change(item: RawEntry) -> None:
        for field, value in fields.items():
            setattr(item, field, value)

    return lambda w: with_entry(w, name, change)


# --- container.not-zip ---

NOT_ZIP = (
    ("empty-file", b"", "the file is empty"),
    ("text-file", b"Dear Sir or Madam,\n" * 40, "the file is a letter"),
    ("video-instead", b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(4096), "the file is a video"),
)
for _name, _data, _change in NOT_ZIP:
    attack(f"zip-{_name}", Code.NOT_ZIP, _change, V1)(lambda _w, data=_data: Forged(container=data))


@attack("zip-cut-off", Code.NOT_ZIP, "the second half of the file is missing", V1)
def _(w: Workshop) -> Forged:
    whole = raw_zip(entries(w))
    return Forged(container=whole[: len(whole) // 2])


# --- container.mimetype ---


@attack("zip-nothing-inside", Code.MIMETYPE, "a ZIP file without entries", "1.2")
def _(_w: Workshop) -> Forged:
    return Forged(container=raw_zip([]))


@attack("zip-mimetype-second", Code.MIMETYPE, "mimetype is the second entry", "1.2")
def _(w: Workshop) -> Forged:
    first, second, *others = entries(w)
    return Forged(container=raw_zip([second, first, *others]))


attack("zip-mimetype-deflated", Code.MIMETYPE, "mimetype is deflated", "1.2")(setting("mimetype", method=8))
attack("zip-mimetype-extra-field", Code.MIMETYPE, "mimetype has an extra field", "1.2")(
    setting("mimetype", local_extra=b"\xfe\xca\0\0")
)


@attack("mimetype-other", Code.MIMETYPE, "mimetype ends in a line feed", "1.2", touches={"mimetype"})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    draft.edit("mimetype", lambda data: data + b"\n")
    return draft


@attack("folder-without-mimetype", Code.MIMETYPE, "mimetype is missing", "1.4", touches={"mimetype"})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    del draft.files["mimetype"]
    return draft


@attack("zip-mimetype-later-in-the-file", Code.MIMETYPE, "mimetype is the first of the directory alone", "1.2")
def _(w: Workshop) -> Forged:
    first, second, *others = entries(w)

    def mimetype_first(headers: list[bytes]) -> list[bytes]:
        return [headers[1], headers[0], *headers[2:]]

    return Forged(container=raw_zip([second, first, *others], directory_order=mimetype_first))


attack("zip-mimetype-zip64", Code.MIMETYPE, "mimetype has a ZIP64 field", "1.2")(
    setting("mimetype", local_size=MAX, local_extra=wide(31, 31))
)

# --- container.prefix, trailing, encrypted ---


@attack("zip-prefix", Code.PREFIX, "a shell script stands before the first entry", "1.4")
def _(w: Workshop) -> Forged:
    prefix = b"#!/bin/sh\n"
    container = raw_zip(entries(w))
    directory = container.rindex(b"PK\5\6")
    start = int.from_bytes(container[directory + 16 : directory + 20], "little")
    moved = bytearray(container)
    moved[directory + 16 : directory + 20] = (start + len(prefix)).to_bytes(4, "little")
    position = start
    while position < directory:  # every offset is put right, as `zip -A` does
        name, extra, comment = (
            int.from_bytes(moved[position + at : position + at + 2], "little") for at in (28, 30, 32)
        )
        offset = int.from_bytes(moved[position + 42 : position + 46], "little") + len(prefix)
        moved[position + 42 : position + 46] = offset.to_bytes(4, "little")
        position += 46 + name + extra + comment
    return Forged(container=prefix + bytes(moved))


@attack("zip-trailing", Code.TRAILING, "bytes follow the end record", "1.4")
def _(w: Workshop) -> Forged:
    return Forged(container=raw_zip(entries(w), after=b"\0" * 16))


@attack("zip-comment", Code.TRAILING, "the archive has a comment", "1.4")
def _(w: Workshop) -> Forged:
    return Forged(container=raw_zip(entries(w), comment=b"genuine"))


@attack("zip-trailing-much", Code.TRAILING, "more bytes follow the end record than a comment can have", "1.4")
def _(w: Workshop) -> Forged:
    return Forged(container=raw_zip(entries(w), after=b"\0" * 3_000_000))


@attack("zip-trailing-end-record", Code.TRAILING, "an empty archive follows the end record", "1.4", also={Code.OVERLAP})
def _(w: Workshop) -> Forged:
    return Forged(container=raw_zip(entries(w), after=b"\0" * 100_000 + end_record(0, 0, 0)))


@attack("zip-twice", {Code.TRAILING, Code.PREFIX}, "a second archive follows the first", "1.4")
def _(w: Workshop) -> Forged:
    return Forged(container=raw_zip(entries(w)) * 2)


@attack("zip-in-comment", {Code.TRAILING, Code.PREFIX}, "the comment is an archive", "1.4")
def _(w: Workshop) -> Forged:
    return Forged(container=raw_zip(entries(w), comment=raw_zip([RawEntry(b"mimetype", b"x")])))


@attack("zip-64-prefix", Code.PREFIX, "bytes stand before an archive with ZIP64 end record", "1.4")
def _(w: Workshop) -> Forged:
    return Forged(container=raw_zip(entries(w), prefix=b"MZ" * 50, end=end_record_64))


@attack("zip-cut-off-after-vendor-zip", Code.NOT_ZIP, "cut off, and a whole ZIP lies in what is left", "1.4")
def _(w: Workshop) -> Forged:
    inner = raw_zip([RawEntry(b"readme.txt", b"hello")])
    whole = raw_zip([*entries(w), RawEntry(b"data/vendor/export.zip", inner)])
    return Forged(container=whole[: whole.index(inner) + len(inner) + 40])


for _kind, _by in {"less": -1, "more": 1}.items():

    @attack(
        f"zip-count-{_kind}",
        Code.OVERLAP if _by < 0 else Code.HEADER_MISMATCH,
        f"the end record states one entry {_kind}",
        "1.4",
    )
    def _(w: Workshop, by: int = _by) -> Forged:
        return Forged(container=raw_zip(entries(w), end=lambda count, *place: end_record(count + by, *place)))


@attack("zip-64-end-contradicts", Code.HEADER_MISMATCH, "the ZIP64 end record states another number of entries", "1.4")
def _(w: Workshop) -> Forged:
    def end(count: int, size: int, start: int) -> bytes:
        return wide_end(count - 1, size, start) + end_record(count, size, start)

    return Forged(container=raw_zip(entries(w), end=end))


@attack("zip-64-end-longer", Code.OVERLAP, "the ZIP64 end record has a sector for anything", "1.4")
def _(w: Workshop) -> Forged:
    def end(count: int, size: int, start: int) -> bytes:
        wide_record = bytearray(wide_end(count, size, start))
        wide_record[4] += 6
        return bytes(wide_record[:56]) + b"hidden" + bytes(wide_record[56:]) + end_record(count, size, start)

    return Forged(container=raw_zip(entries(w), end=end))


attack("zip-encrypted-locally", {Code.ENCRYPTED, Code.HEADER_MISMATCH}, "the local header says encrypted", "1.4")(
    setting(VENDOR, local_flags=1)
)
attack("zip-encrypted", Code.ENCRYPTED, "an entry is marked as encrypted", "1.4")(setting(VENDOR, flags=1))

# --- container.header-mismatch ---

for _name, _fields, _change in (
    ("name", {"local_name": b"data/vendor/export/edits.csv"}, "the local header bears another name"),
    ("crc", {"local_crc": 1}, "the local header states another CRC"),
    ("size", {"local_size": 3}, "the local header states another size"),
    ("method", {"local_method": 8}, "the local header states another method"),
    ("version", {"local_version": 20}, "the local header needs another version"),
    ("descriptor", {"flags": 8, "descriptor": b"PK\7\x08" + bytes(12)}, "a data descriptor follows the entry"),
    ("bzip2", {"method": 12}, "an entry is of the method bzip2"),
    ("comment", {"comment": b"hello"}, "an entry has a comment"),
    ("date", {"local_date": 23907}, "the local header states another day"),
    ("flags", {"local_flags": 2}, "the local header has another flag"),
    ("unicode-path-local", {"local_extra": b"up\x06\0\1" + bytes(4) + b"x"}, "the local header has a second name"),
    ("zip64-twice", {"local_extra": wide() + wide()}, "two ZIP64 fields"),
    ("zip64-other-size", {"extra": wide(12, 12)}, "a ZIP64 field contradicts the header that it is not needed for"),
    ("zip64-too-long", {"stated": (MAX, 12), "extra": wide(12, 12, 0, 0)}, "a ZIP64 field of more than it may hold"),
    ("zip64-missing", {"stated": (MAX, MAX)}, "sizes refer to a ZIP64 field that is not there"),
    ("ragged-extra", {"extra": b"\xfe\xca\x05\0abc"}, "an extra field is longer than its space"),
    ("extra-stub", {"local_extra": b"\xfe\xca\x01"}, "three bytes that are no extra field"),
    ("unicode-path", {"extra": b"up\x06\0\1" + bytes(4) + b"x"}, "an entry has a Unicode-path field"),
):
    attack(f"zip-local-{_name}", Code.HEADER_MISMATCH, _change, "1.4", also={Code.OVERLAP})(setting(VENDOR, **_fields))

# --- container.overlap, crc, compressed-clip ---


@attack("zip-gap", Code.OVERLAP, "bytes that no entry owns lie between two entries", "1.4")
def _(w: Workshop) -> Forged:
    return with_entry(w, VENDOR, lambda item: setattr(item, "gap", b"hidden"))


@attack("zip-gap-before-directory", Code.OVERLAP, "bytes lie between the last entry and the directory", "1.4")
def _(w: Workshop) -> Forged:
    return Forged(container=raw_zip(entries(w), before_end=b"hidden"))


@attack(
    "zip-two-names-one-place",
    Code.OVERLAP,
    "two directory entries point at the same bytes",
    "1.4",
    also={Code.HEADER_MISMATCH},
)
def _(w: Workshop) -> Forged:
    all_entries = entries(w)
    position = raw_zip(all_entries).index(VENDOR.encode()) - 30
    twin = RawEntry(b"data/vendor/export/twin.csv", w.base.files[VENDOR], offset=position, local_name=VENDOR.encode())
    return Forged(container=raw_zip([*all_entries, twin]))


@attack("zip-crc", Code.CRC, "a clip differs from the CRC that both its headers state", "V1, container.crc")
def _(w: Workshop) -> Forged:
    return with_entry(w, CLIP, lambda item: setattr(item, "crc", zlib.crc32(item.data) ^ 1))


@attack("zip-clip-deflated", Code.COMPRESSED_CLIP, "a clip is deflated", "1.3")
def _(w: Workshop) -> Forged:
    return with_entry(w, CLIP, lambda item: setattr(item, "method", 8))


# --- container.unsafe-name, duplicate-name, special-file ---

UNSAFE = {
    "parent": "data/vendor/../../escape.txt",
    "dot": "data/vendor/./x.txt",
    "absolute": "/etc/reviewer.txt",
    "backslash": "data\\vendor\\x.txt",
    "drive": "C:evil.txt",
    "empty-segment": "data//x.txt",
    "percent": "data/vendor/100%25.txt",
    "control": "data/vendor/a\x1b[2Jb.txt",
    "bidi": "data/vendor/clip\u202e4pm.exe",
    "private-use": "data/vendor/\ue000.txt",
    "trailing-dot": "data/vendor/door.mp4.",
    "trailing-space": "data/vendor/door.mp4 ",
    "device": "data/vendor/LPT1.txt",
    "nfd": "data/vendor/Cafe\u0301.txt",
    "long-segment": f"data/vendor/{'x' * 256}",
    "long-name": "data/vendor/" + "/".join(["y" * 200] * 6),
}
for _kind, _unsafe in UNSAFE.items():

    @attack(f"name-{_kind}", Code.UNSAFE_NAME, f"a file is added with a name that no package may use ({_kind})", V2)
    def _(w: Workshop, unsafe: str = _unsafe) -> Forged:
        return Forged(container=raw_zip([*entries(w), RawEntry(unsafe.encode(), b"x")]))


attack("name-not-utf8", Code.UNSAFE_NAME, "a name is no UTF-8", "1.5")(
    lambda w: Forged(container=raw_zip([*entries(w), RawEntry(b"data/vendor/\xff.txt", b"x", flags=1 << 11)]))
)
attack("name-without-bit-11", Code.UNSAFE_NAME, "a name outside ASCII lacks flag bit 11", "1.4")(
    setting(SECOND_CLIP, flags=0)
)

for _kind, _twin in {"same": VENDOR, "case": VENDOR.upper().replace("DATA/VENDOR", "data/vendor")}.items():

    @attack(f"name-twice-{_kind}", Code.DUPLICATE_NAME, f"a second entry bears the {_kind} name", "1.5")
    def _(w: Workshop, twin: str = _twin) -> Forged:
        return Forged(container=raw_zip([*entries(w), RawEntry(twin.encode(), b"x")]))


for _kind, _fields, _change in (
    ("symlink", {"attributes": 0o120777 << 16}, "an entry is marked as a symbolic link"),
    ("fifo", {"attributes": 0o010644 << 16}, "an entry is marked as a pipe"),
    ("folder-mode", {"attributes": 0o040755 << 16}, "a file is marked as a folder, as Unix does"),
    ("folder-bit", {"attributes": 0x10, "made_by": 20}, "a file is marked as a folder, as DOS does"),
):
    attack(f"special-{_kind}", Code.SPECIAL_FILE, _change, "1.4")(setting(VENDOR, **_fields))


@attack("special-folder-of-file-mode", Code.SPECIAL_FILE, "a folder entry has the mode of a file", "1.4")
def _(w: Workshop) -> Forged:
    return Forged(container=raw_zip([*entries(w), RawEntry(b"data/vendor/", b"", made_by=20)]))


@attack("special-folder-with-bytes", Code.SPECIAL_FILE, "a folder entry has content", "1.4")
def _(w: Workshop) -> Forged:
    folder = RawEntry(b"data/vendor/", b"hidden", attributes=0o040755 << 16)
    return Forged(container=raw_zip([*entries(w), folder]))


def write_tree(folder: Path, draft: Draft) -> None:
    for name, data in draft.files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


@attack("folder-symlink", Code.SPECIAL_FILE, "a file of the folder is a link to the same bytes elsewhere", "1.5")
def _(w: Workshop) -> Forged:
    def fill(folder: Path) -> None:
        write_tree(folder, w.base)
        outside = folder.with_name("elsewhere.csv")
        (folder / VENDOR).rename(outside)
        (folder / VENDOR).symlink_to(outside)

    return Forged(folder=fill)


@attack("folder-pipe", Code.SPECIAL_FILE, "a pipe lies in the folder", "1.5")
def _(w: Workshop) -> Forged:
    def fill(folder: Path) -> None:
        write_tree(folder, w.base)
        os.mkfifo(folder / "data/vendor/pipe")

    return Forged(folder=fill)


@attack("folder-with-folder-too-deep", Code.UNSAFE_NAME, "folders in folders, deeper than any path reaches", "1.5")
def _(w: Workshop) -> Forged:
    def fill(folder: Path) -> None:
        write_tree(folder, w.base)
        here = os.open(folder, os.O_RDONLY)
        for _level in range(30):  # 6,000 bytes: more than the system takes at once
            os.mkdir("d" * 200, dir_fd=here)
            here, above = os.open("d" * 200, os.O_RDONLY, dir_fd=here), here
            os.close(above)
        os.close(here)

    return Forged(folder=fill)


@attack("folder-name-not-utf8", Code.UNSAFE_NAME, "a name in the folder is no UTF-8", "1.5")
def _(w: Workshop) -> Forged:
    def fill(folder: Path) -> None:
        write_tree(folder, w.base)
        Path(os.fsdecode(os.fsencode(folder) + b"/data/vendor/\xff.txt")).write_bytes(b"x")

    return Forged(folder=fill)


@attack("name-file-and-folder", Code.DUPLICATE_NAME, "a file bears the name of another's folder, but for case", "1.5")
def _(w: Workshop) -> Forged:
    return Forged(container=raw_zip([*entries(w), RawEntry(b"data/vendor/EXPORT", b"x")]))


# --- container.limit ---


@attack("limit-entries", Code.LIMIT, "more entries than the verifier allows", "1.6")
def _(w: Workshop) -> Forged:
    return Forged(files=w.base.files, limits=Limits(entries=len(w.base.files) - 1))


@attack("limit-expansion", Code.LIMIT, "a file of 4 MiB expands a thousandfold", "1.6")
def _(w: Workshop) -> Forged:
    bomb = RawEntry(b"data/vendor/zeros.bin", bytes(4 << 20), method=8, version=20)
    return Forged(container=raw_zip([*entries(w), bomb]))


@attack("limit-record", Code.LIMIT, "a record has more than 16 MiB", "1.6", touches={event_name(3)})
def _(w: Workshop) -> Draft:
    draft = w.draft()
    noise = random.Random(1).randbytes(9 << 20).hex()
    draft.event(3, lambda event: event["details"].update(noise=noise))
    draft.carry(3)
    return draft


@attack("limit-bag", Code.LIMIT, "manifest-sha256.txt is larger than the verifier allows", "1.6")
def _(w: Workshop) -> Forged:
    return Forged(files=w.base.files, limits=Limits(manifest_bytes=len(w.base.files[BAG]) - 1))


@attack("limit-hops", Code.LIMIT, "more hops than the verifier allows", "1.6")
def _(w: Workshop) -> Forged:
    return Forged(files=w.base.files, limits=Limits(hops=2))
