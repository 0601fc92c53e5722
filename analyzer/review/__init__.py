"""Finding + Decision -> status and Entry: queue, undo, agreement, progress; pure."""
