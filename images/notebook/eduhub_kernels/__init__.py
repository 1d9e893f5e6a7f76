"""Kernels that are forked from a process which has imported what every kernel imports.

Such a kernel is there in a quarter of the time, and shares the memory of what it imported with all
others of its server. Python's own `multiprocessing.forkserver` leaves its mark on what it forks: a
kernel would be somebody's child to `multiprocessing` and to the libraries that look there.
"""
