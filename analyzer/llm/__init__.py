"""The only door to models: chat, structured calls, embeddings, tokens, budget, replay; defines the cache port."""
