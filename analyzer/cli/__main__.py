"""``python -m analyzer.cli``: the same as ``analyzer``."""

from analyzer.cli import main

main()
