"""Findings -> proposals for people: pairs that may say the same, product roles."""
