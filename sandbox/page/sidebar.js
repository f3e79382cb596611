/**
 * The list of chats, and who one is: the switcher of people and languages, and the theme.
 *
 * Draws what it is given; `open(key)` tells which conversation was chosen.
 */

import { arrange, el, icon } from "./dom.js";
import { attachMenu } from "./notices.js";
import { avatar, isService, nameOf, speaker, summary } from "./bubble.js";
import { LANGUAGES, fill } from "./words.js";

/** `parts` are the page's `{list, who, theme}` nodes; `actions` has `open(key)`, `people()` and `keep()`, the menu items that open groups. */
export function createSidebar(parts, ui, actions) {
  const rows = new Map();
  parts.list.setAttribute("aria-label", ui.words.chats);
  parts.list.addEventListener("keydown", (event) => moveInList(event, parts.list));
  themeButton(parts.theme, ui);
  attachMenu(parts.who, () => whoMenu(ui, actions), ui.words.people);
  return {
    show: (conversations, openKey) => showChats(parts.list, rows, conversations, openKey, ui, actions),
    showPerson: (name) => parts.who.replaceChildren(avatar(name, ui.user, "small"), el("span", { class: "who-name", dir: "auto" }, name), icon("down")),
  };
}

/** The address of somebody's page. */
export function pageOf(user, lang) {
  return `/?${new URLSearchParams({ user, ...(lang && LANGUAGES[lang] ? { lang } : {}) })}`;
}

function showChats(list, rows, conversations, openKey, ui, actions) {
  const seen = new Set();
  const nodes = conversations.map((conversation) => {
    seen.add(conversation.key);
    const look = rowLook(conversation, ui);
    const known = rows.get(conversation.key);
    const row = known ?? { node: el("button", { type: "button", class: "chat-row", dataset: { key: conversation.key }, onclick: () => actions.open(conversation.key) }) };
    if (row.look !== JSON.stringify(look)) {
      row.look = JSON.stringify(look);
      row.node.replaceChildren(...rowParts(conversation, look, ui));
      row.node.classList.toggle("topic-row", conversation.thread !== 0);
    }
    rows.set(conversation.key, row);
    if (conversation.key === openKey) row.node.setAttribute("aria-current", "true");
    else row.node.removeAttribute("aria-current");
    return row.node;
  });
  for (const key of rows.keys()) if (!seen.has(key)) rows.delete(key);
  arrange(list, nodes);
}

function rowLook({ name, last, unread, action, thread }, ui) {
  const from = last && !isService(last, ui.words) && last.chat.type !== "private" && last.chat.type !== "channel" ? `${last.outgoing ? ui.words.you : speaker(last)}: ` : "";
  return { name, thread, unread, line: action ? null : last ? from + summary(last, ui) : "", action, at: last ? ui.dates.brief(last.date) : "" };
}

function rowParts({ chat, thread }, look, ui) {
  const picture = thread ? el("span", { class: "avatar topic-mark", "aria-hidden": "true" }, "#") : avatar(look.name, chat);
  const line = look.action ? el("span", { class: "row-line row-action" }, look.action) : el("span", { class: "row-line", dir: "auto" }, look.line || "\u00a0");
  return [picture, el("span", { class: "row-words" },
    el("span", { class: "row-top" }, el("strong", { class: "row-name", dir: "auto" }, look.name), el("span", { class: "row-at" }, look.at)),
    el("span", { class: "row-top" }, line, look.unread ? el("span", { class: "badge", "aria-label": fill(ui.words.unread, { count: look.unread }) }, String(look.unread)) : null))];
}

function moveInList(event, list) {
  const rows = [...list.children];
  const to = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const next = to && rows[rows.indexOf(document.activeElement) + to];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function whoMenu(ui, { people, keep }) {
  const known = people();
  const next = Math.max(ui.user, ...known.map((person) => person.id)) + 1;
  const languages = Object.entries(LANGUAGES).map(([code, name]) =>
    el("a", { role: "menuitemradio", class: "chip", href: pageOf(ui.user, code), lang: code, "aria-checked": String(code === ui.lang) }, name));
  return [
    el("p", { class: "menu-title" }, ui.words.people),
    ...known.map((person) => personItem(person, ui)),
    el("a", { role: "menuitem", id: "another", href: pageOf(next, ui.lang), target: "_blank", rel: "noopener" }, el("span", { class: "avatar small plain" }, icon("plus")), ui.words.another),
    el("p", { class: "menu-title" }, ui.words.chats),
    ...keep(),
    el("p", { class: "menu-title" }, ui.words.language),
    el("div", { class: "chips" }, languages),
  ];
}

function personItem(person, ui) {
  const name = nameOf(person);
  const lang = (person.language_code ?? "").slice(0, 2);
  return el("a", { role: "menuitem", href: pageOf(person.id, lang), "aria-current": person.id === ui.user ? "true" : null },
    avatar(name, person.id, "small"), el("span", { class: "grow", dir: "auto" }, name), el("small", {}, lang), person.id === ui.user ? icon("check") : null);
}

function themeButton(button, ui) {
  const root = document.documentElement;
  const draw = () => {
    const dark = root.dataset.theme === "dark";
    const words = dark ? ui.words.light : ui.words.dark;
    button.replaceChildren(icon(dark ? "sun" : "moon"));
    button.setAttribute("aria-label", words);
    button.title = words;
  };
  button.addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    remember("sandbox.theme", root.dataset.theme);
  });
  new MutationObserver(draw).observe(root, { attributeFilter: ["data-theme"] });
  draw();
}

/** Keep something in the browser, where it allows that. */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    /* Forbidden or full: it is a comfort only. */
  }
}

/** What was kept, or null. */
export function recollect(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
