"""No secret ever reaches a log line, whatever took it there."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from telegram.error import TelegramError
from telegram.request import BaseRequest

from news.logs import scrub, set_up_logging

TOKEN = "7000000001:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
KEY = "sk-proj-abcdefghijklmnopqrstuvwxyz_0123456789"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"GET https://api.telegram.org/bot{TOKEN}/getMe", "https://api.telegram.org/bot"),
        (f"token={TOKEN}", "token="),
        (f"'{TOKEN}'", "'"),
        (f"Authorization: Bearer {KEY}", "Authorization: Bearer "),
        ("postgresql://me:pass-word@db.example/news", "db.example/news"),
    ],
)
def test_secrets_are_taken_out_and_the_rest_stays(text: str, kept: str) -> None:
    scrubbed = scrub(text)
    assert kept in scrubbed
    assert "[secret]" in scrubbed
    for secret in (TOKEN, TOKEN.split(":")[1], KEY, "pass-word"):
        assert secret not in scrubbed


@pytest.mark.parametrize(
    "text", ["12:30 in Paris", "article 12345678:short", "https://news.example/a:b", "task-force, desk-bound"]
)
def test_what_only_looks_a_little_like_a_secret_stays(text: str) -> None:
    assert scrub(text) == text


def test_a_secret_in_an_event_a_value_or_a_traceback_is_not_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging("DEBUG")
    log = structlog.get_logger("test")
    log.info(f"called bot{TOKEN}", url=f"https://x.example/bot{TOKEN}/x", key=KEY)
    try:
        raise ValueError(f"refused: {TOKEN} {KEY}")
    except ValueError:
        log.exception("it failed")
    written = capsys.readouterr().err
    assert "ValueError: refused" in written
    assert TOKEN not in written
    assert KEY not in written


def test_a_secret_nested_in_a_value_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO")
    error = ValueError(f"bot{TOKEN} was refused")
    structlog.get_logger("test").warning("nested", headers={"Authorization": f"Bearer {KEY}"}, errors=[error])
    written = capsys.readouterr().err
    assert "nested" in written
    assert TOKEN not in written
    assert KEY not in written


def test_records_of_libraries_take_the_same_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO")
    logging.getLogger("some.library").warning("address %s", f"https://x.example/bot{TOKEN}/getUpdates")
    (line,) = logged(capsys)
    assert line["level"] == "warning"
    assert line["logger"] == "some.library"
    assert TOKEN not in str(line)


def test_the_http_library_does_not_tell_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("DEBUG")
    logging.getLogger("httpx").info("HTTP Request: POST https://x.example/getMe")
    assert logged(capsys) == []


def test_a_bad_gateway_writes_no_traceback_beside_our_own_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("DEBUG")
    with pytest.raises(TelegramError):
        BaseRequest.parse_json_payload(b"<html>502 Bad Gateway</html>")
    assert logged(capsys) == []


def test_a_line_says_when_in_utc_what_and_where(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO")
    structlog.get_logger("news.fetch").info("feed fetched", feed=7)
    (line,) = logged(capsys)
    assert line["event"] == "feed fetched"
    assert line["feed"] == 7
    assert line["logger"] == "news.fetch"
    assert str(line["timestamp"]).endswith("Z")


def test_quieter_levels_leave_out_what_is_below(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("ERROR")
    structlog.get_logger("test").warning("not so bad")
    assert logged(capsys) == []
