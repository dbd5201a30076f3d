"""The pages on which people are registered: officers by their administrator, an enterprise's people, its
brokers and its keys by its manager; and everybody says when they are away."""
