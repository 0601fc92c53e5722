"""SegmentModel -> files for readers, and the export lines."""
