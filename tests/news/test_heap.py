"""What is large goes back to the system as soon as it is freed, also after something larger was."""

import platform
import subprocess
import sys

import pytest

LARGE_AFTER_LARGER = """
import ctypes
from news.heap import give_memory_back

class Told(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
                "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]

library = ctypes.CDLL(None)
library.mallinfo2.restype = Told
{call}
larger = bytes(20_000_000)
del larger
before = library.mallinfo2().hblks
large = [bytes(200_000) for _ in range(9)]
print(library.mallinfo2().hblks - before)
"""


@pytest.mark.skipif(platform.libc_ver() < ("glibc", "2.33"), reason="only newer glibc tells what it holds")
@pytest.mark.parametrize(("call", "of_the_system"), [("give_memory_back()", "9"), ("", "0")])
def test_what_is_large_is_the_systems_though_something_larger_was_freed(
    call: str, of_the_system: str
) -> None:
    said = subprocess.run(
        [sys.executable, "-c", LARGE_AFTER_LARGER.format(call=call)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == of_the_system
