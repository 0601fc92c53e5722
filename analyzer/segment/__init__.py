"""Entry -> SegmentModel: prevalence, impact, roles, completeness; pure."""
