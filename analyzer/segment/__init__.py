"""Entry -> SegmentModel: prevalence, impact, ranking, completeness, product roles; pure.

In: records read and folded by others. Out: ``SegmentModel``. Always true: nothing here reads or writes a file, a
database or a model; every number is counted or computed here, exactly and independently of the order of the input.
"""

from analyzer.segment.build import build_segment
from analyzer.segment.prevalence import Coverage, count_prevalence, cover_segment, wilson_interval

__all__ = ["Coverage", "build_segment", "count_prevalence", "cover_segment", "wilson_interval"]
