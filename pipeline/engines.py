"""Units go in, what came of them comes out, in any order: in this process, or in several beside each other."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from data_schemas.errors import ConfigError
from pipeline.work import Done, Unit, do_unit

Engine = Callable[[Sequence[Unit], int], Iterator[Done]]
ONE_THREAD = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def local(units: Sequence[Unit], workers: int) -> Iterator[Done]:
    """In this process for one worker, else in that many fresh processes of one thread each."""
    if workers == 1 or len(units) == 1:
        yield from map(do_unit, units)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(units)), mp_context=context, initializer=begin_worker) as pool:
        futures = [pool.submit(do_unit, unit) for unit in units]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool as error:
            raise ConfigError(
                "a worker process was killed, probably for want of memory; what was finished is kept. "
                "Run again with fewer `workers` in project.yaml"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


ENGINES: dict[str, Engine] = {"local": local}


def begin_worker() -> None:
    """What every worker does first: one thread, no core dumps, leave Ctrl-C to the main process, and end with it."""
    for name in ONE_THREAD:
        os.environ[name] = "1"
    no_core_dumps()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose main process was killed must not go on, with raw words in its memory."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def no_core_dumps() -> None:
    """A crashed process must not leave its memory, with raw words in it, on the disk."""
    try:
        import resource
    except ImportError:  # Windows writes none by default
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
