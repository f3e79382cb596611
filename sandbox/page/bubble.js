/**
 * One message as a node: a bubble, or a centred line for what the chat itself says.
 *
 * Knows how a message looks. What a click on its parts does is decided in `history.js`, which finds them by
 * their `data-` marks.
 */

import { el, icon } from "./dom.js";
import { richText, plainLine } from "./entities.js";
import { attachments, attachmentName } from "./attachments.js";
import { inlineKeyboard } from "./keyboards.js";
import { fill } from "./words.js";

const COLOURS = 7;

/** The name of who speaks: the person, the bot, or the channel. */
export function speaker(message) {
  return message.sender_chat?.title ?? nameOf(message.from) ?? message.chat.title ?? "";
}

export function nameOf(user) {
  return user ? [user.first_name, user.last_name].filter(Boolean).join(" ") : undefined;
}

/** A round picture of a name: its first letter on one of a few colours that stays the same for an id. */
export function avatar(name, id, extra = "") {
  return el("span", { class: `avatar colour-${Math.abs(Number(id) || 0) % COLOURS} ${extra}`, "aria-hidden": "true" }, firstLetter(name));
}

/** Where lines begin: by the first letter that is not in an isolate, which `dir=auto` would count too; else as the page. */
function direction(text) {
  const letter = text.replace(/[\u2066-\u2068][^\u2069]*\u2069/gu, "").match(/[\u200e\u200f]|\p{L}/u)?.[0];
  if (!letter) return document.documentElement.dir || "auto";
  return /[\u200f\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(letter) ? "rtl" : "ltr";
}

function firstLetter(name) {
  const [letter] = new Intl.Segmenter().segment(String(name).trim() || "?");
  return letter.segment.toLocaleUpperCase();
}

/** A message in one line, for the list of chats and quoted headers. */
export function summary(message, ui) {
  const said = message.text ?? message.caption;
  if (said) return plainLine(said);
  return attachmentName(message, ui.words) ?? serviceWords(message, ui.words) ?? ui.words.unsupported;
}

/** Whether the chat itself says it, so that it stands centred and ends a run of messages. */
export function isService(message, words) {
  return !message.text && !message.caption && !attachmentName(message, words) && serviceWords(message, words) !== null;
}

/**
 * The node of a message. `look` says how it stands among its neighbours:
 * `{first, last, named, pictured}`: of a run by one speaker, with the speaker's name, with a picture.
 */
export function messageNode(message, look, ui) {
  if (isService(message, ui.words)) {
    return el("div", { class: "service", tabindex: -1, dataset: { id: message.message_id } }, el("span", { dir: "auto" }, serviceWords(message, ui.words)));
  }
  const side = message.outgoing ? "out" : "in";
  const picture = look.pictured && (look.last ? avatar(speaker(message), message.sender_chat?.id ?? message.from?.id) : el("span", { class: "avatar-room" }));
  const column = el("div", { class: "column" }, bubble(message, look, ui));
  if (message.reply_markup?.inline_keyboard?.length) column.append(inlineKeyboard(message.reply_markup.inline_keyboard, ui));
  const label = `${message.outgoing ? ui.words.you : speaker(message)}, ${ui.dates.clock(message.date)}`;
  const action = ui.canReply && el("button", { type: "button", class: "reply-action", dataset: { reply: message.message_id }, "aria-label": ui.words.reply, title: ui.words.reply }, icon("reply"));
  return el("article", { class: classes("message", side, look.first && "first", look.last && "last"), tabindex: -1, "aria-label": label, dataset: { id: message.message_id } },
    picture, column, action);
}

function bubble(message, look, ui) {
  const media = attachments(message, ui).filter(Boolean);
  const said = message.text ?? message.caption;
  const parts = [];
  if (look.named && look.first) parts.push(el("div", { class: `speaker colour-${Math.abs(message.sender_chat?.id ?? message.from?.id ?? 0) % COLOURS}`, dir: "auto" }, speaker(message)));
  if (message.via_bot) parts.push(el("div", { class: "forwarded", dir: "auto" }, fill(ui.words.via, { name: `@${message.via_bot.username}` })));
  if (message.forward_origin) parts.push(el("div", { class: "forwarded", dir: "auto" }, `↪ ${forwardedFrom(message.forward_origin)}`));
  if (answersSomething(message)) parts.push(quotedHeader(message, ui));
  const meta = metaLine(message, ui);
  const text = said ? el("div", { class: "text", dir: direction(said) }, richText(said, message.entities ?? message.caption_entities, ui)) : null;
  if (!text && !media.length) parts.push(el("div", { class: "text unsupported" }, ui.words.unsupported));
  parts.push(...(message.show_caption_above_media ? [text, ...media] : [...media, text]));
  const bare = media.length && !text && message.photo;
  if (text) text.append(meta);
  else parts.push(meta);
  if (message.reactions?.length) parts.push(reactionLine(message.reactions));
  return el("div", { class: classes("bubble", message.photo && "with-photo", bare && "bare") }, parts);
}

function metaLine(message, ui) {
  // The outside follows the text's direction, so that it floats away from it; the inside follows the page's.
  return el("span", { class: "meta" }, el("span", { dir: document.documentElement.dir },
    message.edited ? el("span", { class: "edited" }, ui.words.edited) : null,
    el("time", { datetime: new Date(message.date * 1000).toISOString(), title: ui.dates.full(message.edit_date ?? message.date) }, ui.dates.clock(message.date)),
    message.outgoing ? icon("check") : null));
}

/** What is written in a topic formally answers the message that opened it; only a real answer shows what it answers. */
function answersSomething({ reply_to_message: original }) {
  return Boolean(original) && !original.forum_topic_created;
}

function quotedHeader(message, ui) {
  const original = message.reply_to_message;
  const gone = original.date === 0;
  return el("button", { type: "button", class: "quoted", dataset: { jump: original.message_id } },
    el("strong", { dir: "auto" }, gone ? ui.words.deletedOriginal : speaker(original)),
    gone ? null : el("span", { dir: "auto" }, message.quote ? plainLine(message.quote.text) : summary(original, ui)));
}

function reactionLine(reactions) {
  return el("div", { class: "reactions" }, reactions.map((reaction) => el("span", {}, reaction.emoji ?? reaction.type?.emoji ?? "★")));
}

function forwardedFrom(origin) {
  return nameOf(origin.sender_user) ?? origin.sender_user_name ?? origin.sender_chat?.title ?? origin.chat?.title ?? "";
}

/** A message the bot is still writing. */
export function draftNode(draft, ui) {
  const text = draft.text ? richText(draft.text, draft.entities, ui) : el("span", { class: "thinking" }, ui.words.thinking);
  return el("article", { class: "message in first last draft", "aria-hidden": "true" },
    el("div", { class: "column" }, el("div", { class: "bubble" }, el("div", { class: "text", dir: "auto" }, text))));
}

function serviceWords(message, words) {
  const who = speaker(message);
  for (const [field, say] of Object.entries(SERVICES)) {
    if (message[field] !== undefined && message[field] !== false) return say(words, message[field], who, message);
  }
  return null;
}

const SERVICES = {
  new_chat_members: (words, members, who, message) => members.map((member) => fill(member.id === message.from?.id ? words.joined : words.added, { name: nameOf(member), by: who })).join("\n"),
  left_chat_member: (words, member, who, message) => fill(member.id === message.from?.id ? words.left : words.removed, { name: nameOf(member), by: who }),
  group_chat_created: (words, value, who, message) => fill(words.created, { title: message.chat.title }),
  supergroup_chat_created: (words, value, who, message) => fill(words.created, { title: message.chat.title }),
  channel_chat_created: (words) => words.channelCreated,
  new_chat_title: (words, title) => fill(words.renamed, { title }),
  new_chat_photo: (words) => words.photoChanged,
  delete_chat_photo: (words) => words.photoChanged,
  migrate_to_chat_id: (words) => words.migrated,
  migrate_from_chat_id: (words) => words.migrated,
  forum_topic_created: (words, topic) => fill(words.topicCreated, { title: topic.name }),
  forum_topic_edited: (words, topic) => fill(words.topicRenamed, { title: topic.name ?? "" }),
  forum_topic_closed: (words) => words.topicClosed,
  forum_topic_reopened: (words) => words.topicReopened,
  pinned_message: (words, pinned, who) => fill(words.pinned, { name: who, title: plainLine(pinned.text ?? pinned.caption ?? "…").slice(0, 40) }),
};

function classes(...names) {
  return names.filter(Boolean).join(" ");
}
