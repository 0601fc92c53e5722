"""SegmentModel -> files for readers, and the export lines.

In: a ``SegmentModel`` or single records. Out: text. Always true: every quote printed is a slice of its transcript, every
count comes from the model, untrusted text passes one gate (``report.escape``), and what no quote carries is held back.
"""

from analyzer.report.formats import FORMATS, write_report

__all__ = ["FORMATS", "write_report"]
