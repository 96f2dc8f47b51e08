"""The sandbox of a worker: what its process may never do, whatever it is asked.

Memory and processor time are bounded by resource limits wherever these exist. On Linux a seccomp
filter also refuses every system call that opens a connection, runs a program, looks into another
process, or makes, renames or removes a file. It needs no rights and cannot be undone.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from struct import pack

_ARCHITECTURES = {
    "x86_64": (
        0xC000003E,
        {
            "connection": (41, 53, 42, 43, 288, 49, 50, 44, 46, 307),
            "program": (57, 58, 59, 322),
            "process": (62, 101, 310, 311, 424, 434, 438),
            "file": (76, 82, 264, 316, 83, 258, 84, 85, 86, 265, 87, 263, 88, 266, 133, 259),
            "ring": (425, 426, 427),
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "connection": (198, 199, 203, 202, 242, 200, 201, 206, 211, 269),
            "program": (221, 281),
            "process": (129, 117, 270, 271, 424, 434, 438),
            "file": (45, 38, 276, 34, 37, 35, 36, 33),
            "ring": (425, 426, 427),
        },
    ),
}
"""By machine: its number in the audit interface, and the system calls that are refused, by number:
socket and its kin; fork and execve; kill, ptrace and their kin (not tgkill: abort needs it); what
makes, renames and removes files; io_uring, which could do all of it."""

_LOAD, _EQUAL, _ATLEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM = 1
_OTHER_CALLS = 0x40000000
"""From here on are the calls of the x32 interface, which would go past the filter."""


def confine(memory: int) -> bool:
    """Confine this process for good.

    Args:
        memory: bytes of address space that it may take from now on.

    Returns:
        Whether the system calls are filtered too: not so outside Linux on x86-64 and ARM64.
    """
    if sys.platform == "win32":
        return False
    _limit_memory(memory)
    return _filter_calls()


def allow_time(seconds: float) -> None:
    """Let this process use that much more processor time before it is ended: for when nobody is
    left to end it.
    """
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _limit_memory(memory: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    taken = _address_space()
    if taken:
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))


def _address_space() -> int:
    """Return the bytes of address space that this process has; 0 where the system does not say."""
    try:
        with open("/proc/self/statm") as told:  # noqa: PTH123 (pathlib is not imported here)
            return int(told.read().split()[0]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0


def _filter_calls() -> bool:
    known = _ARCHITECTURES.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    import ctypes

    number, refused = known
    program = _program(number, sorted({call for calls in refused.values() for call in calls}))
    buffer = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    told = Program(len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, set_seccomp, mode_filter = 38, 22, 2
    if libc.prctl(no_new_privileges, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(set_seccomp, mode_filter, ctypes.byref(told), 0, 0) == 0)


def _program(architecture: int, refused: Sequence[int]) -> bytes:
    """Return a filter in BPF: the wrong interface is fatal, a refused call fails with EPERM."""
    architecture_at, number_at = 4, 0
    lines = [
        (_LOAD, 0, 0, architecture_at),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, number_at),
        (_ATLEAST, len(refused) + 1, 0, _OTHER_CALLS),
    ]
    for i, call in enumerate(refused):
        lines.append((_EQUAL, len(refused) - i, 0, call))
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE | _EPERM)]
    return b"".join(pack("HBBI", *line) for line in lines)
