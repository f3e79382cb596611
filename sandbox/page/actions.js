/**
 * Everything a person can do, as one object of functions. What fails is told in a toast, never thrown.
 *
 * Knows the session (`api`, `store`, `open`, ...); draws nothing itself.
 */

import { answered, background, meetBot, refetchChats } from "./hearing.js";
import { letIn } from "./keeping.js";
import { openOwn, ownLink } from "./links.js";
import { choiceDialog, toast } from "./notices.js";
import { keyOf } from "./store.js";
import { fill } from "./words.js";

const ANSWER_MS = 30_000;

export function actionsOf(session) {
  const { api, ui, store } = session;
  const attempt = async (promise, { conflict } = {}) => {
    try {
      return (await promise) ?? true;
    } catch (error) {
      toast(conflict && error.status === 409 ? conflict : fill(ui.words.failed, { why: error.message }));
      return null;
    }
  };
  const sent = (answer) => {
    if (answer?.message) store.put(answer.message.chat.id, { ...answer.message, outgoing: answer.message.outgoing ?? true });
    return answer;
  };
  const here = () => ({
    ...(session.open.thread ? { message_thread_id: session.open.thread } : {}), ...(session.asGroup.has(session.open.chat) ? { is_anonymous: true } : {}),
  });
  const actions = {
    open(key) {
      const conversation = store.conversations().find((one) => one.key === key);
      if (!conversation) return;
      session.open = { chat: conversation.chat, thread: conversation.thread, key };
      document.body.dataset.view = "chat";
      if (!session.bots.has(conversation.chat)) background(session, meetBot(session, conversation.chat));
      session.draw();
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
      background(session, refetchChats(session));
      session.draw(); // the input must stand there before it can have the focus
      session.composer.focus();
    },
    /** What the bot offers inline; null where it can't be asked. */
    inline: (words, offset) => attempt(api.inline(session.open.chat, words, offset)),
    choose: async (query, result) => sent(await attempt(api.choose(session.open.chat, query, result, here()))),
    startWith(parameter) {
      actions.open(keyOf(session.user));
      background(session, api.start(parameter));
    },
    block: () => attempt(api.block().then(() => refetchChats(session))),
    /** End what the bot is writing; where it has ended meanwhile, nothing is said. */
    async stop() {
      const { chat } = session.open;
      const draft = store.draftIn(chat);
      if (!draft?.can_stop) return;
      store.stopDraft(chat);
      session.composer.focus();
      await api.stop(chat, draft.draft_id).catch((error) => error.status === 409 || toast(fill(ui.words.failed, { why: error.message })));
    },
    async press(message, data) {
      const release = store.press(message.chat.id, message.message_id, data);
      const timer = setTimeout(release, ANSWER_MS);
      const done = () => (clearTimeout(timer), release());
      const pressed = await attempt(api.press(message.chat.id, message.message_id, data), { conflict: ui.words.staleButton });
      if (!pressed) return done();
      session.waiting.set(pressed.callback_query_id, done);
      const early = session.answers.get(pressed.callback_query_id);
      if (early) answered(session, early);
    },
    command: (text) => actions.send(text),
    reply: (message, quote) => session.composer.reply(message, quote),
    redraw: () => session.draw(),
    up: () => session.history.focusLast(),
    leave: () => session.composer.focus(),
    openLink(event, address) {
      const shared = sharedBy(address);
      if (shared === null) return followDeepLink(session, actions, event, address);
      event.preventDefault();
      share(session, actions, shared);
    },
    async copy(text) {
      await navigator.clipboard.writeText(text).then(() => toast(ui.words.copied), (error) => toast(fill(ui.words.failed, { why: error.message })));
    },
  };
  return actions;
}

/** What a link of `t.me/share/url` passes on; null for any other link. https://core.telegram.org/widgets/share */
function sharedBy(address) {
  const link = new URL(address);
  if (!/^(t|telegram)\.me$/.test(link.hostname) || link.pathname !== "/share/url") return null;
  return [link.searchParams.get("url"), link.searchParams.get("text")].filter(Boolean).join("\n");
}

/** Into the input of a chat that one chooses: what is sent is still up to the person. */
async function share(session, actions, text) {
  const open = session.store.conversations().filter(({ entry }) => entry.can_write !== false);
  const key = await choiceDialog(session.ui.words.shareWith, open.map((one) => [one.key, one.name]), session.ui);
  if (key === null) return;
  actions.open(key);
  session.composer.fill(text);
}

/** A `t.me` link to this very bot opens it here, as Telegram would, with its start parameter, or lets it into a chat. */
function followDeepLink(session, actions, event, address) {
  const link = ownLink(session, address);
  if (link === null) return;
  event.preventDefault();
  if (link.searchParams.has("startgroup") || link.searchParams.has("startchannel")) background(session, letIn(session, actions, link));
  else openOwn(session, link);
}
