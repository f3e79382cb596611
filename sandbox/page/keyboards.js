/**
 * The keyboards a bot gives: inline ones under a message, and reply keyboards under the input.
 *
 * Knows buttons and how arrow keys move between them. What a press does is told to the caller.
 */

import { el, icon } from "./dom.js";

const STYLES = new Set(["primary", "success", "danger", "link"]);

/**
 * An inline keyboard. Presses are marked by `data-callback` and `data-copy-text` for whoever listens above;
 * a button this page has no use for (web apps, payments, games) stands there disabled.
 */
export function inlineKeyboard(rows, ui) {
  return el("div", { class: "keyboard", role: "group", onkeydown: moveByArrows },
    rows.map((row) => el("div", { class: "keyboard-row" }, row.map((button) => inlineButton(button, ui)))));
}

function inlineButton(button, ui) {
  const look = `key${STYLES.has(button.style) ? ` key-${button.style}` : ""}`;
  const label = el("span", { class: "key-label", dir: "auto" }, button.text);
  if (button.url && /^(https?|tg):/i.test(button.url)) {
    return el("a", { class: look, href: button.url, target: "_blank", rel: "noopener noreferrer", title: button.url }, label, icon("link"));
  }
  if (button.copy_text) {
    return el("button", { class: look, type: "button", title: ui.words.copy, dataset: { copyText: button.copy_text.text } }, label, icon("copy"));
  }
  const usable = button.callback_data !== undefined && !button.disabled;
  return el("button", { class: look, type: "button", disabled: !usable, dataset: usable ? { callback: button.callback_data } : {} },
    label, el("span", { class: "spinner", "aria-hidden": "true" }));
}

/** Show a button as waiting for its answer. It keeps the focus, so it is not `disabled` but says so. */
export function setWaiting(button, waits) {
  button.classList.toggle("waiting", waits);
  for (const name of ["aria-disabled", "aria-busy"]) {
    if (waits) button.setAttribute(name, "true");
    else button.removeAttribute(name);
  }
}

/** A reply keyboard; `press(button)` is called with the Bot API's KeyboardButton. */
export function replyKeyboard(markup, press) {
  const key = (button) => (typeof button === "string" ? { text: button } : button);
  return el("div", { class: `reply-keyboard${markup.resize_keyboard ? " compact" : ""}`, role: "group", onkeydown: moveByArrows },
    markup.keyboard.map((row) => el("div", { class: "keyboard-row" }, row.map(key).map((button) =>
      el("button", { class: `key${STYLES.has(button.style) ? ` key-${button.style}` : ""}`, type: "button", onclick: () => press(button) },
        el("span", { class: "key-label", dir: "auto" }, button.text))))));
}

/**
 * What the newest message that says something about the reply keyboard says: `{keyboard, force, message}`.
 * `force` is a ForceReply not yet answered by the person; `collapsed` a one-time keyboard already used.
 */
export function replyMarkupOf(messages) {
  let spoken = false;
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at];
    const markup = message.keyboard_markup ?? message.reply_markup;
    if (message.outgoing) spoken = true;
    else if (markup?.force_reply) return { force: spoken ? null : markup, message };
    else if (markup?.remove_keyboard) return {};
    else if (markup?.keyboard) return { keyboard: markup, collapsed: spoken && Boolean(markup.one_time_keyboard), message };
  }
  return {};
}

function moveByArrows(event) {
  const rows = [...event.currentTarget.children].map((row) => [...row.children]);
  const row = rows.findIndex((keys) => keys.includes(document.activeElement));
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (row < 0 || !step) return;
  const column = rows[row].indexOf(document.activeElement);
  const along = step[1] * (getComputedStyle(event.currentTarget).direction === "rtl" ? -1 : 1);
  const next = rows[row + step[0]];
  const target = step[0] ? next?.[Math.min(column, next.length - 1)] : rows[row][column + along];
  if (!target) return;
  event.preventDefault();
  event.stopPropagation();
  target.focus();
}
