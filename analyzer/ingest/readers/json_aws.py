"""AWS Transcribe's full output: words in one list, speakers in another, joined by time.

In: parsed JSON. Out: the same, with the speaker written to each word. Always true: any other JSON is left as it is.
Source of the format: Amazon Transcribe developer guide, "speaker partitioning".
"""

from bisect import bisect_right
from typing import Any

from analyzer.ingest.times import parse_number


def label_items(root: Any) -> None:
    """Write ``speaker_label`` to the items of ``results.items`` that have none, by the segment their time lies in."""
    results = root.get("results") if isinstance(root, dict) else None
    if not isinstance(results, dict):
        return
    items, labels = results.get("items"), results.get("speaker_labels")
    segments = labels.get("segments") if isinstance(labels, dict) else None
    if not isinstance(items, list) or not isinstance(segments, list):
        return
    spans = [
        (start, str(segment.get("speaker_label") or ""))
        for segment in segments
        if isinstance(segment, dict) and (start := parse_number(segment.get("start_time"))) is not None
    ]
    spans.sort()
    starts = [start for start, _ in spans]
    label = ""
    for item in items:
        if not isinstance(item, dict):
            continue
        start = parse_number(item.get("start_time"))
        if start is not None and starts:
            label = spans[max(bisect_right(starts, start + 1e-6) - 1, 0)][1]
        if label and not item.get("speaker_label"):
            item["speaker_label"] = label
