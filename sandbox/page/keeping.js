/**
 * Keeping groups and channels: opening one, its topics, who is in it and who keeps it, and letting the bot in.
 *
 * Menu items for those who may; what the server refuses is told in a toast.
 */

import { el, icon } from "./dom.js";
import { background, refetchChats } from "./hearing.js";
import { choiceDialog, formDialog } from "./notices.js";
import { keyOf } from "./store.js";

const KINDS = [["newGroup", { type: "group" }], ["newForum", { type: "supergroup", is_forum: true }], ["newChannel", { type: "channel" }]];

/** For the menu of people: a new group, forum or channel, with everybody and the bot in it. */
export function openingItems(session, actions) {
  return KINDS.map(([word, about]) => item(session, "plus", word, () => openChat(session, actions, word, about)));
}

/** For the menu of a group or channel: what its admins may do with it. */
export function keepingItems(session, { entry, chat, thread }) {
  const { api, ui } = session;
  if (!entry.is_admin) return [];
  const topic = entry.topics.find((one) => one.message_thread_id === thread);
  const does = (mark, word, act) => item(session, mark, word, () => background(session, act().then(() => refetchChats(session, chat))));
  const asGroup = session.asGroup.has(chat);
  return [
    entry.chat.is_forum ? item(session, "plus", "newTopic", () => openTopic(session, chat)) : null,
    topic ? does(topic.is_closed ? "check" : "close", topic.is_closed ? "reopenTopic" : "closeTopic", () => api.switchTopic(chat, thread, !topic.is_closed)) : null,
    entry.chat.type === "supergroup" ? item(session, asGroup ? "person" : "menu", asGroup ? "asMyself" : "asGroup", () => session.asGroup[asGroup ? "delete" : "add"](chat)) : null,
    item(session, "plus", "addPerson", () => background(session, changeSomebody(session, chat, ui.words.addPerson, (status) => !isIn(status), "member"))),
    item(session, "person", "makeAdmin", () => background(session, changeSomebody(session, chat, ui.words.makeAdmin, (status) => status === "member", "administrator"))),
    entry.chat.type === "group" ? does("menu", "makeSupergroup", () => api.migrate(chat)) : null,
    entry.has_bot ? does("close", "removeBot", () => api.setMember(chat, "bot", "kicked")) : does("check", "addBot", () => api.setMember(chat, "bot", botStatus(entry))),
  ];
}

/** What a `startgroup` or `startchannel` link is for: a chat of one's own that the bot is not in yet. */
export async function letIn(session, actions, link) {
  const isChannel = link.searchParams.has("startchannel");
  const open = session.store.conversations().filter(({ entry, thread }) =>
    !thread && entry.is_admin && !entry.has_bot && (entry.chat.type === "channel") === isChannel);
  const choices = [...open.map((one) => [one.key, one.name]), ["", `+ ${session.ui.words[isChannel ? "newChannel" : "newGroup"]}`]];
  const key = await choiceDialog(session.ui.words.addBot, choices, session.ui);
  if (key === null) return;
  if (key === "") return openChat(session, actions, isChannel ? "newChannel" : "newGroup", { type: isChannel ? "channel" : "group" });
  const { chat, entry } = open.find((one) => one.key === key);
  await session.api.setMember(chat, "bot", botStatus(entry));
  await refetchChats(session, chat);
  actions.open(key);
}

const isIn = (status) => ["creator", "administrator", "member", "restricted"].includes(status);
const botStatus = (entry) => (entry.chat.type === "channel" ? "administrator" : "member");

function item({ ui }, mark, word, onclick) {
  return el("button", { type: "button", role: "menuitem", dataset: { keep: word }, onclick }, icon(mark), ui.words[word]);
}

async function askName({ ui }, title) {
  const field = el("label", {}, ui.words.name, el("input", { name: "title", required: true, maxlength: 128, dir: "auto", autocomplete: "off" }));
  const answer = await formDialog(title, [field], ui.words.ok, ui);
  return answer && String(answer.get("title")).trim();
}

async function openChat(session, actions, word, about) {
  const title = await askName(session, session.ui.words[word]);
  if (!title) return;
  background(session, session.api.openChat({ ...about, title }).then(async (chat) => {
    await refetchChats(session, chat.id);
    actions.open(keyOf(chat.id));
  }));
}

async function openTopic(session, chat) {
  const name = await askName(session, session.ui.words.newTopic);
  if (name) background(session, session.api.openTopic(chat, name).then(() => refetchChats(session, chat)));
}

async function changeSomebody(session, chat, title, fits, status) {
  const inside = new Map((await session.api.members(chat)).map((row) => [row.user.id, row.status]));
  const choices = session.everybody.filter((person) => fits(inside.get(person.id) ?? "left")).map((person) => [String(person.id), person.first_name]);
  const user = await choiceDialog(title, choices, session.ui);
  if (user !== null) await session.api.setMember(chat, Number(user), status);
}
