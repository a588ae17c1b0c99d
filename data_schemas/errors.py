"""The two things that can go wrong, named after what the runner does, and the exit codes of every command."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command line."""

    OK = 0
    CONFIG = 2
    SET_ASIDE = 3
    LOCKED = 4
    INTERRUPTED = 130
    TERMINATED = 143


class ConfigError(Exception):
    """Settings, key, codebook or command are wrong: nothing was written, the program stops with exit code 2.

    The message says which file, which field, what was expected and what to do; it never quotes a transcript.
    """


class DocumentError(Exception):
    """One transcript cannot be worked on: it is set aside with this reason and the run goes on.

    The message names the kind of trouble and where it is; it never quotes a transcript.
    """


class LockedError(Exception):
    """Another run holds the project: the program stops with exit code 4."""
