"""What an operator can set. Read once, in the `__main__` modules; `.env.example` names the same variables."""

import ipaddress
import re
import shlex
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from news.language.tokens import primary_subtag
from news.operating.usage import Allowance, Prices, read_allowance, read_prices
from news.reader.limits import Limits, read_limits
from news.voicing.voices import Voices, read_voices

REAL_TELEGRAM = "https://api.telegram.org"
WEBHOOK_PORTS = (443, 80, 88, 8443)


class Settings(BaseSettings):
    """Environment variables first, then `.env` in the working folder."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    telegram_bot_token: SecretStr | None = Field(
        None, description="from @BotFather; unset: the sandbox, on this machine"
    )
    telegram_api_url: str = Field(REAL_TELEGRAM, description="base of the Bot API server, without /bot")
    telegram_per_second: float = Field(
        30, description="messages a second that Telegram allows this bot in all", gt=0, le=1_000
    )
    telegram_group_per_minute: int = Field(
        20, description="messages a minute that it allows to a group", ge=1, le=1_000
    )
    webhook_url: str | None = Field(
        None, description="address to which Telegram brings updates; unset: one process polls for them"
    )
    webhook_secret: SecretStr | None = Field(
        None, description="what proves that an update is from Telegram", validate_default=True
    )
    webhook_host: str = Field("127.0.0.1", description="address that updates are listened for on")
    webhook_port: int = Field(8080, description="port of it, behind what ends TLS", ge=1, le=65535)
    database_url: str = Field("sqlite:///pressradar.sqlite3", description="SQLite file or PostgreSQL server")
    feeds: str | None = Field(None, description="path or URL of an OPML file or catalogue that replaces ours")
    openai_api_key: SecretStr | None = Field(None, description="key of an OpenAI-compatible endpoint")
    openai_base_url: str | None = Field(None, description="address of that endpoint; unset: OpenAI's own")
    openai_model: str | None = Field(None, description="name of the model to write with")
    openai_prices: str | None = Field(
        None, description="price of a million tokens, in and out, as 0.15/0.60; unset: money is not counted"
    )
    openai_tokens_per_day: str = Field(
        "2000000", description="tokens a day (UTC) in all, and limits by kind: 2000000, translation=500000"
    )
    openai_input_tokens: int = Field(
        3000, description="tokens of sources that the model is given of a story", ge=300, le=30_000
    )
    openai_timeout_s: int = Field(60, description="seconds that one answer may take", ge=5, le=300)
    glossary_dir: Path | None = Field(
        None, description="folder of your own glossaries, a file a language, as uk.toml"
    )
    ask_per_hour: int = Field(10, description="questions that a reader may ask in an hour", ge=1, le=1_000)
    ask_per_day: int = Field(60, description="questions that a chat may ask in a day", ge=1, le=10_000)
    reader_limits: str | None = Field(
        None,
        description="how much a reader may have of what, where that should differ: search=500/hour, file=3/day",
    )
    embedding_model: str | None = Field(
        None, description="name of the endpoint's model to join by meaning with; unset: the installed encoder"
    )
    speech_model: str | None = Field(
        None,
        description="name of the endpoint's model that reads digests aloud; unset: nothing is read aloud by one",
    )
    speech_base_url: str | None = Field(None, description="address of that endpoint; unset: OPENAI_BASE_URL")
    speech_api_key: SecretStr | None = Field(
        None, description="its key; unset: OPENAI_API_KEY, where the address is, too"
    )
    speech_command: str | None = Field(
        None,
        description="instead, a program of this machine: text on standard input, a recording on standard output",
    )
    speech_voice: str | None = Field(None, description="its voice, and voices of languages: alloy, de=onyx")
    speech_languages: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="languages that are read aloud, comma-separated; unset: all"
    )
    speech_price: Decimal | None = Field(
        None, description="price of a million letters; unset: money is not counted", ge=0
    )
    speech_timeout_s: int = Field(60, description="seconds that reading one story may take", ge=5, le=300)
    operator_chat_id: int | None = Field(None, description="the chat that is told when something needs you")
    invite_only: bool = Field(
        False, description="let in only who comes by a link that the operator made with /admin invite"
    )
    fetch_allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="hosts or networks that may be fetched although private, comma-separated"
    )
    full_text: bool = Field(
        False, description="read the pages of articles too, where their outlets allow it; kept for 72 hours"
    )
    join_by_meaning: bool = Field(
        True, description="join by meaning too, with a sentence encoder; false: by words and names alone"
    )
    log_level: str | None = Field(
        None, description="DEBUG, INFO, WARNING or ERROR; unset: INFO, and WARNING in the sandbox"
    )
    monitor_port: int | None = Field(
        None, description="port of /metrics, /healthz and /readyz; unset: none is opened", ge=0, le=65535
    )
    monitor_host: str = Field(
        "127.0.0.1", description="address that port is opened on; 0.0.0.0 in a container"
    )
    sandbox_port: int = Field(
        8081, description="port of the sandbox's page; the next free one if taken", ge=0, le=65535
    )

    @field_validator(
        "telegram_bot_token",
        "webhook_url",
        "webhook_secret",
        "openai_api_key",
        "feeds",
        "openai_base_url",
        "openai_model",
        "openai_prices",
        "glossary_dir",
        "embedding_model",
        "speech_model",
        "speech_base_url",
        "speech_api_key",
        "speech_command",
        "speech_voice",
        "speech_price",
        "operator_chat_id",
        "reader_limits",
        "monitor_port",
        "log_level",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @model_validator(mode="before")
    @classmethod
    def _file_can_be_read(cls, given: object) -> object:
        """Lines of `.env` that cannot be read would be passed over, and their settings with them."""
        file = Path(".env")
        if file.is_file():
            with file.open(encoding="utf-8") as lines:
                bad = [found.original.line for found in parse_stream(lines) if found.error]
            if bad:
                raise ValueError(
                    f"line {', '.join(map(str, bad))} cannot be read: write NAME=value, one setting a line"
                )
        return given

    @field_validator("*", mode="before")
    @classmethod
    def _is_one_value(cls, value: object, info: ValidationInfo) -> object:
        """`.env` holds a setting a line, and no shell reads it, unless a command is one. Says nothing of the value, which may be a
        secret."""
        if not isinstance(value, str) or info.field_name == "speech_command":
            return value
        for name in re.findall(r"(?:^|\s)(?:export\s+)?([A-Z][A-Z0-9_]*)=", value):
            if name.lower() in cls.model_fields:
                raise ValueError(f"holds another setting, {name}, as well: write each on a line of its own")
        if re.search(r"(\$\(|`)[a-z]+\s", value):  # with an argument: no address or key has a space
            raise ValueError("holds a command, which nothing carries out: write what it prints")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _base_without_slash(cls, value: str) -> str:
        value = value.strip().rstrip("/") or REAL_TELEGRAM
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _can_be_reached(cls, value: str | None, known: ValidationInfo) -> str | None:
        """https://core.telegram.org/bots/api#setwebhook; a Bot API server of one's own takes plain HTTP, too."""
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path in ("", "/"):
            raise ValueError("must be an address with a path, as https://bot.example.org/telegram/updates")
        if known.data.get("telegram_api_url") == REAL_TELEGRAM and (
            parts.scheme != "https" or (parts.port or 443) not in WEBHOOK_PORTS
        ):
            raise ValueError(f"must be https, on one of the ports {', '.join(map(str, WEBHOOK_PORTS))}")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _proves_something(cls, value: SecretStr | None, known: ValidationInfo) -> SecretStr | None:
        if value is None and known.data.get("webhook_url"):
            raise ValueError("is needed with WEBHOOK_URL: `openssl rand -hex 32` makes one")
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("must be 1 to 256 of A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("openai_prices", "openai_tokens_per_day")
    @classmethod
    def _can_be_read(cls, value: str | None, known: ValidationInfo) -> str | None:
        if value is not None:
            (read_prices if known.field_name == "openai_prices" else read_allowance)(value)
        return value

    @field_validator("reader_limits")
    @classmethod
    def _are_limits(cls, value: str | None) -> str | None:
        read_limits(value or "")
        return value

    @field_validator("invite_only")
    @classmethod
    def _has_somebody_who_invites(cls, value: bool, known: ValidationInfo) -> bool:
        if value and known.data.get("operator_chat_id") is None:
            raise ValueError("needs OPERATOR_CHAT_ID: nobody else can invite")
        return value

    @field_validator("embedding_model")
    @classmethod
    def _has_an_endpoint(cls, value: str | None, known: ValidationInfo) -> str | None:
        if value and known.data.get("openai_api_key") is None and known.data.get("openai_base_url") is None:
            raise ValueError("needs OPENAI_API_KEY or OPENAI_BASE_URL")
        return value

    @field_validator("speech_command")
    @classmethod
    def _is_one_program(cls, value: str | None, known: ValidationInfo) -> str | None:
        if value is None:
            return None
        if known.data.get("speech_model"):
            raise ValueError("cannot stand beside SPEECH_MODEL; set one of them")
        shlex.split(value)
        return value

    @field_validator("speech_voice")
    @classmethod
    def _voices_can_be_read(cls, value: str | None) -> str | None:
        read_voices(value or "")
        return value

    @field_validator("speech_languages")
    @classmethod
    def _are_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        codes = tuple(primary_subtag(code) for code in value)
        if not all(code.isalpha() and 2 <= len(code) <= 3 for code in codes):
            raise ValueError("must be codes of languages, as en, de")
        return codes

    @field_validator("fetch_allow", "speech_languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("fetch_allow")
    @classmethod
    def _networks_are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            if "/" in part:
                ipaddress.ip_network(part, strict=False)
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @property
    def limits(self) -> Limits:
        return read_limits(self.reader_limits or "")

    @property
    def prices(self) -> Prices | None:
        return read_prices(self.openai_prices) if self.openai_prices else None

    @property
    def allowance(self) -> Allowance:
        return read_allowance(self.openai_tokens_per_day)

    @property
    def voices(self) -> Voices:
        return read_voices(self.speech_voice or "")

    @property
    def has_model(self) -> bool:
        """Whether there is somebody to ask, and a name to ask for."""
        is_somewhere = self.openai_api_key is not None or self.openai_base_url is not None
        return is_somewhere and self.openai_model is not None

    @property
    def is_sandbox(self) -> bool:
        return self.telegram_bot_token is None

    @property
    def log_from(self) -> str:
        """The level to log from. A newcomer at a terminal should not lose sight of the address."""
        return self.log_level or ("WARNING" if self.is_sandbox else "INFO")


def complaints(problems: ValidationError) -> list[str]:
    """A sentence on each variable that cannot work, for the operator."""
    return [
        _complaint(problem["loc"], problem["msg"].removeprefix("Value error, "))
        for problem in problems.errors()
    ]


def _complaint(where: tuple[int | str, ...], said: str) -> str:
    if not where:
        return f".env: {said}."
    return f"{str(where[0]).upper()}: {said}. It is set in the environment or in .env."
