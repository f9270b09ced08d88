"""Bytes become text: byte order marks, UTF-8, UTF-16 without a mark, then old code pages."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE_PAGES = ("cp1252", "mac_roman", "cp850")
_SAMPLE = 64 * 1024
_MOST_NOISE = 0.02
_EXPECTED = set("éèêëàâäçîïôöùûüÿœæÉÈÊÀÂÇÎÔÛŒ«»’‘“”–—…€°©®²³º½ ·•")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_UTF8_OR_STRAY = re.compile(_UTF8_SEQUENCE.pattern + rb"|[\x80-\xff]")
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, *, cut: bool = False) -> str | None:
    """Decode a text whose encoding nobody states.

    Args:
        data: the bytes.
        cut: whether they may end in the middle of a character.

    Returns:
        The text, or None when the bytes are noise rather than text in any encoding.
    """
    text = _decode_marked(data, cut) or _decode_wide(data) or _decode_utf8(data, cut)
    text = text if text is not None else _decode_old(data)
    return None if _is_noise(text) else text


def _decode_marked(data: bytes, cut: bool) -> str | None:
    """Follow the byte order mark, if there is one."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "ignore" if cut else "replace")
    return None


def _decode_wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: every second byte of Latin text is zero."""
    sample = data[:_SAMPLE]
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * pairs and even < 0.1 * pairs:
        return data.decode("utf-16-le", "ignore")
    if even > 0.7 * pairs and odd < 0.1 * pairs:
        return data.decode("utf-16-be", "ignore")
    return None


def _decode_utf8(data: bytes, cut: bool) -> str | None:
    """Decode UTF-8; stray bytes in what is mostly UTF-8 are read as Windows Latin."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=not cut)
    except UnicodeDecodeError:
        sequences = len(_UTF8_SEQUENCE.findall(data))
        stray = len(_HIGH.findall(_UTF8_SEQUENCE.sub(b"", data)))
    if not sequences or sequences < stray:
        return None
    return _UTF8_OR_STRAY.sub(_as_utf8, data).decode("utf-8", "replace")


def _as_utf8(match: re.Match[bytes]) -> bytes:
    """Turn one stray byte into UTF-8; leave what is UTF-8 already."""
    found = match[0]
    return found if len(found) > 1 else found.decode("cp1252", "replace").encode()


def _decode_old(data: bytes) -> str:
    """Choose the code page that gives the most expected letters; then ask a detector."""
    sample = data[:_SAMPLE]
    best = max(_CODE_PAGES, key=lambda page: _expected_share(sample, page))
    if _expected_share(sample, best) < 0.5:
        from charset_normalizer import from_bytes

        match = from_bytes(sample).best()
        best = match.encoding if match is not None else best
    return data.decode(best, "replace")


def _expected_share(data: bytes, page: str) -> float:
    """Measure how many of the high bytes would be letters and signs of French and English."""
    high = [c for c in data.decode(page, "replace") if ord(c) > 127]
    return sum(c in _EXPECTED for c in high) / len(high) if high else 1.0


def _is_noise(text: str) -> bool:
    """Tell noise by its control characters and by what no encoding explains.

    A few zero bytes at the end of a text are padding.
    """
    sample = text.rstrip("\0")[:_SAMPLE]
    strange = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    return strange > max(2.0, _MOST_NOISE * len(sample))
