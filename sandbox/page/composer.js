/**
 * The foot of a conversation: the input with its command menu, what is replied to, files, reply keyboards, and
 * the bars that stand there instead (Start, restart, "you can't write here").
 *
 * Knows how to ask for a message; `actions` sends it.
 */

import { el, icon } from "./dom.js";
import { attachMenu, formDialog } from "./notices.js";
import { createInline } from "./inline.js";
import { replyKeyboard } from "./keyboards.js";
import { summary, speaker } from "./bubble.js";
import { fill } from "./words.js";

const TALLEST_PX = 220;

/**
 * @param {HTMLElement} foot where it lives.
 * @param {object} actions `send(text, reply)`, `sendFile(file, caption, reply)`, `sendLocation(place)`, `start()`, `stop()`, `up()`, `redraw()`,
 *   and those of `inline.js`.
 */
export function createComposer(foot, ui, actions) {
  const parts = build(ui);
  const state = { key: null, reply: null, commands: [], shown: [], at: -1, written: new Map(), forced: new Map(), keyboardOpen: true };
  const composer = { parts, state, ui, actions, inline: createInline({ menu: parts.offers, input: parts.input }, ui, actions) };
  foot.append(parts.menu, parts.offers, parts.reply, parts.bar, parts.keyboard, parts.instead);
  attachMenu(parts.attach, () => [
    el("button", { type: "button", role: "menuitem", onclick: () => parts.file.click() }, icon("file"), ui.words.file),
    el("button", { type: "button", role: "menuitem", onclick: () => askPlace(composer) }, icon("pin"), ui.words.location),
  ], ui.words.attach);
  listen(composer, foot);
  return {
    show: (conversation) => show(composer, conversation),
    reply: (message, quote) => setReply(composer, { message, quote }),
    focus: () => parts.input.focus(),
    /** Puts a text into the input, to be sent by hand. */
    fill: (text) => (setText(composer, text), parts.input.focus()),
    takeFiles: (files) => askCaptions(composer, files),
  };
}

function build(ui) {
  const { words } = ui;
  const button = (name, label, type = "button") => el("button", { type, class: `round ${name}-button`, "aria-label": label, title: label }, icon(name));
  const parts = {
    menu: el("ul", { class: "command-menu", id: "command-menu", role: "listbox", "aria-label": words.commands, hidden: true }),
    offers: el("ul", { class: "command-menu offers", id: "offers", role: "listbox", "aria-label": words.offers, hidden: true }),
    reply: el("div", { class: "reply-bar", hidden: true }),
    commandsButton: button("menu", words.commands),
    attach: button("attach", words.attach),
    file: el("input", { type: "file", multiple: true, hidden: true, tabindex: -1 }),
    input: el("textarea", {
      id: "input", rows: 1, dir: "auto", placeholder: words.write, "aria-label": words.write, enterkeyhint: "send", autocomplete: "off",
      role: "combobox", "aria-autocomplete": "list", "aria-controls": "command-menu", "aria-expanded": "false", maxlength: 4096,
    }),
    keyboardButton: button("keyboard", words.keyboard),
    stop: button("stop", words.stopWriting),
    send: button("send", words.send),
    keyboard: el("div", { class: "keyboard-room", hidden: true }),
    instead: el("div", { class: "instead", hidden: true }),
  };
  parts.bar = el("div", { class: "bar" }, parts.commandsButton, parts.attach, parts.file, parts.input, parts.keyboardButton, parts.stop, parts.send);
  parts.stop.hidden = true;
  return parts;
}

function listen(composer, foot) {
  const { parts, state, actions } = composer;
  parts.input.addEventListener("input", () => inputChanged(composer));
  parts.input.addEventListener("keydown", (event) => keyed(composer, event));
  parts.input.addEventListener("blur", () => setTimeout(() => foot.contains(document.activeElement) || hideMenus(composer), 120));
  parts.input.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    askCaptions(composer, event.clipboardData.files);
  });
  parts.send.addEventListener("click", () => send(composer));
  parts.stop.addEventListener("click", () => actions.stop());
  parts.commandsButton.addEventListener("click", () => {
    if (parts.menu.hidden) showMenu(composer, state.commands);
    else hideMenu(composer);
    parts.input.focus();
  });
  parts.keyboardButton.addEventListener("click", () => {
    state.keyboardOpen = parts.keyboard.hidden;
    actions.redraw();
  });
  parts.file.addEventListener("change", () => {
    askCaptions(composer, parts.file.files);
    parts.file.value = "";
  });
}

/** Show for `{key, mode, commands, markup, username, canStop}`; mode is `write`, `start`, `blocked` or `read`. */
function show(composer, { key, mode, commands, markup, username, canStop }) {
  const { parts, state, ui, actions } = composer;
  if (state.key !== key) changeConversation(composer, key);
  Object.assign(state, { commands, username });
  parts.commandsButton.hidden = commands.length === 0;
  parts.stop.hidden = !canStop;
  if (parts.bar.hidden !== (mode !== "write")) {
    parts.bar.hidden = mode !== "write";
    fitHeight(parts.input);
  }
  parts.instead.hidden = mode === "write";
  if (parts.instead.dataset.mode !== mode) {
    parts.instead.dataset.mode = mode;
    parts.instead.replaceChildren(...insteadOf(mode, ui, actions));
  }
  if (mode !== "write") setReply(composer, null, { focus: false });
  showKeyboard(composer, mode === "write" ? markup : {});
  obeyForceReply(composer, mode === "write" ? markup : {});
}

function insteadOf(mode, ui, actions) {
  if (mode === "start") return [el("button", { type: "button", class: "main-button", id: "start", onclick: actions.start }, ui.words.start)];
  if (mode === "blocked") return [el("button", { type: "button", class: "main-button", onclick: actions.start }, ui.words.unblock)];
  return mode === "read" ? [el("p", {}, ui.words.readOnly)] : [];
}

function changeConversation(composer, key) {
  const { parts, state } = composer;
  if (state.key !== null) state.written.set(state.key, parts.input.value);
  state.key = key;
  state.keyboardOpen = true;
  setReply(composer, null, { focus: false });
  setText(composer, state.written.get(key) ?? "");
}

function showKeyboard(composer, { keyboard, collapsed, message }) {
  const { parts, state, ui } = composer;
  const id = keyboard ? `${state.key}:${message.message_id}` : "";
  if (parts.keyboard.dataset.id !== id) {
    parts.keyboard.dataset.id = id;
    state.keyboardOpen = true;
    state.wasCollapsed = false;
    parts.keyboard.replaceChildren(...(keyboard ? [replyKeyboard(keyboard, (button) => pressKey(composer, button))] : []));
  }
  // A one-time keyboard folds away when it has been used; the button beside the input brings it back.
  if (collapsed && !state.wasCollapsed) state.keyboardOpen = false;
  state.wasCollapsed = Boolean(collapsed);
  parts.keyboard.hidden = !keyboard || !state.keyboardOpen;
  parts.keyboardButton.hidden = !keyboard;
  parts.keyboardButton.setAttribute("aria-pressed", String(!parts.keyboard.hidden));
  const placeholder = keyboard?.input_field_placeholder ?? state.reply?.placeholder ?? ui.words.write;
  if (parts.input.placeholder !== placeholder) parts.input.placeholder = placeholder;
}

function pressKey(composer, button) {
  if (button.request_location) askPlace(composer);
  else composer.actions.send(button.text, takeReply(composer));
}

/** A ForceReply opens the reply by itself, once; put away by hand it stays away. */
function obeyForceReply(composer, { force, message }) {
  const { state } = composer;
  const id = force ? message.message_id : 0;
  if (state.forced.get(state.key) === id) return;
  state.forced.set(state.key, id);
  if (force) setReply(composer, { message, placeholder: force.input_field_placeholder });
}

function setReply(composer, reply, { focus = true } = {}) {
  const { parts, state, ui } = composer;
  state.reply = reply;
  parts.reply.hidden = !reply;
  parts.input.placeholder = reply?.placeholder ?? ui.words.write;
  if (reply) {
    const { message, quote } = reply;
    parts.reply.replaceChildren(icon("reply"),
      el("div", { class: "reply-words" }, el("strong", { dir: "auto" }, fill(ui.words.replyTo, { name: message.outgoing ? ui.words.you : speaker(message) })),
        el("span", { dir: "auto" }, quote ?? summary(message, ui))),
      el("button", { type: "button", class: "round", "aria-label": ui.words.cancel, title: ui.words.cancel, onclick: () => setReply(composer, null) }, icon("close")));
  } else parts.reply.replaceChildren();
  if (focus) parts.input.focus();
}

function takeReply(composer) {
  const { reply } = composer.state;
  setReply(composer, null, { focus: false });
  return reply ? { reply_to_message_id: reply.message.message_id, ...(reply.quote ? { quote: reply.quote } : {}) } : {};
}

async function send(composer, text = composer.parts.input.value.trim()) {
  if (!text) return;
  const { state } = composer;
  const { reply } = state;
  setText(composer, "");
  composer.parts.input.focus();
  if (await composer.actions.send(text, takeReply(composer))) return;
  setText(composer, text);
  setReply(composer, reply);
}

function setText(composer, text) {
  composer.parts.input.value = text;
  inputChanged(composer);
}

function inputChanged(composer) {
  const { parts, state, inline } = composer;
  const { input } = parts;
  fitHeight(input);
  parts.send.classList.toggle("ready", input.value.trim() !== "");
  if (inline.typed(input.value, state.username)) return hideMenu(composer);
  const typed = /^\/(\w*)$/.exec(input.value);
  if (typed) showMenu(composer, state.commands.filter(({ command }) => command.startsWith(typed[1].toLowerCase())));
  else hideMenu(composer);
}

/** As tall as its text. A hidden input has no height to measure; it is fitted when it is shown. */
function fitHeight(input) {
  input.style.height = "";
  if (input.offsetParent) input.style.height = `${Math.min(TALLEST_PX, input.scrollHeight)}px`;
}

// The command menu

function showMenu(composer, commands) {
  const { parts, state } = composer;
  if (!commands.length) return hideMenu(composer);
  state.shown = commands;
  parts.menu.replaceChildren(...commands.map(({ command, description }, at) =>
    el("li", { id: `command-${at}`, role: "option", onmousedown: (event) => event.preventDefault(), onclick: () => send(composer, `/${command}`) },
      el("span", { class: "command-name", dir: "ltr" }, `/${command}`), el("span", { class: "command-about", dir: "auto" }, description))));
  parts.menu.hidden = false;
  parts.input.setAttribute("aria-expanded", "true");
  parts.input.setAttribute("aria-controls", parts.menu.id);
  choose(composer, 0);
}

function hideMenus(composer) {
  hideMenu(composer);
  composer.inline.hide();
}

function hideMenu({ parts, state }) {
  parts.menu.hidden = true;
  state.at = -1;
  parts.input.setAttribute("aria-expanded", "false");
  parts.input.removeAttribute("aria-activedescendant");
}

function choose({ parts, state }, at) {
  state.at = (at + state.shown.length) % state.shown.length;
  [...parts.menu.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === state.at)));
  parts.menu.children[state.at].scrollIntoView({ block: "nearest" });
  parts.input.setAttribute("aria-activedescendant", `command-${state.at}`);
}

function keyed(composer, event) {
  const { parts, state, actions } = composer;
  // Enter while an input method is open chooses a character; it doesn't send.
  if (event.isComposing || composer.inline.keyed(event)) return;
  const menuKey = parts.menu.hidden ? undefined : MENU_KEYS[event.key];
  if (menuKey) {
    event.preventDefault();
    menuKey(composer);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(composer);
  } else if (event.key === "Escape" && state.reply) setReply(composer, null);
  else if (event.key === "ArrowUp" && parts.input.value === "") {
    event.preventDefault();
    actions.up();
  }
}

const MENU_KEYS = {
  ArrowDown: (composer) => choose(composer, composer.state.at + 1),
  ArrowUp: (composer) => choose(composer, composer.state.at - 1),
  Enter: (composer) => send(composer, `/${composer.state.shown[composer.state.at].command}`),
  Tab: (composer) => setText(composer, `/${composer.state.shown[composer.state.at].command} `),
  Escape: (composer) => hideMenu(composer),
};

// Files and places

async function askCaptions(composer, files) {
  const { ui, actions } = composer;
  for (const file of [...files]) {
    const preview = file.type.startsWith("image/") ? el("img", { class: "preview", alt: "", src: URL.createObjectURL(file) }) : null;
    const fields = [preview, el("p", { class: "file-name", dir: "auto" }, file.name),
      el("label", {}, ui.words.caption, el("input", { name: "caption", dir: "auto", maxlength: 1024, autocomplete: "off" }))];
    const answer = await formDialog(ui.words.file, fields, ui.words.send, ui);
    if (preview) URL.revokeObjectURL(preview.src);
    if (answer) await actions.sendFile(file, String(answer.get("caption")).trim(), takeReply(composer));
  }
}

async function askPlace({ ui, actions }) {
  const field = (name, label, limit) =>
    el("label", {}, label, el("input", { name, type: "number", step: "any", min: -limit, max: limit, required: true, dir: "ltr" }));
  const answer = await formDialog(ui.words.location, [field("latitude", ui.words.latitude, 90), field("longitude", ui.words.longitude, 180)], ui.words.send, ui);
  if (answer) actions.sendLocation({ latitude: Number(answer.get("latitude")), longitude: Number(answer.get("longitude")) });
}
