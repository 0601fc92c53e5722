"""Labelled truth -> scores: labels, matching, measures, runs, comparison.

In: a suite of labelled interviews, and a callable that extracts (``pipeline`` makes it). Out: runs, tables, verdicts. Always true: the
scorer believes no extractor (it cuts every quote out of the transcript again); the transcript is the unit of every interval.
``results gates measures bootstrap runs compare`` load no stage, so the terminal UI may import ``runs`` and ``compare``.
"""
