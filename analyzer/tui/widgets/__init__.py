"""Widgets that show lines of (text, role): bars, panes, lists, the card of a finding."""
