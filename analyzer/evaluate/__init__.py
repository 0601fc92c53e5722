"""Labelled truth -> scores: gold, matching, measures, runs, comparison."""
