/**
 * What the server tells: everything at the start and after each break, then event by event.
 *
 * Knows the session's store and says nothing to the server but questions.
 */

import { introduce, people } from "./api.js";
import { nameOf } from "./bubble.js";
import { openOwn, ownLink } from "./links.js";
import { alertDialog, toast } from "./notices.js";
import { keyOf } from "./store.js";
import { fill } from "./words.js";

/** Follow the server from now on, and after every break catch up with what was missed. */
export function follow(session) {
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
  const { api, store } = session;
  if (!session.introduced) await introduceOneself(session);
  session.bots.clear();
  const [chats] = await Promise.all([api.chats(), meetPeople(session), meetBot(session, session.open.chat)]);
  await Promise.all(chats.map((entry) => fetchMessages(session, entry.chat.id)));
  store.setChats(chats);
  session.ready = true;
}

/** Bots see the language of a person's app: the one asked for in the address, else the browser's where none is known. */
async function introduceOneself(session) {
  const known = (await people()).find((person) => person.id === session.user);
  const says = session.langAsked || !known?.language_code ? { language_code: session.ui.lang } : {};
  if (!known || says.language_code) await introduce({ user: session.user, ...says });
  session.introduced = true;
}

async function meetPeople(session) {
  session.everybody = await people();
  const me = session.everybody.find((person) => person.id === session.user);
  session.sidebar.showPerson(nameOf(me) ?? String(session.user));
}

/** Learn what the bot says of itself in a chat: name, description, commands. */
export async function meetBot(session, chat) {
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
    if (!store.knows(chat_id) || tellsOfChat(message)) background(session, learnOfChat(session, chat_id, message));
  },
  edited: ({ store }, { chat_id, message }) => store.put(chat_id, message),
  deleted: ({ store }, { chat_id, message_ids }) => store.remove(chat_id, message_ids),
  action: ({ store }, { chat_id, action }) => store.setAction(chat_id, action),
  draft: ({ store }, { chat_id, ...draft }) => store.setDraft(chat_id, draft),
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

async function learnOfChat(session, chat, message) {
  const wasHere = session.open.chat === message.migrate_from_chat_id;
  await refetchChats(session, chat);
  // A group that became a supergroup goes on under another id, and so does whoever was reading it.
  if (wasHere) session.open = { chat, thread: 0, key: keyOf(chat) };
  session.draw();
}

/** Learn the chats anew, and the messages of `chat` if it wasn't known. */
export async function refetchChats(session, chat) {
  const { api, store } = session;
  const chats = await api.chats();
  if (chats.some((entry) => entry.chat.id === chat) && !store.knows(chat)) await fetchMessages(session, chat);
  store.setChats(chats);
}

/** Work nobody waits for: what fails is told, not thrown. */
export function background({ ui }, promise) {
  promise.catch((error) => toast(fill(ui.words.failed, { why: error.message })));
}

/** The bot answered a press: release the button, and show what it said. An answer may be here before the press's own. */
export function answered(session, { callback_query_id, text, show_alert, url }) {
  const done = session.waiting.get(callback_query_id);
  if (!done) return void session.answers.set(callback_query_id, { callback_query_id, text, show_alert, url });
  session.waiting.delete(callback_query_id);
  session.answers.delete(callback_query_id);
  done();
  const own = url && /^https?:/i.test(url) ? ownLink(session, url) : null;
  if (own) openOwn(session, own);
  else if (url && /^https?:/i.test(url)) alertDialog(text ?? "", session.ui, url);
  else if (text && show_alert) alertDialog(text, session.ui);
  else if (text) toast(text);
}
