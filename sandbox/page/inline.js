/**
 * Inline mode: `@bot words` in the input, and the list of what the bot offers for them.
 *
 * Knows the input and its list; `actions` asks the bot and sends what is chosen. An answer to what is no longer typed is
 * dropped; more results come when the end of the list comes near.
 */

import { el } from "./dom.js";

const PAUSE_MS = 250;
const NEAR_PX = 120;

/**
 * @param {object} parts `{menu, input}`: an empty list, and the text field that it belongs to.
 * @param {object} actions `inline(words, offset)`, `choose(query, result)`, `startWith(parameter)`.
 */
export function createInline({ menu, input }, ui, actions) {
  const offered = { words: null, asked: 0, timer: 0, next: "", query: "", at: -1, busy: false };
  const desk = { menu, input, ui, actions, offered };
  menu.addEventListener("scroll", () => menu.scrollHeight - menu.scrollTop - menu.clientHeight < NEAR_PX && more(desk), { passive: true });
  return {
    /** What stands in the input now; gives whether it is for the bot of this name. */
    typed: (text, username) => typed(desk, text, username),
    /** Gives whether the key was for the list. */
    keyed: (event) => keyed(desk, event),
    hide: () => hide(desk),
  };
}

/** The words behind the bot's name at the beginning of a text; null where it doesn't begin so. */
function wordsFor(username, text) {
  const found = /^@(\w+)\s([^]*)$/.exec(text);
  return username && found && found[1].toLowerCase() === username.toLowerCase() ? found[2] : null;
}

function typed(desk, text, username) {
  const { offered } = desk;
  const words = wordsFor(username, text);
  if (words === offered.words) return words !== null;
  offered.words = words;
  clearTimeout(offered.timer);
  if (words === null) hide(desk);
  else offered.timer = setTimeout(() => ask(desk, words, ""), PAUSE_MS);
  return words !== null;
}

async function ask(desk, words, offset) {
  const { offered, actions } = desk;
  const number = (offered.asked += 1);
  offered.busy = true;
  const answer = await actions.inline(words, offset);
  if (number !== offered.asked) return; // something else is typed meanwhile
  offered.busy = false;
  if (!answer) return hide(desk);
  Object.assign(offered, { query: answer.query, next: answer.next_offset });
  if (offset) desk.menu.append(...rows(desk, answer.results));
  else show(desk, answer);
}

function more(desk) {
  const { offered } = desk;
  if (offered.next && !offered.busy && offered.words !== null) ask(desk, offered.words, offered.next);
}

function show(desk, { results, button }) {
  const { menu, ui, input } = desk;
  const above = button ? [startRow(desk, button)] : [];
  const none = results.length ? [] : [el("li", { class: "inline-none", role: "option", "aria-disabled": "true" }, ui.words.nothingFound)];
  menu.replaceChildren(...above, ...rows(desk, results), ...none);
  menu.scrollTop = 0;
  menu.hidden = false;
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-controls", menu.id);
  choose(desk, above.length && results.length ? 1 : 0);
}

function rows(desk, results) {
  const { query } = desk.offered;
  return results.map((result) => row(() => desk.actions.choose(query, result.id).then((sent) => sent && done(desk)),
    el("strong", { dir: "auto" }, result.title), result.description ? el("span", { dir: "auto" }, result.description) : null));
}

function startRow(desk, button) {
  const node = row(() => {
    done(desk);
    desk.actions.startWith(button.start_parameter);
  }, el("strong", { dir: "auto" }, button.text));
  node.classList.add("inline-start");
  return node;
}

function row(act, ...inside) {
  return el("li", { role: "option", onmousedown: (event) => event.preventDefault(), onclick: act }, ...inside);
}

/** The words have done their work. */
function done(desk) {
  desk.input.value = "";
  desk.input.dispatchEvent(new Event("input"));
  desk.input.focus();
}

function hide(desk) {
  const { menu, input, offered } = desk;
  offered.asked += 1;
  Object.assign(offered, { words: null, at: -1, next: "", busy: false });
  if (menu.hidden) return;
  menu.hidden = true;
  menu.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function choose(desk, at) {
  const { menu, input, offered } = desk;
  const options = [...menu.children];
  if (!options.length) return;
  offered.at = (at + options.length) % options.length;
  options.forEach((option, place) => {
    option.id = `offer-${place}`;
    option.setAttribute("aria-selected", String(place === offered.at));
  });
  options[offered.at].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", `offer-${offered.at}`);
}

function keyed(desk, event) {
  const { menu, offered } = desk;
  if (menu.hidden) return false;
  const act = {
    ArrowDown: () => choose(desk, offered.at + 1),
    ArrowUp: () => choose(desk, offered.at - 1),
    Enter: () => menu.children[offered.at]?.click(),
    Escape: () => hide(desk),
  }[event.key];
  if (!act || (event.key === "Enter" && event.shiftKey)) return false;
  event.preventDefault();
  act();
  return true;
}
