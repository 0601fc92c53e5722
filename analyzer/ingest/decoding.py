"""Bytes -> text, or the reason why they are none.

In: the bytes of a file. Out: text as written (not yet cleaned) and warnings. Always true: any bytes are answered by a
text or an IngestError; a guessed encoding is named in a warning; only a sample is looked at to guess.
"""

import codecs
import re

from analyzer.errors import IngestError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"), (b"\x7fELF", "a program"), (b"MZ\x90",
    "a program"),
    (b"ID3", "an audio recording"), (b"RIFF", "an audio or video recording"), (b"OggS", "an audio recording"), (b"fLaC", "an audio recording"),
    (b"\x1aE\xdf\xa3", "a video recording"), (b"\x1f\x8b", "a gzip archive"), (b"BZh", "a bzip2 archive"), (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.doc): save it as .docx"), (b"SQLite format 3", "a database"), (b"{\\rtf",
    "an RTF document: save it as .docx or .txt"),
)  # fmt: skip
_SAMPLE = 65536
_HINT = "a transcript is text: .vtt .srt .txt .md .docx .json .csv"


def decode(raw: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of the bytes and warnings; raises IngestError where they are no text."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _decode_as(raw[len(bom) :], encoding)
    refuse_binary(raw, name)
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    if wide := _wide_encoding(raw[:_SAMPLE]):
        text, warnings = _decode_as(raw, wide)
        return text, [f"no byte-order mark: read as {wide}", *warnings]
    damaged = raw.decode("utf-8", "replace")
    if _is_damaged_utf8(damaged):
        return damaged, [f"{damaged.count(chr(0xFFFD))} characters are not valid UTF-8 and were replaced"]
    encoding = _legacy_encoding(raw)
    text, warnings = _decode_as(raw, encoding)
    return text, [f"not UTF-8: read as {encoding} (a guess; save the file as UTF-8 where letters look wrong)", *warnings]


def refuse_binary(raw: bytes, name: str) -> None:
    """Raise IngestError where the bytes are recognisably no text."""
    for magic, what in _MAGIC:
        if raw.startswith(magic):
            raise IngestError(f"{name}: this is {what}, not a transcript", _HINT)
    if raw[4:8] == b"ftyp":
        raise IngestError(f"{name}: this is a recording, not a transcript", "transcribe it first, then ingest the transcript")
    sample = raw[:_SAMPLE]
    controls = len(sample.translate(None, delete=_NOT_CONTROLS))
    if controls > max(8, len(sample) // 20) and not _wide_encoding(sample):
        raise IngestError(f"{name}: binary content, not a text", _HINT)


_NOT_CONTROLS = bytes(byte for byte in range(256) if byte >= 32 or byte in b"\t\n\r\x0b\x0c\x1b")


def _decode_as(raw: bytes, encoding: str) -> tuple[str, list[str]]:
    text = raw.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return text, [f"{lost} characters are not valid {encoding} and were replaced"] if lost else []


def _wide_encoding(sample: bytes) -> str | None:
    """Tell UTF-16 without a byte-order mark by where its zero bytes lie."""
    half = len(sample) // 2
    if half < 2:
        return None
    high_first, low_first = sample[0 : 2 * half : 2].count(0), sample[1 : 2 * half : 2].count(0)
    if low_first > half * 0.3 and high_first < half * 0.05:
        return "utf-16-le"
    if high_first > half * 0.3 and low_first < half * 0.05:
        return "utf-16-be"
    return None


def _is_damaged_utf8(decoded: str) -> bool:
    """Whether a text with replaced bytes was UTF-8 before it was damaged: more whole non-ASCII characters than broken ones."""
    broken = decoded.count("\ufffd")
    whole = len(re.findall("[^\x00-\x7f\ufffd]", decoded))
    return whole > broken


def _legacy_encoding(raw: bytes) -> str:
    """Guess the encoding of a text from before UTF-8: Western where that gives words, else the one whose letters make most sense."""
    high = raw.translate(None, delete=bytes(range(128)))
    if len(high) < len(raw) * 0.15:
        try:
            western = raw[:_SAMPLE].decode("cp1252")
        except UnicodeDecodeError:
            pass
        else:
            if not _SIGN_IN_WORD.search(western):
                return "cp1252"
    from charset_normalizer import from_bytes

    guesses = list(from_bytes(raw[:_SAMPLE]))
    return max(guesses, key=lambda guess: guess.coherence).encoding if guesses else "cp1252"


_SIGN_IN_WORD = re.compile(
    "[^\\W\\d_][\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7](?=[^\\W\\d_])|[\u00a3\u00a5\u00af\u00b9\u00bc\u00be](?=[^\\W\\d_])"
)
"""A sign between two letters or at the head of a word: no Western text has it, a Central European one read as Western does."""
