"""Telegram's MarkdownV2, and the older Markdown that it keeps alive."""

from __future__ import annotations

from sandbox.markup import Span, UnparsableMarkup


def parse_markdown_v2(source: str) -> tuple[str, list[Span]]:
    raise UnparsableMarkup("MarkdownV2")


def parse_markdown(source: str) -> tuple[str, list[Span]]:
    raise UnparsableMarkup("Markdown")
