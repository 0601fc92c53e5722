"""The terminal UI: the only room that knows ``textual``.

In: a ``ReviewSession``. Out: decisions through it, a screen. Always true: no model library is loaded, every untrusted string
passes ``display``, a decision is durable before the next item shows.
"""
