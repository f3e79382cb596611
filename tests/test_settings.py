"""What an operator can set, and what they are told when it cannot work."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from news.pipeline import STEPS
from news.settings import REAL_TELEGRAM, Settings, complaints

EXAMPLE = Path(__file__).parents[1] / ".env.example"
TOKEN = "7000000001:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An operator who has set nothing yet, in a folder without .env."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def complaint(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as problems:
        Settings()
    (problem,) = problems.value.errors()
    assert problem["loc"][0] == name.lower()
    return problem["msg"]


def test_the_example_names_exactly_the_settings_that_exist() -> None:
    named = re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    assert named == [name.upper() for name in Settings.model_fields]


def test_the_example_explains_each_setting_in_one_line() -> None:
    for block in EXAMPLE.read_text("utf-8").strip().split("\n\n")[1:]:
        comment, setting = block.splitlines()
        assert comment.startswith("# "), block
        assert comment.endswith("."), block
        assert "=" in setting, block


def test_the_example_shows_the_defaults() -> None:
    shown = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE.read_text("utf-8"), re.MULTILINE))
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, ()) else str(field.default)
        assert shown[name.upper()] == (default.lower() if field.annotation is bool else default)


def test_an_uncommented_example_says_what_an_empty_environment_says(tmp_path: Path) -> None:
    plain = Settings()
    uncommented = re.sub(r"^#([A-Z_]+=)", r"\1", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    (tmp_path / ".env").write_text(uncommented, "utf-8")
    assert Settings() == plain


def test_without_a_token_the_sandbox_runs() -> None:
    assert Settings().is_sandbox
    assert Settings().telegram_api_url == REAL_TELEGRAM


def test_a_token_of_spaces_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "  ")
    assert Settings().is_sandbox


def test_a_token_is_not_shown_by_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = Settings()
    assert TOKEN not in repr(settings)
    assert TOKEN not in str(settings.model_dump())
    assert not settings.is_sandbox


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=ERROR\nSANDBOX_PORT=9000\n", "utf-8")
    monkeypatch.setenv("LOG_LEVEL", "debug")
    assert (Settings().log_level, Settings().sandbox_port) == ("DEBUG", 9000)


def test_a_file_may_hold_variables_of_other_programs(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SOMETHING_ELSE=1\n", "utf-8")
    assert Settings().is_sandbox


def complaints_of(file: str, folder: Path) -> list[str]:
    (folder / ".env").write_text(file, "utf-8")
    with pytest.raises(ValidationError) as problems:
        Settings()
    return complaints(problems.value)


def test_a_setting_that_swallowed_the_next_one_is_named_and_its_value_is_not(tmp_path: Path) -> None:
    (said,) = complaints_of("OPENAI_API_KEY=sk-secret  OPENAI_MODEL=small\n", tmp_path)
    assert said.startswith(
        "OPENAI_API_KEY: holds another setting, OPENAI_MODEL, as well: write each on a line"
    )
    assert "sk-secret" not in said


@pytest.mark.parametrize(
    "line", ["WEBHOOK_HOST=0.0.0.0  WEBHOOK_PORT=8080", "WEBHOOK_PORT=8080 export WEBHOOK_HOST=0.0.0.0"]
)
def test_numbers_and_hosts_swallow_no_setting_either(line: str, tmp_path: Path) -> None:
    (said,) = complaints_of(line, tmp_path)
    assert "holds another setting, WEBHOOK_" in said


@pytest.mark.parametrize("command", ["$(openssl rand -hex 16)", "`openssl rand -hex 16`"])
def test_a_command_that_no_shell_carried_out_is_refused(command: str, tmp_path: Path) -> None:
    (said,) = complaints_of(f"FEEDS=https://bot.example.org/{command}", tmp_path)
    assert said.startswith("FEEDS: holds a command, which nothing carries out")


def test_a_line_that_cannot_be_read_is_told_by_its_number(tmp_path: Path) -> None:
    file = 'LOG_LEVEL=INFO\nSPEECH_COMMAND="espeak-ng --stdout"  SPEECH_VOICE="no=nb"\n'
    assert complaints_of(file, tmp_path) == [
        ".env: line 2 cannot be read: write NAME=value, one setting a line."
    ]


def test_an_equals_sign_in_a_value_is_no_other_setting(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('SPEECH_VOICE="alloy, de=onyx"\nREADER_LIMITS=file=3/day\n', "utf-8")
    assert Settings().speech_voice == "alloy, de=onyx"


def test_a_slash_at_the_end_of_the_api_address_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", " http://127.0.0.1:8081/ ")
    assert Settings().telegram_api_url == "http://127.0.0.1:8081"


def test_hosts_and_networks_to_allow_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FETCH_ALLOW", "127.0.0.0/8, news.internal ,,::1/128")
    assert Settings().fetch_allow == ("127.0.0.0/8", "news.internal", "::1/128")


def by_webhook(monkeypatch: pytest.MonkeyPatch, **more: str) -> Settings:
    given = {"WEBHOOK_URL": "https://bot.example.org/telegram/x7", "WEBHOOK_SECRET": "s-_9" * 64, **more}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_a_webhook_has_an_address_and_a_secret_that_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = by_webhook(monkeypatch)
    assert settings.webhook_secret is not None
    assert settings.webhook_secret.get_secret_value() not in repr(settings)


@pytest.mark.parametrize("secret", ["", "with space", "ä", "a" * 257, "semi;colon", "line\n"])
def test_a_webhook_without_a_secret_as_telegram_takes_it_is_refused(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValidationError, match="webhook_secret"):
        by_webhook(monkeypatch, WEBHOOK_SECRET=secret)


@pytest.mark.parametrize(
    "url",
    [
        *("http://bot.example.org/x7", "https://bot.example.org:8080/x7", "https://bot.example.org"),
        *("https://bot.example.org/", "bot.example.org/x7", "ftp://bot.example.org/x7", "https:///x7"),
    ],
)
def test_an_address_that_telegram_would_not_call_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValidationError, match="webhook_url"):
        by_webhook(monkeypatch, WEBHOOK_URL=url)


def test_a_bot_api_server_of_ones_own_may_call_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081")
    url = "http://127.0.0.1:8080/telegram/x7"
    assert by_webhook(monkeypatch, WEBHOOK_URL=url).webhook_url == url


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TELEGRAM_API_URL", "api.telegram.org", "must start with http:// or https://"),
        ("LOG_LEVEL", "LOUD", "must be DEBUG, INFO, WARNING or ERROR"),
        ("FETCH_ALLOW", "10.0.0.0/99", "10.0.0.0/99"),
        ("SANDBOX_PORT", "70000", "less than or equal to 65535"),
        ("SANDBOX_PORT", "http", "valid integer"),
        ("OPERATOR_CHAT_ID", "@me", "valid integer"),
        ("EMBEDDING_MODEL", "text-embedding-3-small", "needs OPENAI_API_KEY or OPENAI_BASE_URL"),
    ],
)
def test_a_setting_that_cannot_work_is_named_with_what_is_wrong(
    name: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert words in complaint(name, value, monkeypatch)


@pytest.mark.parametrize("endpoint", ["OPENAI_API_KEY", "OPENAI_BASE_URL"])
def test_an_embedding_model_needs_an_endpoint(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_MODEL", "text-embedding-3-small")
    monkeypatch.setenv(endpoint, "http://127.0.0.1:1/v1")
    assert Settings().embedding_model == "text-embedding-3-small"


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("OPENAI_PRICES", "cheap", "0.15/0.60"),
        ("OPENAI_TOKENS_PER_DAY", "plenty", "number of tokens"),
        ("OPENAI_TOKENS_PER_DAY", "2000000, poems=1", "not poems"),
        ("OPENAI_TIMEOUT_S", "3000", "300"),
    ],
)
def test_what_a_model_may_cost_is_checked_at_the_start(
    name: str, value: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert word in complaint(name, value, monkeypatch)


@pytest.mark.parametrize(
    ("told", "has_model"),
    [
        ({}, False),
        ({"OPENAI_MODEL": "m"}, False),
        ({"OPENAI_API_KEY": "sk-x"}, False),
        ({"OPENAI_API_KEY": "sk-x", "OPENAI_MODEL": "m"}, True),
        ({"OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_MODEL": "m"}, True),
    ],
)
def test_a_model_is_asked_only_where_one_is_named_and_somebody_serves_it(
    told: dict[str, str], has_model: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert Settings().has_model is has_model


def test_two_answers_of_the_slowest_model_allowed_fit_into_a_run() -> None:
    slowest_s = next(
        limit.le for limit in Settings.model_fields["openai_timeout_s"].metadata if hasattr(limit, "le")
    )
    for step in STEPS:
        if step.name in {"write", "translate"}:
            assert step.timeout.total_seconds() >= 2 * slowest_s + 30


def test_one_voice_at_most_reads_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPEECH_MODEL", "tts-1")
    assert Settings().speech_model == "tts-1"
    assert "set one of them" in complaint("SPEECH_COMMAND", "espeak-ng -v {voice} --stdout", monkeypatch)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SPEECH_COMMAND", "espeak-ng -v 'en", "No closing quotation"),
        ("SPEECH_VOICE", "alloy, nova", "it looks like this: alloy, de=onyx"),
        ("SPEECH_LANGUAGES", "english, de", "codes of languages"),
        ("SPEECH_PRICE", "-1", "greater than or equal to 0"),
        ("SPEECH_TIMEOUT_S", "1", "greater than or equal to 5"),
    ],
)
def test_a_voice_that_cannot_work_says_why(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said in complaint(name, value, monkeypatch)


def test_a_days_tokens_may_be_limited_for_what_is_read_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_TOKENS_PER_DAY", "2000000, speech=100000")
    assert Settings().allowance.by_kind == {"speech": 100_000}


@pytest.mark.parametrize(
    "command", ["sh -c 'f=$(mktemp -u) && espeak-ng -w $f'", "env LOG_LEVEL=error piper -f -"]
)
def test_a_voice_s_command_may_be_one_of_a_shell(command: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f'SPEECH_COMMAND="{command}"\n', "utf-8")
    assert Settings().speech_command == command
