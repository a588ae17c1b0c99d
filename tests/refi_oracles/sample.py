"""A path goes in, an export of the literal archive stands there: for readers that need an environment of their own."""

import sys
from pathlib import Path

from pipeline.refi.write import write_qdpx
from tests.refi_oracles import export_of

if __name__ == "__main__":
    print(write_qdpx(Path(sys.argv[1]), export_of()).file)
