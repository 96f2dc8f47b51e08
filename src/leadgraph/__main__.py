"""``python -m leadgraph``: the command line."""

import sys

from leadgraph.cli import main

if __name__ == "__main__":
    sys.exit(main())
