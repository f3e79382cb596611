/**
 * The people side of the sandbox's server, for one person: requests, and the stream of events.
 *
 * Knows nothing about the page. Requests answer parsed JSON or throw `Refused`; the stream reconnects by itself
 * and says when it is up, so that whoever listens can fetch what was missed.
 */

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 8000;
const EVENTS = ["message", "edited", "deleted", "action", "draft", "answer", "bot"];

/** The server answered, but not with what was asked for. `status` is its HTTP status. */
export class Refused extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

/** Everybody the sandbox knows. */
export const people = () => ask("/people");

/** Make a person known, or tell the sandbox something new of them: `{user, first_name?, language_code?}`. */
export const introduce = (person) => ask("/people", { method: "POST", json: person });

/** All that one person can do. */
export function personApi(user) {
  const home = `/people/${user}`;
  const post = (path, json = {}) => ask(home + path, { method: "POST", json });
  return {
    chats: () => ask(`${home}/chats`),
    messages: (chat, after = 0) => ask(`${home}/chats/${chat}/messages?after=${after}`),
    bot: (chat) => ask(`${home}/bot?chat_id=${chat}`),
    start: (payload) => post("/start", payload ? { payload } : {}),
    send: (chat, message) => post(`/chats/${chat}/send`, message),
    sendDocument: (chat, form) => ask(`${home}/chats/${chat}/send_document`, { method: "POST", body: form }),
    sendLocation: (chat, place) => post(`/chats/${chat}/location`, place),
    stop: (chat, draft_id) => post(`/chats/${chat}/stop`, { draft_id }),
    press: (chat_id, message_id, data) => post("/press", { chat_id, message_id, data }),
    /** What the bot offers for these words in this chat: `{query, answered, results, next_offset, button}`. */
    async inline(chat, words, offset) {
      const { inline_query_id: query } = await post(`/chats/${chat}/inline`, { query: words, offset });
      return { query, ...(await ask(`${home}/inline/${query}?timeout=10`)) };
    },
    choose: (chat, query, result, more) => post(`/chats/${chat}/choose`, { inline_query_id: query, result_id: result, ...more }),
    openChat: (about) => post("/chats", about),
    members: (chat) => ask(`${home}/chats/${chat}/members`),
    setMember: (chat, member, status) => post(`/chats/${chat}/members`, { user: member, status }),
    openTopic: (chat, name) => post(`/chats/${chat}/topics`, { name }),
    switchTopic: (chat, thread, is_closed) => post(`/chats/${chat}/topics/${thread}`, { is_closed }),
    migrate: (chat) => post(`/chats/${chat}/migrate`),
    block: () => post("/block"),
    unblock: () => post("/unblock"),
    file: (fileId) => `${home}/files/${encodeURIComponent(fileId)}`,
    listen: (listener) => listen(`${home}/events`, listener),
  };
}

async function ask(path, { method = "GET", json, body } = {}) {
  const headers = json === undefined ? {} : { "Content-Type": "application/json" };
  const response = await fetch(path, { method, headers, body: json === undefined ? body : JSON.stringify(json), cache: "no-store" });
  const text = await response.text();
  const answer = parsed(text);
  if (!response.ok) throw new Refused(response.status, answer?.error ?? answer?.description ?? (text.slice(0, 200) || response.statusText));
  return answer;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Follow the events. `listener.up()` is awaited after each connection (fetch what was missed there; if it throws,
 * the connection counts as failed), `listener.down()` is called when it breaks, `listener.event(kind, value)` for each event.
 */
function listen(address, listener) {
  let failures = 0;
  let retry = null;

  const connect = () => {
    retry = null;
    const source = new EventSource(address);
    const fail = () => {
      source.close();
      if (retry !== null) return;
      listener.down();
      const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures) * (0.75 + Math.random() / 2);
      failures += 1;
      retry = setTimeout(connect, wait);
    };
    source.onopen = async () => {
      try {
        await listener.up();
        failures = 0;
      } catch (error) {
        console.warn("could not catch up:", error);
        fail();
      }
    };
    source.onerror = fail;
    for (const kind of EVENTS) source.addEventListener(kind, (event) => listener.event(kind, JSON.parse(event.data)));
  };

  const hurry = () => {
    if (retry === null || document.hidden) return;
    clearTimeout(retry);
    connect();
  };
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  connect();
}
