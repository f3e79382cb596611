/**
 * The chat page: who one is, which conversation is open, and how the parts hear of each other.
 *
 * This is the table of contents: `api.js` talks to the server, `store.js` remembers, `sidebar.js`, `history.js` and
 * `composer.js` draw, and `actions` below are everything a person can do.
 */

import { introduce, people, personApi } from "./api.js";
import { avatar, nameOf } from "./bubble.js";
import { createComposer } from "./composer.js";
import { dateWriters } from "./dates.js";
import { el, icon } from "./dom.js";
import { createHistory } from "./history.js";
import { replyMarkupOf } from "./keyboards.js";
import { alertDialog, attachMenu, toast } from "./notices.js";
import { createSidebar, recollect, remember } from "./sidebar.js";
import { createStore, keyOf } from "./store.js";
import { LANGUAGES, RIGHT_TO_LEFT, fill, wordsOf } from "./words.js";

const ANSWER_MS = 30_000;
const at = (id) => document.getElementById(id);

async function openPage() {
  const asked = new URLSearchParams(location.search);
  const user = Math.max(1, Number.parseInt(asked.get("user") ?? "1", 10) || 1);
  const lang = chosenLanguage(asked);
  const api = personApi(user);
  const ui = { user, lang, words: wordsOf(lang), dates: dateWriters(lang), file: api.file, canReply: true };
  const session = { api, ui, user, open: null, up: false, bots: new Map(), everybody: [], waiting: new Map(), answers: new Map(), payload: asked.get("start") };
  session.store = createStore({ memory: readingMemory(user), changed: () => draw(session) });
  const actions = actionsOf(session);
  dressPage(ui);
  session.sidebar = createSidebar({ list: at("chats"), who: at("who"), theme: at("theme") }, ui, { open: (key) => actions.open(key), people: () => session.everybody });
  session.history = createHistory(at("scroller"), at("log"), actions);
  session.composer = createComposer(at("foot"), ui, actions);
  session.open = { chat: user, thread: 0, key: keyOf(user) };
  listenToPage(session, actions);
  session.introduced = false;
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

// Hearing from the server

function follow(session) {
  const { api, store } = session;
  let queue = null;
  api.listen({
    async up() {
      // Events that arrive while the whole is fetched are newer than it: they wait and come after.
      queue = [];
      try {
        await catchUp(session);
        session.up = true;
      } finally {
        const waiting = queue;
        queue = null;
        waiting.forEach(([kind, value]) => HEARD[kind](session, value));
      }
      store.tell();
    },
    down() {
      session.up = false;
      store.tell();
    },
    event: (kind, value) => (queue ? queue.push([kind, value]) : HEARD[kind](session, value)),
  });
  store.tell();
}

async function catchUp(session) {
  const { api, store, user, ui } = session;
  const asked = new URLSearchParams(location.search).get("lang");
  if (!session.introduced) await introduce({ user, ...(asked ? { language_code: ui.lang } : {}) });
  session.introduced = true;
  session.bots.clear();
  const [chats] = await Promise.all([api.chats(), meetPeople(session), meetBot(session, session.open.chat)]);
  await Promise.all(chats.map((entry) => fetchMessages(session, entry.chat.id)));
  store.setChats(chats);
  session.ready = true;
}

async function meetPeople(session) {
  session.everybody = (await people()).map((person) => ({ ...person, id: person.id ?? person.user }));
  const me = session.everybody.find((person) => person.id === session.user);
  session.sidebar.showPerson(nameOf(me) ?? String(session.user));
}

async function meetBot(session, chat) {
  session.bots.set(chat, await session.api.bot(chat));
  session.store.tell();
}

async function fetchMessages({ api, store }, chat) {
  store.setMessages(chat, await api.messages(chat));
}

const HEARD = {
  message(session, { chat_id, message }) {
    const { store } = session;
    if (!message.outgoing && (message.from?.is_bot || message.sender_chat)) store.settle(chat_id);
    store.put(chat_id, message);
    if (!store.knows(chat_id) || tellsOfChat(message)) background(session, refetchChats(session, chat_id));
  },
  edited: ({ store }, { chat_id, message }) => store.put(chat_id, message),
  deleted: ({ store }, { chat_id, message_ids }) => store.remove(chat_id, message_ids),
  action: ({ store }, { chat_id, action }) => store.setAction(chat_id, action),
  draft: ({ store }, { chat_id, draft_id, text, entities }) => store.setDraft(chat_id, { draft_id, text, entities }),
  answer: (session, answer) => answered(session, answer),
  bot(session) {
    session.bots.clear();
    background(session, meetBot(session, session.open.chat));
  },
};

function tellsOfChat(message) {
  return ["new_chat_members", "left_chat_member", "new_chat_title", "migrate_to_chat_id", "migrate_from_chat_id", "forum_topic_created", "forum_topic_edited"]
    .some((field) => message[field] !== undefined);
}

async function refetchChats(session, chat) {
  const { api, store } = session;
  const chats = await api.chats();
  if (chats.some((entry) => entry.chat.id === chat) && !store.knows(chat)) await fetchMessages(session, chat);
  store.setChats(chats);
}

/** Work nobody waits for: what fails is told, not thrown. */
function background({ ui }, promise) {
  promise.catch((error) => toast(fill(ui.words.failed, { why: error.message })));
}

function answered(session, { callback_query_id, text, show_alert, url }) {
  const done = session.waiting.get(callback_query_id);
  if (!done) return void session.answers.set(callback_query_id, { callback_query_id, text, show_alert, url });
  session.waiting.delete(callback_query_id);
  session.answers.delete(callback_query_id);
  done();
  if (url && /^https?:/i.test(url)) alertDialog(text ?? "", session.ui, url);
  else if (text && show_alert) alertDialog(text, session.ui);
  else if (text) toast(text);
}

// What a person can do

function actionsOf(session) {
  const { api, ui, store } = session;
  const attempt = async (promise) => {
    try {
      return (await promise) ?? true;
    } catch (error) {
      toast(error.status === 409 ? ui.words.staleButton : fill(ui.words.failed, { why: error.message }));
      return null;
    }
  };
  const sent = (answer) => {
    if (answer?.message) store.put(answer.message.chat.id, { ...answer.message, outgoing: answer.message.outgoing ?? true });
    return answer;
  };
  const here = () => ({ ...(session.open.thread ? { message_thread_id: session.open.thread } : {}) });
  const actions = {
    open(key) {
      const conversation = store.conversations().find((one) => one.key === key);
      if (!conversation) return;
      session.open = { chat: conversation.chat, thread: conversation.thread, key };
      document.body.dataset.view = "chat";
      if (!session.bots.has(conversation.chat)) background(session, meetBot(session, conversation.chat));
      draw(session);
      if (matchMedia("(hover: hover)").matches) session.composer.focus();
    },
    send: async (text, reply = {}) => sent(await attempt(api.send(session.open.chat, { text, ...reply, ...here() }))),
    async sendFile(file, caption, reply) {
      const form = new FormData();
      form.append("file", file, file.name);
      if (caption) form.append("caption", caption);
      for (const [name, value] of Object.entries({ ...reply, ...here() })) form.append(name, value);
      return sent(await attempt(api.sendDocument(session.open.chat, form)));
    },
    sendLocation: async (place) => sent(await attempt(api.sendLocation(session.open.chat, { ...place, ...here() }))),
    async start() {
      const answer = sent(await attempt(api.start(session.payload)));
      if (answer) session.payload = null;
      session.composer.focus();
    },
    block: () => attempt(api.block().then(() => refetchChats(session))),
    unblock: () => attempt(api.unblock().then(() => refetchChats(session))),
    async press(message, data) {
      const release = store.press(message.chat.id, message.message_id, data);
      const timer = setTimeout(release, ANSWER_MS);
      const done = () => (clearTimeout(timer), release());
      const pressed = await attempt(api.press(message.chat.id, message.message_id, data));
      if (!pressed) return done();
      session.waiting.set(pressed.callback_query_id, done);
      const early = session.answers.get(pressed.callback_query_id);
      if (early) answered(session, early);
    },
    command: (text) => actions.send(text),
    reply: (message, quote) => session.composer.reply(message, quote),
    redraw: () => draw(session),
    up: () => session.history.focusLast(),
    leave: () => session.composer.focus(),
    openLink: (event, address) => followDeepLink(session, event, address),
    async copy(text) {
      await navigator.clipboard.writeText(text).then(() => toast(ui.words.copied), (error) => toast(fill(ui.words.failed, { why: error.message })));
    },
    scrolled({ atEnd, below }) {
      const button = at("newest");
      button.hidden = atEnd;
      button.dataset.count = below || "";
    },
  };
  return actions;
}

/** A `t.me` link to this very bot opens it here, as Telegram would, with its start parameter. */
function followDeepLink(session, event, address) {
  const { username } = session.bots.get(session.open.chat) ?? {};
  const link = new URL(address);
  if (!username || !/^(t|telegram)\.me$/.test(link.hostname) || link.pathname.slice(1).toLowerCase() !== username.toLowerCase()) return;
  event.preventDefault();
  session.open = { chat: session.user, thread: 0, key: keyOf(session.user) };
  if (link.searchParams.has("start")) background(session, session.api.start(link.searchParams.get("start")));
  draw(session);
}

function listenToPage(session, actions) {
  const { ui } = session;
  at("back").addEventListener("click", () => {
    document.body.dataset.view = "chats";
    document.querySelector(".chat-row[aria-current]")?.focus();
  });
  at("newest").addEventListener("click", () => session.history.toEnd(true));
  at("skip").addEventListener("click", (event) => {
    event.preventDefault();
    (document.querySelector("#start") ?? at("input")).focus();
  });
  attachMenu(at("more"), () => [
    el("button", { type: "button", role: "menuitem", onclick: actions.block }, icon("close"), ui.words.block),
    el("button", { type: "button", role: "menuitem", onclick: actions.unblock }, icon("check"), ui.words.unblock),
  ], ui.words.more);
  at("conversation").addEventListener("dragover", (event) => event.preventDefault());
  at("conversation").addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) session.composer.takeFiles(event.dataTransfer.files);
  });
  document.addEventListener("visibilitychange", () => draw(session));
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
  session.composer.show({ key: current.key, mode, commands: session.bots.get(current.chat)?.commands ?? [], markup: replyMarkupOf(current.messages) });
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
  if (!current || (at("title").textContent === current.name && at("head-avatar").dataset.key === current.key)) return;
  at("title").textContent = current.name;
  at("head-avatar").dataset.key = current.key;
  at("head-avatar").replaceChildren(current.thread ? el("span", { class: "avatar topic-mark" }, "#") : avatar(current.name, current.chat));
  at("more").hidden = current.entry.chat.type !== "private";
}

function kindWords(current, words) {
  if (!current) return "";
  if (current.thread) return `${current.entry.title} · ${words.topic}`;
  return { private: words.bot, group: words.group, supergroup: words.group, channel: words.channel }[current.entry.chat.type] ?? "";
}

openPage();
