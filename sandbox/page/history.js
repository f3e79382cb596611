/**
 * The conversation on the screen: which messages are drawn, where the eye stays, and what a click on a part does.
 *
 * Draws the newest 200 and 200 more each time the top comes near. Every change keeps what is being read where it
 * stands, unless the reader is at the end. Knows nothing of the network: `actions` says what to do.
 */

import { arrange, el } from "./dom.js";
import { dayKey } from "./dates.js";
import { draftNode, isService, messageNode } from "./bubble.js";
import { setWaiting } from "./keyboards.js";
import { openQuote, quoteObserver, recall, remember, reveal, watchQuotes } from "./unfolding.js";

const PAGE = 200;
const NEAR_PX = 48;
const OLDER_AT_PX = 700;
const RUN_SECONDS = 600;
const DAY_FLOATS_PX = 12;
const DAY_STAYS_MS = 1200;
const QUIET_MS = 300;

/**
 * @param {object} parts `{scroller, list, newest}`: the scrolling box, the log inside it, the button that leads to the end.
 * @param {object} actions `press(message, data)`, `command(text)`, `reply(message, quote)`, `openLink(event, url)`, `copy(text)`, `leave()`.
 */
export function createHistory({ scroller, list, newest }, actions) {
  const view = { key: null, messages: [], from: 0, nodes: new Map(), days: new Map(), atEnd: true, below: 0, quietUntil: 0, ui: null };
  const screen = { scroller, list, newest, view, actions };
  scroller.addEventListener("scroll", () => scrolled(screen), { passive: true });
  const follow = new ResizeObserver(() => view.atEnd && toEnd(screen));
  follow.observe(list);
  follow.observe(scroller);
  screen.quotes = quoteObserver();
  newest.addEventListener("click", () => toEnd(screen, true));
  list.addEventListener("click", (event) => clicked(event, screen));
  list.addEventListener("dblclick", (event) => doubleClicked(event, screen));
  list.addEventListener("keydown", (event) => keyed(event, screen));
  list.addEventListener("focusin", (event) => focused(event, screen));
  return {
    show: (conversation) => show(screen, conversation),
    focusLast: () => focusMessage(screen, [...list.querySelectorAll("[data-id]")].at(-1)),
  };
}

/** Draw `{key, messages, draft, ui, grouped, isPressed, empty}`; `empty` is a node for a chat without messages. */
function show(screen, conversation) {
  const { view, list, scroller } = screen;
  const { key, messages, ui } = conversation;
  const opened = view.key !== key || view.ui !== ui;
  const before = new Set(view.messages.map((message) => message.message_id));
  const wasFilled = view.messages.length > 0;
  if (opened) Object.assign(view, { key, ui, nodes: new Map(), days: new Map(), from: -1, below: 0, atEnd: true });
  if (opened || !wasFilled) view.from = messages.at(-PAGE)?.message_id ?? 0;
  const arrived = opened || !wasFilled ? [] : messages.filter((message) => !before.has(message.message_id) && message.message_id > (view.messages.at(-1)?.message_id ?? 0));
  Object.assign(view, { messages, conversation });

  list.setAttribute("aria-busy", String(opened));
  const anchor = view.atEnd || opened ? null : hold(screen);
  draw(screen);
  for (const { message_id } of arrived) view.nodes.get(message_id)?.node.classList.add("arriving");
  if (opened) toEnd(screen);
  else if (arrived.some((message) => message.outgoing)) toEnd(screen);
  else if (view.atEnd && arrived.length) showArrived(screen, view.nodes.get(arrived[0].message_id)?.node);
  else if (view.atEnd) toEnd(screen);
  else anchor();
  view.below = view.atEnd ? 0 : view.below + arrived.filter((message) => !message.outgoing).length;
  list.removeAttribute("aria-busy");
  if (scroller.scrollTop < OLDER_AT_PX) older(screen);
  scrolled(screen);
}

function draw({ view, list, quotes }) {
  const { messages, conversation, ui } = view;
  const shown = messages.filter((message) => message.message_id >= view.from);
  const days = new Map();
  const kept = new Map();
  shown.forEach((message, at) => {
    const day = dayKey(message.date);
    const look = lookOf(message, shown[at - 1], shown[at + 1], conversation, ui);
    const entry = keptNode(view.nodes.get(message.message_id), message, look, ui, quotes);
    kept.set(message.message_id, entry);
    markPressed(entry.node, message, conversation);
    if (!days.has(day)) days.set(day, [dayHeading(view, day, message, ui)]);
    days.get(day).push(entry.node);
  });
  view.nodes = kept;
  const sections = [...days].map(([day, nodes]) => {
    const section = view.days.get(day).section;
    arrange(section, nodes);
    return section;
  });
  const tail = conversation.draft ? [draftNode(conversation.draft, ui)] : [];
  arrange(list, shown.length ? [...sections, ...tail] : [conversation.empty, ...tail].filter(Boolean));
  if (!list.querySelector("[data-id][tabindex='0']")) list.querySelector("section:last-of-type [data-id]:last-child")?.setAttribute("tabindex", "0");
}

function dayHeading(view, day, message, ui) {
  if (!view.days.has(day)) {
    const heading = el("h3", { class: "day" }, el("span", {}));
    view.days.set(day, { heading, section: el("section", { class: "day-section" }) });
  }
  const { heading } = view.days.get(day);
  const words = ui.dates.day(message.date);
  if (heading.firstChild.textContent !== words) heading.firstChild.textContent = words;
  return heading;
}

function lookOf(message, previous, next, conversation, ui) {
  const together = (one, other) =>
    one && other && !isService(one, ui.words) && !isService(other, ui.words) && dayKey(one.date) === dayKey(other.date) &&
    other.date - one.date < RUN_SECONDS && speakerId(one) === speakerId(other);
  const grouped = conversation.grouped && !message.outgoing;
  return { first: !together(previous, message), last: !together(message, next), named: grouped, pictured: grouped };
}

function speakerId(message) {
  return message.sender_chat?.id ?? message.from?.id;
}

/** The same node as before where nothing changed; else the node's inside is renewed and what was open or focused stays so. */
function keptNode(entry, message, look, ui, quotes) {
  const lookKey = JSON.stringify([look, ui.canReply]);
  if (entry && entry.message === message && entry.lookKey === lookKey) return entry;
  const fresh = messageNode(message, look, ui);
  if (!entry || entry.node.tagName !== fresh.tagName) {
    watchQuotes(fresh, quotes);
    return { node: fresh, message, lookKey };
  }
  const { node } = entry;
  const state = remember(node);
  node.className = fresh.className;
  node.setAttribute("aria-label", fresh.getAttribute("aria-label") ?? "");
  node.replaceChildren(...fresh.childNodes);
  watchQuotes(node, quotes);
  recall(node, state);
  return { node, message, lookKey };
}

function markPressed(node, message, conversation) {
  for (const button of node.querySelectorAll("[data-callback]")) {
    const waits = conversation.isPressed(message.message_id, button.dataset.callback);
    if (button.classList.contains("waiting") !== waits) setWaiting(button, waits);
  }
}

// Where the eye stays

/** Remember what stands at the top of the window; the function it gives puts it back there. */
function hold({ scroller, list }, wanted) {
  const top = scroller.getBoundingClientRect().top;
  const node = wanted ?? [...list.querySelectorAll("[data-id]")].find((one) => one.getBoundingClientRect().bottom > top);
  const was = node?.getBoundingClientRect().top;
  return () => {
    if (node?.isConnected) scroller.scrollTop += node.getBoundingClientRect().top - was;
  };
}

function toEnd({ scroller, view }, smooth = false) {
  view.atEnd = true;
  view.quietUntil = performance.now() + QUIET_MS;
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth ? motion() : "instant" });
}

/** A message longer than the window is shown from its beginning, not its end. */
function showArrived(screen, node) {
  const { scroller, view } = screen;
  if (!node || scroller.scrollHeight - nodeTop(scroller, node) <= scroller.clientHeight - 12) return toEnd(screen);
  view.atEnd = false;
  scroller.scrollTo({ top: nodeTop(scroller, node) - NEAR_PX, behavior: motion() });
}

function nodeTop(scroller, node) {
  return node.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
}

function scrolled(screen) {
  const { scroller, view, newest } = screen;
  view.atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
  if (view.atEnd) view.below = 0;
  if (scroller.scrollTop < OLDER_AT_PX) older(screen);
  floatDays(screen);
  newest.hidden = view.atEnd;
  newest.dataset.count = view.below || "";
}

/** The date that floats over the messages is there while one scrolls, and doesn't cover what one reads. */
function floatDays({ scroller, list, view }) {
  const top = scroller.getBoundingClientRect().top;
  for (const heading of list.querySelectorAll(".day")) {
    heading.classList.toggle("stuck", heading.getBoundingClientRect().top - top < DAY_FLOATS_PX && heading.parentNode.getBoundingClientRect().top < top);
  }
  if (performance.now() < view.quietUntil) return; // nobody scrolled: the page itself went there
  scroller.classList.add("scrolling");
  clearTimeout(view.resting);
  view.resting = setTimeout(() => scroller.classList.remove("scrolling"), DAY_STAYS_MS);
}

function older(screen) {
  const { view, list } = screen;
  const first = view.messages.findIndex((message) => message.message_id >= view.from);
  if (first <= 0) return;
  view.from = view.messages[Math.max(0, first - PAGE)].message_id;
  list.setAttribute("aria-busy", "true");
  const putBack = hold(screen);
  draw(screen);
  putBack();
  list.removeAttribute("aria-busy");
}

function jumpTo(screen, id) {
  const { view } = screen;
  if (!view.messages.some((message) => message.message_id === id)) return;
  if (id < view.from) {
    view.from = id;
    draw(screen);
  }
  const { node } = view.nodes.get(id);
  view.atEnd = false;
  node.scrollIntoView({ block: "center", behavior: motion() });
  node.classList.remove("found");
  node.getBoundingClientRect();
  node.classList.add("found");
  focusMessage(screen, node, true);
}

function motion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
}

function toggleQuote(screen, quote) {
  const putBack = hold(screen, quote);
  screen.view.atEnd = false;
  openQuote(quote, !quote.classList.contains("open"));
  quote.querySelector(".quote-body").scrollTop = 0;
  putBack();
  scrolled(screen);
}

// What a click or a key does

function clicked(event, screen) {
  const { actions, view } = screen;
  const on = (selector) => event.target.closest(selector);
  const node = on("[data-id]");
  const message = node && view.nodes.get(Number(node.dataset.id))?.message;
  if (!message) return;
  const part = on(".spoiler:not(.revealed), [data-callback], [data-copy-text], [data-copy], [data-command], [data-jump], [data-reply], .quote-toggle, a[href]");
  if (part?.matches(".spoiler")) {
    event.preventDefault();
    reveal(node);
  } else if (part?.matches("[data-callback]")) {
    if (!part.classList.contains("waiting")) actions.press(message, part.dataset.callback);
  } else if (part?.matches("[data-copy-text]")) actions.copy(part.dataset.copyText);
  else if (part?.matches("[data-copy]")) actions.copy(part.closest(".pre").querySelector("pre").textContent);
  else if (part?.matches("[data-command]")) actions.command(part.dataset.command);
  else if (part?.matches("[data-jump]")) jumpTo(screen, Number(part.dataset.jump));
  else if (part?.matches("[data-reply]")) actions.reply(message, selectionIn(node, message));
  else if (part?.matches(".quote-toggle")) toggleQuote(screen, part.parentNode);
  else if (part?.matches("a[href]")) actions.openLink(event, part.href);
  else if (getSelection().isCollapsed) plainClick(event, screen, node);
}

function plainClick(event, screen, node) {
  const quote = event.target.closest(".expandable:not(.fits)");
  if (quote) toggleQuote(screen, quote);
  else if (event.target.matches("code")) screen.actions.copy(event.target.textContent);
  else focusMessage(screen, node, true);
}

function doubleClicked(event, { view, actions }) {
  const node = event.target.closest("[data-id]");
  // Twice on the words selects one of them; twice beside them answers.
  if (!node || event.target.closest(".text, button, a, .keyboard")) return;
  const entry = view.nodes.get(Number(node.dataset.id));
  if (entry && view.ui.canReply) actions.reply(entry.message);
}

/** The words selected inside a message's own text, to be quoted in the reply. */
function selectionIn(node, message) {
  const chosen = getSelection();
  const words = chosen.toString().trim();
  const text = node.querySelector(".text");
  return words && text?.contains(chosen.anchorNode) && text.contains(chosen.focusNode) && (message.text ?? message.caption ?? "").includes(words) ? words : undefined;
}

function keyed(event, screen) {
  const part = event.target;
  if ((event.key === "Enter" || event.key === " ") && part.matches(".spoiler, [data-command]")) {
    event.preventDefault();
    part.click();
  }
  const node = part.closest("[data-id]");
  if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
  const nodes = [...screen.list.querySelectorAll("[data-id]")];
  const at = nodes.indexOf(node);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: nodes.length - 1 }[event.key];
  if (to !== undefined && nodes[to]) {
    event.preventDefault();
    focusMessage(screen, nodes[to]);
  } else if (event.key === "ArrowDown" || (event.key === "Escape" && part === node)) {
    event.preventDefault();
    screen.actions.leave();
  } else if (event.key === "Escape") focusMessage(screen, node);
  else if (event.key.toLowerCase() === "r" && screen.view.ui.canReply) {
    event.preventDefault();
    screen.actions.reply(screen.view.nodes.get(Number(node.dataset.id)).message, selectionIn(node, screen.view.nodes.get(Number(node.dataset.id)).message));
  }
}

function focusMessage({ list }, node, stay = false) {
  if (!node) return;
  for (const one of list.querySelectorAll("[data-id][tabindex='0']")) one.setAttribute("tabindex", "-1");
  node.setAttribute("tabindex", "0");
  node.focus({ preventScroll: true });
  if (!stay) node.scrollIntoView({ block: "nearest" });
}

/** The keyboard never lands on something hidden in a closed quote. */
function focused(event, screen) {
  const body = event.target.closest(".expandable:not(.open) > .quote-body");
  if (body && body.scrollHeight > body.clientHeight + 2 && event.target.matches(":focus-visible")) toggleQuote(screen, body.parentNode);
}
