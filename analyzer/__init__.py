"""Discovery-interview analyzer: from customer interviews to one portfolio strategy per market segment.

The stages, in the order a transcript passes them (see ``ARCHITECTURE.md``):

``ingest`` (file -> Interview), ``index`` (Interview -> Chunk), ``extract`` (Window -> Finding),
``suggest`` (findings -> proposals for people), ``review`` (Finding + Decision -> Entry),
``segment`` (Entry -> SegmentModel), ``report`` (SegmentModel -> files); ``evaluate`` scores all of it
against labelled transcripts. ``pipeline`` joins the stages to the ``store``; ``workspace`` joins store,
review and segment for everything that shows or exports. This module imports nothing.
"""
