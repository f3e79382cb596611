/**
 * A message's text and its entities as DOM nodes.
 *
 * Offsets and lengths are UTF-16 units, which is what JavaScript strings count in, so slices are direct. Text
 * becomes text nodes and nothing else. Knows nothing about who wrote it or what a click does: links, commands and
 * spoilers carry `data-` marks that the conversation listens for.
 */

import { el, icon } from "./dom.js";

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const SAFE_LINK = /^(https?|tg|mailto|tel|ftp|tonsite):/i;

/**
 * Render `text` with `entities`.
 * @param {{words: object, dates: object}} ui the page's words and date writers.
 * @returns {DocumentFragment}
 */
export function richText(text, entities, ui) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, nested(entities ?? [], text.length), { start: 0, end: text.length }, ui);
  return fragment;
}

/** One line of plain text for a list of chats or a quoted header: blocks and newlines become spaces. */
export function plainLine(text) {
  return text.replace(/\s+/g, " ").trim().slice(0, 200);
}

/** Sort by start, longest first, inside the text, and cut what overlaps without nesting in two. */
function nested(entities, length) {
  const waiting = entities
    .map((entity) => ({ entity, start: Math.max(0, entity.offset), end: Math.min(length, entity.offset + entity.length) }))
    .filter(({ start, end }) => end > start)
    .sort(byPlace);
  const roots = [];
  const open = [];
  while (waiting.length) {
    const span = waiting.shift();
    while (open.length && open.at(-1).end <= span.start) open.pop();
    const parent = open.at(-1);
    if (parent && span.end > parent.end) {
      waiting.push({ ...span, start: parent.end });
      waiting.sort(byPlace);
      span.end = parent.end;
    }
    span.children = [];
    (parent ? parent.children : roots).push(span);
    open.push(span);
  }
  return roots;
}

function byPlace(one, other) {
  return one.start - other.start || other.end - one.end;
}

function fill(parent, text, spans, { start, end }, ui) {
  let at = start;
  let afterBlock = false;
  const plain = (until) => {
    if (until <= at) return;
    // A block ends its own line: the newline that follows it in the text is not an empty line on the screen.
    const from = afterBlock && text[at] === "\n" ? at + 1 : at;
    if (from < until) parent.append(text.slice(from, until));
    at = until;
    afterBlock = false;
  };
  for (const span of spans) {
    plain(span.start);
    parent.append(dress(span, text, ui));
    at = span.end;
    afterBlock = BLOCKS.has(span.entity.type);
  }
  plain(end);
}

function dress(span, text, ui) {
  const content = document.createDocumentFragment();
  fill(content, text, span.children, span, ui);
  const make = DRESSES[span.entity.type];
  return make ? make(content, span.entity, text.slice(span.start, span.end), ui) : content;
}

const DRESSES = {
  bold: (content) => el("strong", {}, content),
  italic: (content) => el("em", {}, content),
  underline: (content) => el("u", {}, content),
  strikethrough: (content) => el("s", {}, content),
  code: (content) => el("code", {}, content),
  pre: (content, entity, raw, ui) => codeBlock(content, entity, ui),
  spoiler: (content, entity, raw, ui) => spoiler(content, ui),
  text_link: (content, entity) => link(content, entity.url),
  url: (content, entity, raw) => link(content, SAFE_LINK.test(raw) ? raw : `https://${raw}`),
  email: (content, entity, raw) => link(content, `mailto:${raw}`),
  phone_number: (content, entity, raw) => link(content, `tel:${raw.replace(/[^+\d]/g, "")}`),
  mention: (content) => el("span", { class: "mark" }, content),
  text_mention: (content) => el("span", { class: "mark" }, content),
  hashtag: (content) => el("span", { class: "mark" }, content),
  cashtag: (content) => el("span", { class: "mark" }, content),
  bot_command: (content, entity, raw) =>
    el("a", { class: "command", role: "button", tabindex: 0, dataset: { command: raw } }, content),
  blockquote: (content) => el("blockquote", { class: "quote" }, el("div", { class: "quote-body", dir: "auto" }, content)),
  expandable_blockquote: (content, entity, raw, ui) => expandable(content, ui),
  date_time: (content, entity, raw, ui) => dateTime(content, entity, ui),
};

function link(content, address) {
  if (!address || !SAFE_LINK.test(address)) return el("span", { class: "mark" }, content);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", title: address }, content);
}

function codeBlock(content, entity, ui) {
  const head = el("div", { class: "pre-head" }, el("span", {}, entity.language ?? ""),
    el("button", { type: "button", class: "pre-copy", "aria-label": ui.words.copy, title: ui.words.copy, dataset: { copy: "pre" } }, icon("copy")));
  return el("div", { class: "pre" }, head, el("pre", { dir: "ltr" }, el("code", {}, content)));
}

function spoiler(content, ui) {
  const hidden = el("span", { class: "spoiler-text", "aria-hidden": "true" }, content);
  return el("span", { class: "spoiler", role: "button", tabindex: 0, "aria-label": ui.words.hiddenText }, hidden);
}

let quotesMade = 0;

function expandable(content, ui) {
  const id = `quote-${(quotesMade += 1)}`;
  const body = el("div", { class: "quote-body", dir: "auto", id }, content);
  const toggle = el("button", { type: "button", class: "quote-toggle", "aria-expanded": "false", "aria-controls": id },
    el("span", {}, ui.words.showMore), icon("down"));
  return el("blockquote", { class: "quote expandable" }, body, toggle);
}

function dateTime(content, entity, ui) {
  const seconds = entity.unix_time;
  if (!Number.isFinite(seconds)) return content;
  const written = ui.dates.entity(seconds, entity.date_time_format);
  const attributes = { datetime: new Date(seconds * 1000).toISOString(), title: ui.dates.full(seconds) };
  return el("time", attributes, written ?? content);
}
