"""Word documents for tests: built by python-docx, or from raw parts where a tool writes what python-docx does not."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{main}"/></Relationships>'
)


def paragraphs(*texts: str, styles: Mapping[int, str] | None = None) -> bytes:
    """Return a document of these paragraphs; a line feed is a line break inside the paragraph, ``styles`` maps positions to styles."""
    document = docx.Document()
    for index, text in enumerate(texts):
        document.add_paragraph(text, style=(styles or {}).get(index))
    return _saved(document)


def bold_names(*turns: tuple[str, str]) -> bytes:
    """Return a document in which a bold name stands before the speech of each paragraph."""
    document = docx.Document()
    for name, text in turns:
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(text)
    return _saved(document)


def table(rows: Sequence[Sequence[str]], before: str = "") -> bytes:
    """Return a document that holds one table."""
    document = docx.Document()
    if before:
        document.add_paragraph(before)
    grid = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(rows, grid.rows, strict=True):
        for text, cell in zip(row, cells.cells, strict=True):
            cell.text = text
    return _saved(document)


def raw(body: str, main: str = "word/document.xml", others: Mapping[str, bytes] | None = None, prolog: str = "") -> bytes:
    """Return an archive with this body as its main part."""
    return archive(
        {
            "_rels/.rels": RELATIONS.format(main=main).encode(),
            main: f"{prolog}<w:document {W}><w:body>{body}</w:body></w:document>".encode(),
            **(others or {}),
        }
    )


def archive(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


def line(text: str) -> str:
    """Return the XML of a paragraph."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _saved(document: "docx.document.Document") -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
