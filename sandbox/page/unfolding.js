/**
 * What a reader opens in a message: expandable quotes and spoilers, and how that outlasts an edit of the message.
 *
 * Knows nodes only, not where they stand in the conversation.
 */

/** Watches quotes for `watchQuotes`. */
export function quoteObserver() {
  return new ResizeObserver((entries) => entries.forEach(({ target }) => measureQuote(target)));
}

/** Measure a message's expandable quotes, now and whenever their width changes. */
export function watchQuotes(node, quotes) {
  for (const body of node.querySelectorAll(".expandable > .quote-body")) quotes.observe(body);
}

/** A quote that fits into three lines needs no toggle. */
function measureQuote(body) {
  const quote = body.parentNode;
  if (quote.classList.contains("open")) return;
  quote.classList.toggle("fits", body.scrollHeight <= body.clientHeight + 2);
}

/** Open or close a quote; the words of its toggle are on the log (`data-more`, `data-less`). */
export function openQuote(quote, open) {
  const toggle = quote.querySelector(":scope > .quote-toggle");
  const words = quote.closest("[data-words]")?.dataset ?? {};
  quote.classList.toggle("open", open);
  toggle.setAttribute("aria-expanded", String(open));
  toggle.firstChild.textContent = open ? words.less : words.more;
}

/** Show every spoiler of a message. */
export function reveal(node) {
  for (const spoiler of node.querySelectorAll(".spoiler")) {
    spoiler.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) spoiler.removeAttribute(name);
    spoiler.firstChild.removeAttribute("aria-hidden");
  }
}

const FOCUSABLE = "a[href], button, [tabindex='0']";

/** What a reader has done to a message: what is open, revealed, focused. */
export function remember(node) {
  return {
    focus: node.contains(document.activeElement) && node !== document.activeElement ? [...node.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement) : -1,
    inKeyboard: placeInKeyboard(document.activeElement, node),
    open: [...node.querySelectorAll(".expandable")].map((quote) => quote.classList.contains("open")),
    revealed: node.querySelector(".spoiler.revealed") !== null,
  };
}

/** Do it again, after the message's inside was renewed by an edit. */
export function recall(node, state) {
  [...node.querySelectorAll(".expandable")].forEach((quote, at) => state.open[at] && openQuote(quote, true));
  if (state.revealed) reveal(node);
  const key = state.inKeyboard && node.querySelectorAll(".keyboard-row")[state.inKeyboard[0]]?.children[state.inKeyboard[1]];
  const again = key || (state.focus >= 0 && [...node.querySelectorAll(FOCUSABLE)][state.focus]);
  if (state.focus >= 0) (again || node).focus({ preventScroll: true });
}

function placeInKeyboard(key, node) {
  const row = key?.closest(".keyboard-row");
  return row && node.contains(row) ? [[...row.parentNode.children].indexOf(row), [...row.children].indexOf(key)] : null;
}
