"""The benchmark: invented datasets of three sizes, and what leadgraph does with them."""
