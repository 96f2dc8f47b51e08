"""What tests share: the folder of helpers on the path, the real graph loaded once."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
