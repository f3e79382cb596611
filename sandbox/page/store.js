/**
 * What one person knows: their chats, the messages in them, what is being typed, what was read.
 *
 * Pure state without DOM or network. A *conversation* is a chat, or one topic of a forum: `{chat, thread}` with
 * thread 0 where there is none. `changed` is called, once for any number of changes in a row.
 */

const ACTION_MS = 5500;
const DRAFT_MS = 30_000;

export function createStore({ memory, changed }) {
  const state = { chats: [], known: new Map(), actions: new Map(), drafts: new Map(), pressed: new Map(), read: memory.load() };
  let told = false;
  const tell = () => {
    if (told) return;
    told = true;
    queueMicrotask(() => {
      told = false;
      changed();
    });
  };
  return {
    tell,
    ...chatList(state, tell),
    ...messageBook(state, tell),
    ...passing(state, tell),
    ...presses(state, tell),
    ...reading(state, memory, tell),
  };
}

/** The key of a conversation, for maps and links. */
export function keyOf(chatId, thread = 0) {
  return thread ? `${chatId}_${thread}` : String(chatId);
}

function chatList(state, tell) {
  return {
    setChats(chats) {
      state.chats = chats;
      tell();
    },
    knows: (chatId) => state.chats.some((entry) => entry.chat.id === chatId),
    entry: (chatId) => state.chats.find((entry) => entry.chat.id === chatId),
    /** Every conversation, a forum's topics after the forum: `{key, entry, chat, thread, name}`. */
    conversations() {
      return state.chats.flatMap((entry) => {
        const whole = { key: keyOf(entry.chat.id), entry, chat: entry.chat.id, thread: 0, name: entry.title };
        const topics = (entry.topics ?? []).map((topic) => ({
          key: keyOf(entry.chat.id, topic.message_thread_id), entry, chat: entry.chat.id, thread: topic.message_thread_id, name: topic.name,
        }));
        return [whole, ...topics];
      });
    },
  };
}

function messageBook(state, tell) {
  const book = (chatId) => {
    if (!state.known.has(chatId)) state.known.set(chatId, new Map());
    return state.known.get(chatId);
  };
  const isKnown = (chatId, message) => JSON.stringify(book(chatId).get(message.message_id)) === JSON.stringify(message);
  const inThread = (entry, thread) => (message) => !entry?.chat.is_forum || threadOf(message) === thread;
  return {
    /** Replace all that is known of a chat by what the server knows. Unchanged messages keep their identity. */
    setMessages(chatId, messages) {
      const before = book(chatId);
      const kept = (message) => (isKnown(chatId, message) ? before.get(message.message_id) : message);
      state.known.set(chatId, new Map(messages.map((message) => [message.message_id, kept(message)])));
      tell();
    },
    /** A new message or a new state of one; what is known already, as one's own message told twice, changes nothing. */
    put(chatId, message) {
      if (isKnown(chatId, message)) return;
      const messages = book(chatId);
      const last = [...messages.keys()].at(-1) ?? -Infinity;
      const isNew = !messages.has(message.message_id);
      messages.set(message.message_id, message);
      if (isNew && message.message_id < last) state.known.set(chatId, new Map([...messages].sort(([one], [other]) => one - other)));
      tell();
    },
    remove(chatId, ids) {
      for (const id of ids) book(chatId).delete(id);
      tell();
    },
    message: (chatId, id) => book(chatId).get(id),
    messagesOf: ({ chat, thread, entry }) => [...book(chat).values()].filter(inThread(entry, thread)),
  };
}

function threadOf(message) {
  return message.is_topic_message || message.forum_topic_created ? (message.message_thread_id ?? 0) : 0;
}

/** What passes by itself: chat actions and drafts. */
function passing(state, tell) {
  const keep = (map, key, value, forMs) => {
    clearTimeout(map.get(key)?.timer);
    const timer = setTimeout(() => {
      map.delete(key);
      tell();
    }, forMs);
    map.set(key, { ...value, timer });
    tell();
  };
  const drop = (map, key) => {
    clearTimeout(map.get(key)?.timer);
    map.delete(key);
  };
  return {
    setAction: (chatId, action) => keep(state.actions, chatId, { action }, ACTION_MS),
    setDraft: (chatId, draft) => keep(state.drafts, chatId, { ...draft, since: state.drafts.get(chatId)?.since ?? Date.now() / 1000 }, DRAFT_MS),
    /** A message of the bot ends what it was doing. */
    settle(chatId) {
      drop(state.actions, chatId);
      drop(state.drafts, chatId);
    },
    /** A draft that was stopped is gone; one that is kept stays as long as it would have, and can't be stopped again. */
    stopDraft(chatId) {
      const draft = state.drafts.get(chatId);
      if (draft?.keep_on_stop) draft.can_stop = false;
      else drop(state.drafts, chatId);
      tell();
    },
    actionIn: (chatId) => state.actions.get(chatId)?.action,
    draftIn: (chatId) => state.drafts.get(chatId),
  };
}

/** Buttons pressed and not yet answered. */
function presses(state, tell) {
  return {
    press(chatId, messageId, data) {
      const pressed = { chatId, messageId, data };
      state.pressed.set(pressed, true);
      tell();
      return () => {
        if (state.pressed.delete(pressed)) tell();
      };
    },
    isPressed: (chatId, messageId, data) =>
      [...state.pressed.keys()].some((one) => one.chatId === chatId && one.messageId === messageId && one.data === data),
  };
}

function reading(state, memory, tell) {
  return {
    unread(messages, key) {
      const upTo = state.read[key] ?? 0;
      return messages.filter((message) => message.message_id > upTo && !message.outgoing).length;
    },
    markRead(messages, key) {
      const last = messages.at(-1)?.message_id ?? 0;
      if (state.read[key] === last) return;
      state.read[key] = last;
      memory.save(state.read);
      tell();
    },
  };
}
