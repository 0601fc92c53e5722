"""The paragraphs of a .docx, read with every bound a hostile archive calls for.

In: the bytes of a zip archive. Out: ``Document``: paragraphs in reading order, tables as rows. Always true: at most
2,000 members, 50 MB unpacked, a ratio of 100; no DTD, no entity, no network; deleted text is dropped, hidden text is
kept and flagged; text boxes, headers and footers are counted, not mixed in. Source of the format: ECMA-376 part 1
(WordprocessingML). The tree is walked here because python-docx leaves out tracked insertions and content controls.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analyzer.errors import IngestError
from analyzer.ingest.words import clean, count_words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_MEMBERS = 2_000
MAX_UNPACKED = 50_000_000
MAX_RATIO = 100
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MAIN_PART = "/officeDocument"
_HINT = "open it in Word and save it again as .docx, or export the transcript as .vtt or .txt"


@dataclass
class Paragraph:
    """A paragraph: its text with line breaks and tabs, the bold text it begins with, its heading level (0 is none), whether it is a list item."""

    text: str
    strong: str = ""
    heading: int = 0
    listed: bool = False


@dataclass
class Document:
    """What a .docx says, in reading order."""

    blocks: list[Paragraph | list[list[str]]] = field(default_factory=list)
    """Paragraphs, and tables as rows of cells."""
    deleted_words: int = 0
    hidden_words: int = 0
    aside_words: int = 0
    """Words of headers, footers, notes, comments and text boxes."""
    title: str | None = None


def read_document(raw: bytes, name: str) -> Document:
    """Return the document of the archive; raises IngestError for a damaged or hostile archive or one that is no document."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _check_bounds(archive, name)
            main = _main_part(archive, name)
            document = Document(title=_title(archive, name))
            body = _parse(archive, main, name)
            document.blocks.extend(_blocks(body, document, 0))
            document.aside_words += sum(_part_words(archive, member, name) for member in archive.namelist() if _is_aside(member))
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise IngestError(f"{name}: a damaged archive, not a readable .docx ({type(error).__name__})", _HINT) from error
    except Exception as error:
        # zlib and lzma raise errors of their own for damaged members; whatever it is, the file cannot be read.
        if isinstance(error, IngestError):
            raise
        raise IngestError(f"{name}: a damaged .docx ({type(error).__name__})", _HINT) from error
    return document


def _check_bounds(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise IngestError(f"{name}: {len(members)} members in the archive; a document has fewer than {MAX_MEMBERS}", _HINT)
    unpacked, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED or (unpacked > MAX_RATIO * max(packed, 1) and unpacked > 1_000_000):
        raise IngestError(f"{name}: unpacks to {unpacked // 1_000_000} MB from {packed // 1000} kB: refused as a zip bomb", _HINT)


def _read_member(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    # The sizes an archive declares can lie, so what comes out is bounded too.
    with archive.open(member) as stream:
        content = stream.read(MAX_UNPACKED + 1)
    if len(content) > MAX_UNPACKED:
        raise IngestError(f"{name}: {member} unpacks to more than {MAX_UNPACKED // 1_000_000} MB: refused as a zip bomb", _HINT)
    return content


def _parse(archive: zipfile.ZipFile, member: str, name: str) -> "Element":
    from lxml import etree

    content = _read_member(archive, member, name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or "<!DOCTYPE".encode("utf-16-le") in content or "<!DOCTYPE".encode("utf-16-be") in content:
        raise IngestError(f"{name}: {member} declares a document type (DTD), which a document never needs: refused", _HINT)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise IngestError(f"{name}: {member} is not valid XML", _HINT) from error
    if root is None:
        raise IngestError(f"{name}: {member} is empty", _HINT)
    return root


def _main_part(archive: zipfile.ZipFile, name: str) -> str:
    """Find the main part by relationship: it need not be called word/document.xml."""
    if "_rels/.rels" in archive.namelist():
        for relation in _parse(archive, "_rels/.rels", name):
            if str(relation.get("Type", "")).endswith(_MAIN_PART):
                target = str(relation.get("Target", "")).lstrip("/")
                if target in archive.namelist() and "sheet" not in target and "slide" not in target and not target.startswith(("xl/", "ppt/")):
                    return target
    if "word/document.xml" in archive.namelist():
        return "word/document.xml"
    raise IngestError(f"{name}: a zip archive that holds no Word document", "unpack it and give the transcript itself")


def _title(archive: zipfile.ZipFile, name: str) -> str | None:
    if "docProps/core.xml" not in archive.namelist():
        return None
    for element in _parse(archive, "docProps/core.xml", name):
        if _tag(element) == "title" and element.text and element.text.strip():
            return clean(element.text).strip()
    return None


def _is_aside(member: str) -> bool:
    return member.startswith(("word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments.")) and member.endswith(".xml")


def _part_words(archive: zipfile.ZipFile, member: str, name: str) -> int:
    return sum(count_words(element.text or "") for element in _parse(archive, member, name).iter() if _tag(element) == "t")


def _tag(element: "Element") -> str:
    tag: Any = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _attribute(element: "Element", name: str) -> str | None:
    return element.get(_W + name) or element.get(_STRICT + name)


def _blocks(parent: "Element", document: Document, depth: int) -> Iterator[Paragraph | list[list[str]]]:
    for element in parent:
        tag = _tag(element)
        if tag == "p":
            yield _paragraph(element, document)
        elif tag == "tbl":
            yield _rows(element, document, depth)
        elif tag in ("body", "sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _blocks(element, document, depth + 1)


def _rows(table: "Element", document: Document, depth: int) -> list[list[str]]:
    rows = []
    for row in (element for element in table.iter() if _tag(element) == "tr"):
        if _owner(row) is not table:
            continue
        cells = [cell for cell in row.iter() if _tag(cell) == "tc" and _owner(cell) is table]
        rows.append(["\n".join(_cell_texts(cell, document)) for cell in cells])
    return rows


def _owner(element: "Element") -> "Element | None":
    parent = element.getparent()
    while parent is not None and _tag(parent) != "tbl":
        parent = parent.getparent()
    return parent


def _cell_texts(cell: "Element", document: Document) -> list[str]:
    return [_paragraph(paragraph, document).text for paragraph in cell.iter() if _tag(paragraph) == "p"]


def _paragraph(element: "Element", document: Document) -> Paragraph:
    parts: list[str] = []
    strong: list[str] = []
    plain_seen = False
    for run in _runs(element, document):
        text = clean(_run_text(run, document))
        if not text:
            continue
        parts.append(text)
        properties = _properties(run)
        if "vanish" in properties:
            document.hidden_words += count_words(text)
        plain_seen = plain_seen or (bool(text.strip()) and "b" not in properties)
        if not plain_seen:
            strong.append(text)
    text = "".join(parts)
    heading, listed = _style(element)
    return Paragraph(text, "".join(strong), heading, listed)


def _runs(element: "Element", document: Document) -> Iterator["Element"]:
    for child in element:
        tag = _tag(child)
        if tag == "r":
            yield child
        elif tag in ("del", "moveFrom"):
            document.deleted_words += sum(count_words(node.text or "") for node in child.iter() if _tag(node) in ("delText", "t"))
        elif tag in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "bdo", "dir"):
            yield from _runs(child, document)


def _run_text(run: "Element", document: Document) -> str:
    parts: list[str] = []
    for node in run:
        tag = _tag(node)
        if tag == "t":
            parts.append(node.text or "")
        elif tag in ("br", "cr"):
            parts.append("\n")
        elif tag in ("tab", "ptab"):
            parts.append("\t")
        elif tag == "noBreakHyphen":
            parts.append("-")
        elif tag == "delText":
            document.deleted_words += count_words(node.text or "")
        elif tag in ("drawing", "pict", "object", "AlternateContent"):
            document.aside_words += sum(count_words(inner.text or "") for inner in node.iter() if _tag(inner) == "t")
    return "".join(parts)


def _properties(run: "Element") -> set[str]:
    found = next((child for child in run if _tag(child) == "rPr"), None)
    if found is None:
        return set()
    return {_tag(child) for child in found if _attribute(child, "val") not in ("0", "false", "none", "off")}


def _style(paragraph: "Element") -> tuple[int, bool]:
    """Return the heading level and whether the paragraph is an item of a list."""
    heading, listed = 0, False
    for properties in (child for child in paragraph if _tag(child) == "pPr"):
        for child in properties:
            if _tag(child) == "numPr":
                listed = True
            if _tag(child) == "pStyle":
                style = (_attribute(child, "val") or "").casefold()
                digits = "".join(character for character in style if character.isdigit())
                listed = listed or style.startswith("list")
                if style.startswith(("heading", "title", "überschrift", "titre", "título", "berschrift")):
                    heading = min(int(digits or 1), 9) if digits[:3] else 1
    return heading, listed
