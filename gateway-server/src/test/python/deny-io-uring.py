"""deny-io-uring.py ERRNO ENTRIES PROGRAM ARGUMENT...: runs a program for which io_uring_setup fails with ERRNO, such as EPERM, for
every ring of more than ENTRIES submissions. Containers do it this way, by a filter of system calls (seccomp); Linux on a little-endian
processor."""
import ctypes
import errno
import os
import struct
import sys

IO_URING_SETUP = 425  # on every architecture
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, IF_EQUAL, IF_GREATER, RETURN = 0x20, 0x15, 0x25, 0x06
ALLOW, FAIL = 0x7FFF0000, 0x00050000
NUMBER, FIRST_ARGUMENT = 0, 16  # offsets in struct seccomp_data

program = [
    (LOAD, 0, 0, NUMBER),
    (IF_EQUAL, 0, 3, IO_URING_SETUP),
    (LOAD, 0, 0, FIRST_ARGUMENT),
    (IF_GREATER, 0, 1, int(sys.argv[2])),
    (RETURN, 0, 0, FAIL | getattr(errno, sys.argv[1])),
    (RETURN, 0, 0, ALLOW),
]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
whole = ctypes.create_string_buffer(struct.pack("HP", len(program), ctypes.addressof(code)))
libc = ctypes.CDLL(None, use_errno=True)
for call in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(whole), 0, 0)):
    if libc.prctl(*call) != 0:
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
os.execvp(sys.argv[3], sys.argv[3:])
