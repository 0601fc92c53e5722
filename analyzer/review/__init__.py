"""Finding + Decision -> status and Entry: fold, rules, undo, queue; pure.

In: records read by ``workspace``. Out: ``ReviewState`` and drafts of decisions. Always true: nothing here reads or
writes a file, a database or a model; the state is a function of findings, interviews and the log, nothing else.
"""

from analyzer.review.adding import draft_add, draft_quote, preview_finding
from analyzer.review.agreement import Reliability, mark_blind, measure_agreement
from analyzer.review.double import Blind, double_findings
from analyzer.review.draft import (
    Draft,
    check_approvable,
    draft_confirm,
    draft_edit,
    draft_link,
    draft_merge,
    draft_retype,
    draft_settle,
    draft_undo,
    draft_unmerge,
    draft_verdict,
)
from analyzer.review.fold import Memo, ReviewState, fold
from analyzer.review.queue import ORDERS, Order, Progress, group_queue, measure_progress, order_queue, similar_groups
from analyzer.review.quoted import Selection
from analyzer.review.undo import find_redo, find_undo, live_decisions

__all__ = [
    "ORDERS", "Blind", "Draft", "Memo", "Order", "Progress", "Reliability", "ReviewState", "Selection", "check_approvable", "double_findings",
    "draft_add", "draft_confirm", "draft_edit", "draft_link", "draft_merge", "draft_quote", "draft_retype", "draft_settle", "draft_undo",
    "draft_unmerge", "draft_verdict", "find_redo", "find_undo", "fold", "group_queue", "live_decisions", "mark_blind", "measure_agreement",
    "measure_progress", "order_queue", "preview_finding", "similar_groups",
]  # fmt: skip
