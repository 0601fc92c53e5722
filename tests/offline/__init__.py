"""Tests of the offline extractor."""
