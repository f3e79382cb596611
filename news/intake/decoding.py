"""Text out of bytes: which encoding a feed is really in, whatever was said of it.

Servers and documents name encodings wrongly all the time, so what the bytes themselves prove comes first: a
byte order mark, then being valid UTF-8, then what HTTP said, then the document. Never raises; knows nothing
of XML beyond its declaration.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator

# WHATWG's Encoding Standard: the label that is written, and the larger set that is meant.
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-11": "cp874", "tis-620": "cp874", "big5": "big5hkscs",
}  # fmt: skip
_NOT_FOR_DOCUMENTS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
# Those are told by the bytes (`_MARKS`, `_BARE`); where the bytes do not, the label is wrong.
_NOT_FOR_DOCUMENTS |= {"utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BARE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# UTF-8 read as Windows-1252: a lead byte as a letter, then trail bytes as that code page shows them.
_TWICE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]+"
)
# Quick to look for: the first two characters of such a sequence, in UTF-8.
_MAYBE_TWICE = re.compile(rb"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]")
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])
_BYTE_OF = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(256)}
_BYTE_OF |= {chr(byte): byte for byte in range(0x80, 0xA0)}


def decode(content: bytes, content_type: str | None) -> str:
    """The document's text; what cannot be read becomes U+FFFD, what XML forbids is dropped."""
    return repaired(_as_xml_allows(_decoded(content, content_type).removeprefix("\ufeff")))


def _as_xml_allows(text: str) -> str:
    """Looking for controls byte by byte is quicker than by a pattern, and nearly every document has none."""
    written = text.encode("utf-8", "surrogatepass")
    has_controls = len(written.translate(None, _CONTROLS)) < len(written)
    return _NOT_XML.sub("", text) if has_controls or "\ufffe" in text or "\uffff" in text else text


def repaired(text: str) -> str:
    """Text that was UTF-8, read as Windows-1252 and stored as UTF-8 again, as it was before; other text
    unchanged.

    Only sequences that spell one valid character are put back, and only where they are nearly all of what
    is not ASCII: an article that quotes such a sequence stays as it is.
    """
    if not _MAYBE_TWICE.search(text.encode("utf-8", "replace")):
        return text
    others = len(text) - len(text.encode("ascii", "ignore"))
    runs = Counter(_TWICE.findall(text))
    once = {run: _once(run) for run in runs}
    fixed_chars = sum(times * len(run) for run, times in runs.items() if once[run] != run)
    if fixed_chars < 4 or fixed_chars < 0.5 * others:
        return text
    return _TWICE.sub(lambda found: once[found[0]], text)


def _once(run: str) -> str:
    try:
        return bytes(_BYTE_OF[char] for char in run).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return _by_character(run)


def _by_character(run: str) -> str:
    made, at = [], 0
    while at < len(run):
        lead = _BYTE_OF.get(run[at], 0)
        size = 2 if 0xC2 <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4 if 0xF0 <= lead < 0xF5 else 1
        part = run[at : at + size]
        try:
            made.append(bytes(_BYTE_OF[char] for char in part).decode("utf-8"))
        except (KeyError, UnicodeDecodeError):
            made.append(part := run[at])
        at += len(part)
    return "".join(made)


def _decoded(content: bytes, content_type: str | None) -> str:
    for start, encoding in _MARKS + _BARE:
        if content.startswith(start):
            return content.decode(encoding, "replace")
    if not content.isascii() and (text := _strictly(content, "utf-8")) is not None:
        return text
    named = list(_named(content, content_type))
    for encoding in named:
        if (text := _strictly(content, encoding)) is not None:
            return text
    if "utf-8" in named or not named:
        text = content.decode("utf-8", "replace")
        # A few broken bytes in UTF-8 are a truncation; where most are, it is another encoding.
        broken = text.count("\ufffd")
        if len(text) - len(text.encode("ascii", "ignore")) >= 2 * broken:
            return text
    return content.decode(next((name for name in named if name != "utf-8"), "cp1252"), "replace")


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _named(content: bytes, content_type: str | None) -> Iterator[str]:
    said = _CHARSET.search(content_type or "")
    declared = _DECLARED.search(content[:1_000])
    for label in (said[1] if said else "", declared[1].decode("ascii") if declared else ""):
        try:
            name = codecs.lookup(label).name if label else ""
            b"aaaa".decode(name or "ascii")  # a codec that is not for text is told here
        except LookupError:
            continue
        except UnicodeError:
            pass  # for text, though not for this one
        if name and name.replace("-", "_") not in _NOT_FOR_DOCUMENTS:
            yield _MEANT.get(name, name)
