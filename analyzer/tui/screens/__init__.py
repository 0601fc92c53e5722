"""Screens and dialogs, each beside its style sheet."""
