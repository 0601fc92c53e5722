"""Records <-> SQLite: database, migrations, interviews, findings, decisions, vectors, cache."""
