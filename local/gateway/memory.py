"""Reuse of memory for bodies of megabytes."""

import ctypes

# From glibc's malloc.h and malloc.c: the largest mmap threshold it accepts is 32 MB.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_LARGEST_MMAP_THRESHOLD = 32 * 1024 * 1024
_KEPT_FREE = 256 * 1024 * 1024


def keep_large_buffers() -> None:
    """Has glibc keep freed buffers for reuse; elsewhere it does nothing.

    By default each body-sized buffer is fresh pages from the kernel, which costs more than what
    is done with it: a 5 MB image takes 8 ms through the gateway instead of 23.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):
        return
    mallopt(_M_MMAP_THRESHOLD, _LARGEST_MMAP_THRESHOLD)
    mallopt(_M_TRIM_THRESHOLD, _KEPT_FREE)
