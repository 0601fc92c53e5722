"""File -> Interview: a reader a family, speakers, turns, identity.

In: files that people and tools wrote. Out: ``Interview`` records, or IngestError naming file and reason. Always true:
the turns of an interview tile its canonical text; no word is lost without being named; no speaker is invented.
The door of the room; everything else in it is its own business.
"""

from analyzer.ingest.explanation import Explanation, explain
from analyzer.ingest.facts import Given
from analyzer.ingest.finding_files import find_transcripts
from analyzer.ingest.identity import Identity, identify
from analyzer.ingest.interview import as_redacted, read_interview

__all__ = ["Explanation", "Given", "Identity", "as_redacted", "explain", "find_transcripts", "identify", "read_interview"]
