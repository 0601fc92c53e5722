"""Soundness: an entry may enter the model only if it is what it claims to be.

In: entries and the interviews they quote. Out: nothing, or SegmentError. Always true afterwards: every member is an approved
finding of a known interview, and every located quote of the present version is exactly the slice of its text.
"""

from collections.abc import Iterable, Mapping

from analyzer.errors import SegmentError
from analyzer.records import Entry, Interview, ReviewedFinding


def check_entries(entries: Iterable[Entry], interviews: Mapping[str, Interview]) -> None:
    """Raise SegmentError naming the first entry that rests on a finding not approved, or on words the transcript does not hold."""
    for entry in entries:
        for member in entry.members:
            if member.status not in ("approved", "merged"):
                raise SegmentError(
                    f"{entry.id}: its member {member.id} is {member.status}, and a model is built from approved findings only",
                    f"analyzer review --segment {entry.segment}",
                )
            _check_quotes(entry, member, interviews)


def _check_quotes(entry: Entry, member: ReviewedFinding, interviews: Mapping[str, Interview]) -> None:
    finding = member.finding
    interview = interviews.get(finding.interview)
    if interview is None:
        raise SegmentError(
            f"{entry.id}: {member.id} quotes interview {finding.interview}, which is not in this workspace", "analyzer interviews list"
        )
    if interview.version != finding.interview_version:
        return  # Said of an earlier version of the transcript; the report says so.
    for piece in finding.evidence:
        if piece.grounds and interview.text[piece.start : piece.end] != piece.quote:
            raise SegmentError(
                f"{entry.id}: quote {piece.quote_id} of {member.id} is not what {interview.source} says at {piece.start}-{piece.end}",
                f"analyzer extract --segment {entry.segment} --again",
            )
