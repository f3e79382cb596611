"""Whether a citation lands: `python -m benchmarks.fragments [pages]`.

Set H: 106 article pages of as many outlets, with their text as gold (Fundus). Of each, up to three sentences (the first, one
of the middle, one of the last third) are linked as `news.writing.fragments` links a citation. Headless Chromium opens each link on
loopback, where the page is served as it was stored, but for a style that shows the browser's own mark (`::target-text`) in one
colour. A sentence counts as highlighted when that colour is on the screen, and as right when the first marked letter
stands in a block of text that holds the sentence's first words. Scripts are off (`CSP`), nothing but loopback is reached.

Sentences that do not stand verbatim on the page (a gold taken from metadata, a spelling of its own) are counted apart: the
product links those too if they stand in the feed, and the page then opens at its top.
"""

import base64
import gzip
import html
import json
import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver

from news.intake.decoding import decode
from news.language.identify import identify
from news.language.sentences import split
from news.writing.fragments import passage_link

PAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "realfeeds" / "H_fundus_articles_html_gold"
CHROMIUM, CHROMEDRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync "
    "--disable-component-update --disable-extensions --disable-dev-shm-usage --lang=en-US --window-size=1180,900"
)
CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
MARK = "<style>::target-text{background-color:#ff00fe!important;color:#000!important}</style>"
FLOOR = 90.0
PATIENCE_S = 2.0
# Where the mark is on a screenshot, and whether the text there is the passage's: run in the page.
LOOK = """
const [shot, words, done] = arguments, image = new Image();
image.onload = () => {
  const canvas = document.createElement('canvas'), scale = image.width / innerWidth;
  canvas.width = image.width; canvas.height = image.height;
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const seen = context.getImageData(0, 0, image.width, image.height).data;
  let marked = 0, right = false;
  for (let at = 0; at < seen.length; at += 4) {
    if (seen[at] < 250 || seen[at + 1] > 5 || seen[at + 2] < 249) continue;
    if (marked++ % 97) continue;
    const x = (at / 4) % image.width / scale + 1, y = Math.floor(at / 4 / image.width) / scale + 2;
    const range = document.caretRangeFromPoint(x, y);
    let block = range && range.startContainer;
    for (let up = 0; block && up < 6 && !right; up++, block = block.parentNode)
      right = (block.textContent || '').length < 6000 && (block.textContent || '').replace(/\\s+/g, '').includes(words);
    if (right) break;
  }
  done([marked, right]);
};
image.src = 'data:image/png;base64,' + shot;
"""


@dataclass(frozen=True)
class Page:
    name: str
    html: bytes
    text: str  # the gold's paragraphs, a line each

    @property
    def visible(self) -> str:
        """What stands on the page, without spaces, roughly: its markup is only cut away."""
        bare = re.sub(rb"(?is)<(script|style|noscript|template)\b.*?</\1>|<!--.*?-->", b"", self.html)
        words = re.sub(r"<[^>]*>", "", bare.decode("utf-8", "replace"))
        return "".join(html.unescape(words).split())


@dataclass(frozen=True)
class Passage:
    page: int
    text: str
    is_verbatim: bool


@dataclass(frozen=True)
class Seen:
    """What the browser did: whether there was a directive, a mark on the screen, and the mark in the right block."""

    has_directive: bool
    is_marked: bool
    is_right: bool


def pages() -> list[Page]:
    """The set in the order of its names; empty where it is absent."""
    return [page for path in sorted(PAGES.glob("*/*.html.gz")) if (page := _page(path)).text]


def _page(path: Path) -> Page:
    name = re.sub(r"_\d{4}_\d\d_\d\d.*", "", path.name)
    content = decode(gzip.decompress(path.read_bytes()), "text/html; charset=utf-8")
    golds = json.loads((path.parent / f"{name}.json").read_text("utf-8")).values()
    texts = [_gold(gold["body"]) for gold in golds if gold.get("body")]
    squeezed = "".join(content.split())
    best = max(texts, key=lambda text: _share(text, squeezed), default="")  # parsers of other years' pages
    return Page(name, content.encode(), best)


def _gold(body: dict[str, list[dict[str, list[str]]]]) -> str:
    return "\n".join(paragraph for section in body["sections"] for paragraph in section["paragraphs"])


def _share(text: str, squeezed: str) -> float:
    heads = ["".join(line.split())[:20] for line in text.splitlines() if line.strip()]
    return sum(head in squeezed for head in heads) / max(len(heads), 1)


def passages(number: int, page: Page) -> Iterator[Passage]:
    language, _ = identify(page.text[:800])
    lines = [line for line in page.text.splitlines() if line.strip()]
    sentences = [s for line in lines for s in split(line, language) if len(s) >= 25]
    visible = page.visible
    for at in sorted({0, len(sentences) // 2, len(sentences) * 5 // 6} if sentences else ()):
        yield Passage(number, sentences[at], "".join(sentences[at].split()) in visible)


class Server(ThreadingHTTPServer):
    """Serves page n at /n."""

    def __init__(self, served: list[Page]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = served


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        number = self.path.strip("/").partition("?")[0]
        found = isinstance(self.server, Server) and number.isdigit()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", CSP)
        self.end_headers()
        if found and isinstance(self.server, Server):
            self.wfile.write(self.server.pages[int(number)].html + MARK.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def look(driver: WebDriver, base: str, passage: Passage, text: str) -> Seen:
    """Opens the passage as a reader would who taps its citation."""
    address = passage_link(f"{base}/{passage.page}", passage.text, text=text)
    if "#" not in address:
        return Seen(False, False, False)
    driver.get("about:blank")
    driver.get(address)
    words, until = "".join(passage.text.split())[:12], monotonic() + PATIENCE_S
    while True:
        shot = base64.b64encode(driver.get_screenshot_as_png()).decode("ascii")
        marked, is_right = driver.execute_async_script(LOOK, shot, words)
        if is_right or monotonic() > until:
            return Seen(True, marked > 0, is_right)
        sleep(0.2)


def open_chromium() -> WebDriver:
    options = Options()
    options.binary_location = CHROMIUM
    for flag in [*FLAGS.split(), "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))
    driver.set_page_load_timeout(30)
    driver.set_script_timeout(20)
    return driver


def main() -> None:
    served = pages()[: int(sys.argv[1])] if len(sys.argv) > 1 else pages()
    if not served or not Path(CHROMIUM).exists():
        print("set H or Chromium is not here")
        return
    server = Server(served)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    driver = open_chromium()
    counts: Counter[tuple[bool, str]] = Counter()
    try:
        for number, page in enumerate(served):
            for passage in passages(number, page):
                seen = look(driver, f"http://127.0.0.1:{server.server_port}", passage, page.text)
                _count(counts, passage, seen)
                if passage.is_verbatim and not seen.is_right:
                    print(f"missed: {page.name} ({_said(seen)}): {passage.text[:60]}")
    finally:
        driver.quit()
        server.shutdown()
    _report(counts, len(served))


def _count(counts: "Counter[tuple[bool, str]]", passage: Passage, seen: Seen) -> None:
    counts[passage.is_verbatim, "all"] += 1
    for name in ("has_directive", "is_marked", "is_right"):
        counts[passage.is_verbatim, name] += getattr(seen, name)


def _said(seen: Seen) -> str:
    return "marked elsewhere" if seen.is_marked else "no mark" if seen.has_directive else "no directive"


def _report(counts: "Counter[tuple[bool, str]]", count: int) -> None:
    print(f"{count} pages")
    for is_verbatim, name in ((True, "verbatim on the page"), (False, "spelled otherwise, or not on it")):
        total = counts[is_verbatim, "all"] or 1
        shares = {
            key: 100 * counts[is_verbatim, key] / total for key in ("has_directive", "is_marked", "is_right")
        }
        print(
            f"{name}: {counts[is_verbatim, 'all']} sentences, {shares['has_directive']:.1f} % linked, "
            f"{shares['is_marked']:.1f} % highlighted, {shares['is_right']:.1f} % at the right place"
        )
    right = 100 * counts[True, "is_right"] / max(counts[True, "all"], 1)
    print(f"floor {FLOOR:g} %: {'reached' if right >= FLOOR else 'MISSED'}")


if __name__ == "__main__":
    main()
