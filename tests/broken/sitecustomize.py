"""Read by every Python process of a run that is to go wrong: no network, and detection fails with raw words in hand."""

import os
import runpy
import signal
from pathlib import Path

runpy.run_path(str(Path(__file__).parent.parent / "no_network" / "sitecustomize.py"))

if "THREEFACES_TEST_BREAK" in os.environ:
    from pipeline.pseudonymise.stages import Detect
    from pipeline.sources import Source

    def broken(self: Detect, source: Source) -> None:
        words = str(source.transcript())
        if os.environ["THREEFACES_TEST_BREAK"] == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        raise RuntimeError(words)

    Detect.one = broken  # type: ignore[method-assign,assignment]
