/**
 * What interrupts: a toast that passes by itself, dialogs that wait for a key, menus that open at a button.
 *
 * Knows nothing of chats. Everything closes with Escape and gives the focus back.
 */

import { el } from "./dom.js";

const TOAST_MS = 4000;

/** Say something short, for a few seconds and to screen readers. */
export function toast(words) {
  const region = document.getElementById("toasts");
  const note = el("div", { class: "toast", dir: "auto" }, words);
  region.append(note);
  while (region.children.length > 3) region.firstChild.remove();
  setTimeout(() => note.remove(), TOAST_MS + words.length * 30);
}

/** Say something that must be put away by hand. `link` adds a way out to another page. */
export function alertDialog(words, ui, link) {
  const ok = el("button", { type: "button", class: "dialog-main" }, ui.words.ok);
  const dialog = el("dialog", { class: "dialog", role: "alertdialog", "aria-labelledby": "alert-words" },
    el("p", { id: "alert-words", dir: "auto" }, words || link),
    el("div", { class: "dialog-buttons" },
      link ? el("a", { class: "dialog-link", href: link, target: "_blank", rel: "noopener noreferrer" }, ui.words.openLink) : null, ok));
  open(dialog);
  ok.addEventListener("click", () => dialog.close());
  ok.focus();
}

/** Ask with a form; resolves to its FormData, or null when put away. `fields` are nodes with `name`d inputs. */
export function formDialog(title, fields, submitWords, ui) {
  return new Promise((resolve) => {
    let answer = null;
    const form = el("form", { method: "dialog" }, el("h2", { id: "form-title" }, title), fields,
      el("div", { class: "dialog-buttons" },
        el("button", { type: "button", onclick: () => dialog.close() }, ui.words.cancel),
        el("button", { type: "submit", class: "dialog-main" }, submitWords)));
    const dialog = el("dialog", { class: "dialog", "aria-labelledby": "form-title" }, form);
    form.addEventListener("submit", () => (answer = new FormData(form)));
    dialog.addEventListener("close", () => resolve(answer));
    open(dialog);
    form.querySelector("input")?.focus();
  });
}

/** Ask to choose one of `[key, label]`; resolves to its key, or null when put away. */
export function choiceDialog(title, choices, ui) {
  return new Promise((resolve) => {
    let chosen = null;
    const take = (key) => () => {
      chosen = key;
      dialog.close();
    };
    const dialog = el("dialog", { class: "dialog", "aria-labelledby": "choice-title" }, el("h2", { id: "choice-title" }, title),
      el("div", { class: "choices" }, choices.map(([key, label]) => el("button", { type: "button", dir: "auto", dataset: { choice: key }, onclick: take(key) }, label))),
      el("div", { class: "dialog-buttons" }, el("button", { type: "button", onclick: () => dialog.close() }, ui.words.cancel)));
    dialog.addEventListener("close", () => resolve(chosen));
    open(dialog);
  });
}

function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.showModal();
}

/** Make `button` open a menu; `items()` gives its nodes each time (links and buttons become its items). */
export function attachMenu(button, items, label) {
  const menu = el("div", { class: "menu", role: "menu", popover: "auto", "aria-label": label });
  button.after(menu);
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.popoverTargetElement = menu;
  menu.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") menu.replaceChildren(...items().filter(Boolean));
  });
  menu.addEventListener("toggle", (event) => {
    const shown = event.newState === "open";
    button.setAttribute("aria-expanded", String(shown));
    if (!shown) return;
    place(menu, button);
    entriesOf(menu)[0]?.focus();
  });
  menu.addEventListener("keydown", (event) => moveInMenu(event, menu));
  menu.addEventListener("click", (event) => event.target.closest("[role^=menuitem]") && menu.hidePopover());
  return menu;
}

function entriesOf(menu) {
  return [...menu.querySelectorAll("[role^=menuitem]")];
}

function moveInMenu(event, menu) {
  const entries = entriesOf(menu);
  const at = entries.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  entries.at(to % entries.length).focus();
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = at.bottom + 6 + size.height < innerHeight;
  const start = getComputedStyle(button).direction === "rtl" ? at.right - size.width : at.left;
  menu.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - 6 - size.height)}px`;
  menu.style.left = `${Math.min(Math.max(8, start), innerWidth - size.width - 8)}px`;
}
