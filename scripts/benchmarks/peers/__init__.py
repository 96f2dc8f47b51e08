"""``scripts/bench peers``: the same five questions to leadgraph and to other programs."""
