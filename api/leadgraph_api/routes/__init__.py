"""Routes: what is answered where. Nothing here knows the field; ``leadgraph`` does."""
