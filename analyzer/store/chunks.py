"""Chunks and the full-text search over them.

In: ``Chunk`` records with their texts. Out: ``Chunks``. Always true: an interview has the chunks of one version, in order;
the full-text index holds exactly their texts; no query text is read as search syntax.
"""

import json
from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from analyzer.records import Chunk
from analyzer.store.database import Database
from analyzer.store.failures import unreadable

MOST_TERMS = 1000
"""Different terms of one query that are looked up; a pasted transcript of more would keep FTS5 busy for seconds."""


class Chunks:
    """The chunks of the workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, interview_id: str, version: str, chunks: Sequence[Chunk], texts: Sequence[str], segment: str) -> None:
        """Put these chunks, all of ``version``, in the place of all chunks of the interview; ``texts[n]`` is the text of ``chunks[n]``.

        Vectors stored under the id of a chunk that is no longer there go with it. ValueError where the lengths differ or a
        chunk is of another interview or version.
        """
        if any((chunk.interview, chunk.version) != (interview_id, version) for chunk in chunks):
            raise ValueError(f"a chunk is not of {interview_id} in version {version}")
        rows = [(chunk.id, interview_id, chunk.index, segment, text, chunk.model_dump_json()) for chunk, text in zip(chunks, texts, strict=True)]
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM vectors WHERE key IN (SELECT id FROM chunks WHERE interview = ?) AND key NOT IN (SELECT value FROM json_each(?))",
                (interview_id, json.dumps([chunk.id for chunk in chunks])),
            )
            connection.execute("DELETE FROM chunks WHERE interview = ?", (interview_id,))
            connection.executemany("INSERT INTO chunks (id, interview, position, segment, text, record) VALUES (?, ?, ?, ?, ?, ?)", rows)

    def all(self) -> list[Chunk]:
        """Return every chunk, interviews in order of first ingest, each in order of its text."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT c.id, c.record FROM chunks c JOIN interviews i ON i.id = c.interview ORDER BY i.ordinal, c.position"
            ).fetchall()
        return [_read(*row) for row in rows]

    def get(self, ids: Iterable[str]) -> list[Chunk]:
        """Return the chunks with these ids in the order asked for; ids of no chunk are passed over."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT c.id, c.record FROM json_each(?) wanted JOIN chunks c ON c.id = wanted.value ORDER BY wanted.key", (json.dumps(list(ids)),)
            ).fetchall()
        return [_read(*row) for row in rows]

    def of(self, interview_id: str) -> list[Chunk]:
        """Return the chunks of one interview in order of its text."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id, record FROM chunks WHERE interview = ? ORDER BY position", (interview_id,)).fetchall()
        return [_read(*row) for row in rows]

    def search_words(self, query: str, k: int, segment: str | None = None) -> list[str]:
        """Return the ids of at most ``k`` chunks (of ``segment``) that hold a word of ``query``, best first by BM25.

        Case and diacritics do not matter. The query is untrusted: nothing in it is an operator.
        """
        expression = quote_terms(query)
        if not expression or k < 1:
            return []
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT c.id FROM words JOIN chunks c ON c.ordinal = words.rowid WHERE words MATCH :expression"
                " AND (:segment IS NULL OR c.segment = :segment) ORDER BY bm25(words), c.ordinal LIMIT :k",
                {"expression": expression, "segment": segment, "k": k},
            ).fetchall()
        return [row[0] for row in rows]


def quote_terms(query: str) -> str:
    """Return the FTS5 expression that looks for any term of ``query``: each between double quotes, joined by OR.

    Inside quotes FTS5 knows no syntax and only splits the term by its tokenizer (sqlite.org/fts5.html, section 3.1), a term
    without letters or digits matching nothing; a double quote is doubled. NUL would end the expression, lone surrogates cannot
    be encoded. Empty for a query of white space.
    """
    readable = query.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    terms = list(dict.fromkeys(readable.split()))[:MOST_TERMS]
    return " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)


def _read(identifier: str, record: str) -> Chunk:
    try:
        return Chunk.model_validate_json(record)
    except ValidationError as error:
        raise unreadable(identifier, error) from error
