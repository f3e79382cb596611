/**
 * The chat page: who one is, which conversation is open, and how the parts hear of each other.
 *
 * This is the table of contents: `hearing.js` follows the server, `store.js` remembers, `sidebar.js`, `history.js` and
 * `composer.js` draw, and `actions.js` is everything a person can do.
 */

import { actionsOf } from "./actions.js";
import { personApi } from "./api.js";
import { avatar } from "./bubble.js";
import { createComposer } from "./composer.js";
import { dateWriters } from "./dates.js";
import { el, icon } from "./dom.js";
import { follow } from "./hearing.js";
import { createHistory } from "./history.js";
import { keepingItems, openingItems } from "./keeping.js";
import { replyMarkupOf } from "./keyboards.js";
import { attachMenu } from "./notices.js";
import { createSidebar, recollect, remember } from "./sidebar.js";
import { createStore, keyOf } from "./store.js";
import { LANGUAGES, RIGHT_TO_LEFT, wordsOf } from "./words.js";

const at = (id) => document.getElementById(id);

function openPage() {
  const asked = new URLSearchParams(location.search);
  const user = Math.max(1, Number.parseInt(asked.get("user") ?? "1", 10) || 1);
  const lang = chosenLanguage(asked);
  const api = personApi(user);
  const ui = { user, lang, words: wordsOf(lang), dates: dateWriters(lang), file: api.file, canReply: true };
  const session = {
    api, ui, user, langAsked: asked.has("lang"), payload: asked.get("start"), open: { chat: user, thread: 0, key: keyOf(user) },
    up: false, ready: false, introduced: false, everybody: [], bots: new Map(), waiting: new Map(), answers: new Map(), asGroup: new Set(),
  };
  session.draw = () => draw(session);
  session.store = createStore({ memory: readingMemory(user), changed: session.draw });
  const actions = actionsOf(session);
  dressPage(ui);
  session.sidebar = createSidebar({ list: at("chats"), who: at("who"), theme: at("theme") }, ui, { open: actions.open, people: () => session.everybody, keep: () => openingItems(session, actions) });
  session.history = createHistory({ scroller: at("scroller"), list: at("log"), newest: at("newest") }, actions);
  session.composer = createComposer(at("foot"), ui, actions);
  listenToPage(session, actions);
  follow(session);
}

function chosenLanguage(asked) {
  const lang = (asked.get("lang") ?? navigator.language ?? "en").slice(0, 2).toLowerCase();
  return LANGUAGES[lang] ? lang : "en";
}

function dressPage({ words, lang }) {
  document.documentElement.lang = lang;
  document.documentElement.dir = RIGHT_TO_LEFT.has(lang) ? "rtl" : "ltr";
  at("banner").textContent = words.banner;
  at("skip").textContent = words.skip;
  at("sidebar").setAttribute("aria-label", words.chats);
  at("conversation").setAttribute("aria-label", words.conversation);
  at("log").setAttribute("aria-label", words.conversation);
  Object.assign(at("log").dataset, { more: words.showMore, less: words.showLess });
  for (const [id, picture, label] of [["back", "back", words.back], ["more", "more", words.more], ["newest", "down", words.toNewest]]) {
    at(id).replaceChildren(icon(picture));
    at(id).setAttribute("aria-label", label);
    at(id).title = label;
  }
}

function readingMemory(user) {
  const key = `sandbox.read.${user}`;
  return { load: () => JSON.parse(recollect(key) ?? "{}"), save: (read) => remember(key, JSON.stringify(read)) };
}

function listenToPage(session, actions) {
  const { ui } = session;
  at("back").addEventListener("click", () => {
    document.body.dataset.view = "chats";
    document.querySelector(".chat-row[aria-current]")?.focus();
  });
  at("skip").addEventListener("click", (event) => {
    event.preventDefault();
    (document.querySelector("#start") ?? at("input")).focus();
  });
  attachMenu(at("more"), () => moreItems(session, actions), ui.words.more);
  at("conversation").addEventListener("dragover", (event) => event.preventDefault());
  at("conversation").addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) session.composer.takeFiles(event.dataTransfer.files);
  });
  document.addEventListener("visibilitychange", () => draw(session));
}

function moreItems(session, actions) {
  const { ui, store, open } = session;
  if (open.chat !== session.user) return keepingItems(session, store.conversations().find((one) => one.key === open.key));
  return [store.entry(session.user)?.can_write === false
    ? el("button", { type: "button", role: "menuitem", onclick: actions.start }, icon("check"), ui.words.unblock)
    : el("button", { type: "button", role: "menuitem", onclick: actions.block }, icon("close"), ui.words.block)];
}

// Drawing everything that may have changed

function draw(session) {
  const { store, ui, open } = session;
  if (!session.ready) return drawHead(session, null);
  const conversations = store.conversations().map((conversation) => {
    const messages = store.messagesOf(conversation);
    return { ...conversation, messages, last: messages.at(-1), action: actionWords(session, conversation) };
  });
  const current = conversations.find((one) => one.key === open.key) ?? conversations[0];
  session.open = { chat: current.chat, thread: current.thread, key: current.key };
  const mode = modeOf(current, session);
  ui.canReply = mode === "write";
  session.history.show({
    key: current.key, messages: current.messages, ui, grouped: !["private", "channel"].includes(current.entry.chat.type),
    draft: current.thread ? null : store.draftIn(current.chat), empty: emptyCard(session, mode),
    isPressed: (messageId, callback) => store.isPressed(current.chat, messageId, callback),
  });
  if (!document.hidden) store.markRead(current.messages, current.key);
  const counted = conversations.map((one) => ({ ...one, unread: store.unread(one.messages, one.key) }));
  session.sidebar.show(counted, current.key);
  session.composer.show({ key: current.key, mode, commands: session.bots.get(current.chat)?.commands ?? [], username: session.bots.get(current.chat)?.username, markup: replyMarkupOf(current.messages), canStop: Boolean(!current.thread && store.draftIn(current.chat)?.can_stop) });
  drawHead(session, current);
  const unread = counted.reduce((sum, one) => sum + one.unread, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${current.name} · Sandbox`;
}

function modeOf({ entry, messages }, session) {
  const isPrivate = entry.chat.id === session.user;
  if (isPrivate && entry.can_write === false) return "blocked";
  if (isPrivate && messages.length === 0) return "start";
  return entry.can_write === false ? "read" : "write";
}

function emptyCard(session, mode) {
  const bot = session.bots.get(session.open.chat);
  if (mode !== "start") return el("div", { class: "service empty" }, el("span", {}, session.ui.words.empty));
  const words = bot?.description || bot?.short_description;
  return el("div", { class: "about" }, avatar(bot?.first_name ?? "", session.user, "large"), el("h2", { dir: "auto" }, bot?.first_name ?? ""),
    words ? el("strong", {}, session.ui.words.about) : null, words ? el("p", { dir: "auto" }, words) : null);
}

function actionWords({ store, ui }, { chat, thread }) {
  const action = thread ? null : store.actionIn(chat);
  if (!action) return null;
  return action.startsWith("upload") || action.startsWith("record") ? ui.words.sendingFile : ui.words.typing;
}

function drawHead(session, current) {
  const { ui } = session;
  const trouble = !session.up ? (session.ready ? ui.words.reconnecting : ui.words.connecting) : null;
  const subtitle = trouble ?? current?.action ?? kindWords(current, ui.words);
  if (at("subtitle").textContent !== subtitle) at("subtitle").textContent = subtitle;
  at("subtitle").className = trouble ? "trouble" : current?.action ? "active" : "";
  document.body.classList.toggle("offline", Boolean(trouble));
  if (current) at("more").hidden = current.entry.chat.type !== "private" && !current.entry.is_admin;
  if (!current || (at("title").textContent === current.name && at("head-avatar").dataset.key === current.key)) return;
  at("title").textContent = current.name;
  at("head-avatar").dataset.key = current.key;
  at("head-avatar").replaceChildren(current.thread ? el("span", { class: "avatar topic-mark" }, "#") : avatar(current.name, current.chat));
}

function kindWords(current, words) {
  if (!current) return "";
  if (current.thread) return `${current.entry.title} · ${words.topic}`;
  return { private: words.bot, group: words.group, supergroup: words.group, channel: words.channel }[current.entry.chat.type] ?? "";
}

openPage();
