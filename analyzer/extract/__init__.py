"""Window -> Finding: prompts, the chain, grounding, consolidation, the offline extractor."""
