/**
 * Links of `t.me` that lead to this very bot: they open it here, and not in another window.
 */

import { toast } from "./notices.js";
import { keyOf } from "./store.js";
import { fill } from "./words.js";

/** The link, where it is one to the bot of this sandbox; else null. */
export function ownLink(session, address) {
  const { username } = session.bots.get(session.open.chat) ?? {};
  const link = new URL(address);
  const isOwn = username && /^(t|telegram)\.me$/.test(link.hostname) && link.pathname.slice(1).toLowerCase() === username.toLowerCase();
  return isOwn ? link : null;
}

/** The private chat with the bot, with what the link says after `start=`. */
export function openOwn(session, link) {
  session.open = { chat: session.user, thread: 0, key: keyOf(session.user) };
  document.body.dataset.view = "chat";
  const start = link.searchParams.get("start");
  if (start !== null) session.api.start(start).catch((error) => toast(fill(session.ui.words.failed, { why: error.message })));
  session.draw();
}
