"""Records <-> SQLite: the one place where what was read, found and decided is kept.

In: records. Out: ``Store``, whose parts (``interviews``, ``chunks``, ``findings``, ``decisions``, ``vectors``, ``pairs``,
``cache``, ``facts``) save and return records. Always true: what a call has returned from is on the disk; a decision is
never changed or deleted; every failure of the database is a ``StoreError`` raised before anything counts as saved.
"""

from analyzer.store.store import Store

__all__ = ["Store"]
