"""Draws a chart as a picture, with matplotlib, in a process of its own: the library takes a second and 80 MB to load, and a
program that was never asked for a picture never loads it.

White cards with dark letters: they are read on light and on dark chats alike. Series differ by colour and by shape; the
colours are those of Okabe & Ito (2008), which people who see few colours tell apart. Letters of each script come from
whatever fonts the machine has; a label that none can write is written in English. Run as `python -m` this module, it
is the worker.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from news.adapters.serving import Answer, Beside, serve
from news.adapters.workers import Workers
from news.errors import ParseFailed, PictureFailed
from news.operating.week import Board, Panel
from news.ports import Body, Freshness
from news.rendering.chart import Chart, Dot, Label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555")
SHAPES = ("o", "s", "^", "D", "v", "P", "X")
INK, FAINT, PAPER = "#1c1c1e", "#c9ccd1", "#ffffff"
WIDTH_IN, DPI = 7.2, 150  # 1,080 points wide: what a phone shows without enlarging
ROW_IN, GROWTH_IN, FRAME_IN = 0.42, 1.1, 1.9
PANEL_IN = 1.15
LEGEND_COLUMNS = 3
FONTS = (
    "Noto Sans",
    "DejaVu Sans",
    "Noto Sans Arabic",
    "Noto Naskh Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Thai",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Arial Unicode MS",
    "PingFang SC",
    "Microsoft YaHei",
    "Segoe UI",
)


class WorkerPainter:
    """Fulfils `news.ports.Painter`: one picture at a time, at most half a minute each."""

    def __init__(self, *, deadline_s: float = 30.0) -> None:
        self._workers = Workers("news.adapters.drawing", workers=1, deadline_s=deadline_s)

    async def draw(self, chart: Chart | Board) -> bytes:
        body = Body(json.dumps(asdict(chart)).encode(), "application/json", "", "", Freshness())
        try:
            said = json.loads(await self._workers.ask(body))
        except ParseFailed as failure:
            raise PictureFailed(failure.reason) from failure
        if "png" not in said:
            raise PictureFailed(str(said.get("failed")))
        return base64.b64decode(said["png"])

    async def close(self) -> None:
        await self._workers.close()


def read_picture(content: bytes) -> Chart | Board:
    given = json.loads(content)
    return _read_board(given) if "panels" in given else _read_chart(given)


def _read_board(given: Mapping[str, Any]) -> Board:
    panels = tuple(Panel(one["title"], tuple(one["values"])) for one in given["panels"])
    return Board(given["title"], tuple(given["days"]), panels)


def _read_chart(given: Mapping[str, Any]) -> Chart:
    labels = {name: Label(**given[name]) for name in ("title", "outlets", "foot", "copies")}
    return Chart(
        **labels,
        rows=tuple(Label(**label) for label in given["rows"]),
        series=tuple(Label(**label) for label in given["series"]),
        dots=tuple(Dot(**dot) for dot in given["dots"]),
        growth=tuple((x, count) for x, count in given["growth"]),
        counts=tuple((count, Label(**label)) for count, label in given["counts"]),
        ticks=tuple((x, Label(**label)) for x, label in given["ticks"]),
        is_rtl=given["is_rtl"],
    )


# --- the worker ----------------------------------------------------------------------------------


def prepare() -> Answer:
    """Loads the library, once. Without it every picture fails with a reason."""
    try:
        import matplotlib
    except ImportError:
        return lambda *_: {"failed": "matplotlib is not installed"}

    matplotlib.use("agg")
    families = _families()
    matplotlib.rcParams.update({"font.family": families, "font.size": 12, "axes.unicode_minus": False})
    can_write = _writer(families)

    def draw(body: Body, _: Beside) -> dict[str, Any]:
        asked = read_picture(body.content)
        png = painted_board(asked) if isinstance(asked, Board) else painted(asked, can_write)
        return {"png": base64.b64encode(png).decode()}

    return draw


def _families() -> list[str]:
    from matplotlib import font_manager

    installed = set(font_manager.get_font_names())
    return [name for name in FONTS if name in installed] or ["DejaVu Sans"]


def _writer(families: Sequence[str]) -> Callable[[str], bool]:
    """Whether the fonts have every letter of a text."""
    from matplotlib import font_manager

    charmaps = [
        frozenset(font_manager.get_font(font_manager.findfont(name)).get_charmap()) for name in families
    ]
    return lambda text: all(
        letter.isspace() or any(ord(letter) in charmap for charmap in charmaps) for letter in text
    )


def painted(chart: Chart, can_write: Callable[[str], bool]) -> bytes:
    """The chart as a PNG."""
    from io import BytesIO

    from matplotlib.figure import Figure

    def write(label: Label) -> str:
        return label.text if can_write(label.text) else label.plain

    height = FRAME_IN + GROWTH_IN + ROW_IN * len(chart.rows)
    figure = Figure(figsize=(WIDTH_IN, height), dpi=DPI, facecolor=PAPER, layout="constrained")
    growth, rows = figure.subplots(2, 1, sharex=True, height_ratios=[GROWTH_IN, ROW_IN * len(chart.rows)])
    figure.suptitle(
        write(chart.title), x=0.98 if chart.is_rtl else 0.02, ha="right" if chart.is_rtl else "left",
        color=INK, fontsize=15, fontweight="bold",
    )  # fmt: skip
    _draw_growth(growth, chart, write)
    _draw_rows(rows, chart, write)
    _legend(figure, chart, write)
    made = BytesIO()
    figure.savefig(made, format="png")
    return made.getvalue()


def painted_board(board: Board) -> bytes:
    """Bars a day, each with its number; a day without one has a dash."""
    from io import BytesIO

    from matplotlib.figure import Figure

    height = FRAME_IN / 2 + PANEL_IN * len(board.panels)
    figure = Figure(figsize=(WIDTH_IN, height), dpi=DPI, facecolor=PAPER, layout="constrained")
    rows = figure.subplots(len(board.panels), 1, sharex=True, squeeze=False)
    figure.suptitle(board.title, x=0.02, ha="left", color=INK, fontsize=15, fontweight="bold")
    for at, panel in enumerate(board.panels):
        _draw_panel(rows[at][0], panel, COLOURS[at % len(COLOURS)])
    rows[-1][0].set_xticks(range(len(board.days)), board.days)
    made = BytesIO()
    figure.savefig(made, format="png")
    return made.getvalue()


def _draw_panel(axes: "Axes", panel: Panel, colour: str) -> None:
    heights = [value or 0.0 for value in panel.values]
    bars = axes.bar(range(len(heights)), heights, color=colour, width=0.6)
    labels = ["–" if value is None else f"{value:,.0f}" for value in panel.values]
    axes.bar_label(bars, labels=labels, color=INK, fontsize=10, padding=2)
    axes.set_ylim(0, max([*heights, 1.0]) * 1.3)
    axes.set_yticks([])
    axes.set_title(panel.title, loc="left", fontsize=11, color=INK, pad=4)
    axes.tick_params(colors=INK, axis="x", length=0)
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)


def _draw_growth(axes: "Axes", chart: Chart, write: Callable[[Label], str]) -> None:
    xs = [x for x, _ in chart.growth] + [1.0]
    counts = [count for _, count in chart.growth] + [chart.growth[-1][1]]
    axes.step(xs, counts, where="post", color=INK, linewidth=1.6)
    axes.fill_between(xs, counts, step="post", color=INK, alpha=0.12)
    axes.set_ylim(0, max(counts) * 1.2)
    axes.set_yticks([count for count, _ in chart.counts], [write(label) for _, label in chart.counts])
    axes.set_title(
        write(chart.outlets), loc="right" if chart.is_rtl else "left", fontsize=11, color=INK, pad=4
    )
    axes.tick_params(axis="x", length=0)
    _dress(axes, chart)


def _draw_rows(axes: "Axes", chart: Chart, write: Callable[[Label], str]) -> None:
    for row in range(len(chart.rows)):
        axes.axhline(row, color=FAINT, linewidth=0.8, zorder=1)
    for dot in chart.dots:
        colour = COLOURS[dot.series % len(COLOURS)]
        axes.plot(
            dot.x, dot.row, SHAPES[dot.series % len(SHAPES)], markersize=9, alpha=0.9, zorder=2,
            markeredgecolor=colour, markerfacecolor=PAPER if dot.is_copy else colour, markeredgewidth=1.6,
        )  # fmt: skip
    axes.set_ylim(len(chart.rows) - 0.5, -0.5)
    axes.set_yticks(range(len(chart.rows)), [write(label) for label in chart.rows])
    axes.set_xticks([x for x, _ in chart.ticks], [write(label) for _, label in chart.ticks])
    axes.set_xlabel(write(chart.foot), fontsize=9, color="#555555")
    _dress(axes, chart)


def _dress(axes: "Axes", chart: Chart) -> None:
    """Time runs as the language does; labels stand where its lines begin."""
    axes.set_xlim((1.04, -0.04) if chart.is_rtl else (-0.04, 1.04))
    axes.tick_params(colors=INK, length=0, axis="y")
    axes.tick_params(colors=INK, axis="x")
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    if chart.is_rtl:
        axes.yaxis.tick_right()
        axes.tick_params(length=0, axis="y")


def _legend(figure: "Figure", chart: Chart, write: Callable[[Label], str]) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], linestyle="none", marker=SHAPES[at % len(SHAPES)], color=COLOURS[at % len(COLOURS)],
               markersize=9, label=write(label))
        for at, label in enumerate(chart.series)
    ]  # fmt: skip
    if any(dot.is_copy for dot in chart.dots):
        handles.append(
            Line2D([], [], linestyle="none", marker="o", color=INK, markerfacecolor=PAPER, markersize=9,
                   label=write(chart.copies))
        )  # fmt: skip
    figure.legend(
        handles=_from_the_right(handles, Line2D([], [], linestyle="none", label=" ")) if chart.is_rtl else handles,
        loc="outside lower center", ncols=LEGEND_COLUMNS, frameon=False, fontsize=11,
        markerfirst=not chart.is_rtl,
    )  # fmt: skip


def _from_the_right(handles: "Sequence[Line2D]", blank: "Line2D") -> "list[Line2D]":
    """The columns of a legend from the right to the left, each as long as the others."""
    long = -(-len(handles) // LEGEND_COLUMNS)
    filled = [*handles, *[blank] * (long * LEGEND_COLUMNS - len(handles))]
    columns = [filled[at : at + long] for at in range(0, len(filled), long)]
    return [handle for column in reversed(columns) for handle in column]


if __name__ == "__main__":
    serve(prepare)
