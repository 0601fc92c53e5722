"""Joins store, review and segment: the ``ReviewSession`` that terminal UI, ``--plain``, export and report share.

In: a workspace on disk. Out: the present review state, views of quotes in context, segment models; decisions appended.
Always true: a decision is durable before the call that made it returns; what is shown is the fold of the log; no model
library is loaded.
"""

from analyzer.workspace.facts import account_name, read_fact
from analyzer.workspace.session import ReviewSession
from analyzer.workspace.view import SegmentSummary

__all__ = ["ReviewSession", "SegmentSummary", "account_name", "read_fact"]
