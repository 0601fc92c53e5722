"""Interview -> Chunk -> Chroma and full text; search."""
