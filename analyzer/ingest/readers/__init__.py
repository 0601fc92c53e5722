"""The readers, a module a family: each judges whether a file is its own and reads it."""
