/**
 * What hangs on a message beside its text: photos, files, sound, places. Each becomes one node, or null.
 *
 * Knows where files are served (`ui.file`), and nothing of conversations.
 */

import { el, icon } from "./dom.js";

/** The nodes of everything attached to a message. */
export function attachments(message, ui) {
  return Object.entries(KINDS)
    .filter(([field]) => message[field] && !(field === "document" && message.animation))
    .map(([field, make]) => make(message[field], message, ui));
}

/** What a message without text is called in a list or a quoted header; null where nothing is known to be attached. */
export function attachmentName(message, words) {
  if (message.photo) return words.photo;
  if (message.voice) return words.voice;
  if (message.audio) return message.audio.title ?? message.audio.file_name ?? words.audio;
  if (message.video || message.animation || message.video_note) return words.video;
  if (message.document) return message.document.file_name ?? words.document;
  if (message.sticker) return `${message.sticker.emoji ?? ""} ${words.sticker}`.trim();
  if (message.location || message.venue) return words.location;
  return null;
}

const KINDS = {
  photo: (sizes, message, ui) => photo(sizes, message, ui),
  video: (video, message, ui) => el("video", { class: "media", controls: true, preload: "metadata", src: ui.file(video.file_id) }),
  animation: (video, message, ui) => el("video", { class: "media", controls: true, loop: true, muted: true, preload: "metadata", src: ui.file(video.file_id) }),
  voice: (voice, message, ui) => sound(ui.words.voice, voice, ui),
  audio: (audio, message, ui) => sound([audio.performer, audio.title ?? audio.file_name].filter(Boolean).join(" – ") || ui.words.audio, audio, ui),
  document: (file, message, ui) => documentCard(file, ui),
  location: (place, message, ui) => (message.venue ? null : placeCard(place, ui.words.location)),
  venue: (venue) => placeCard(venue.location, venue.title, venue.address),
  contact: (contact) => el("div", { class: "card" }, el("span", { class: "card-icon" }, icon("person")),
    el("span", { class: "card-words" }, el("strong", { dir: "auto" }, contact.first_name), el("span", {}, contact.phone_number))),
  dice: (dice) => el("div", { class: "dice" }, `${dice.emoji} ${dice.value}`),
  sticker: (sticker, message, ui) => el("img", { class: "sticker", alt: sticker.emoji ?? ui.words.sticker, src: ui.file(sticker.file_id) }),
};

function photo(sizes, message, ui) {
  const largest = sizes.reduce((one, other) => (other.width * other.height > one.width * one.height ? other : one));
  const address = ui.file(largest.file_id);
  const picture = el("img", { class: "media", alt: message.caption ? "" : ui.words.photo, src: address, width: largest.width, height: largest.height });
  picture.style.aspectRatio = `${largest.width} / ${largest.height}`;
  picture.addEventListener("error", () => picture.replaceWith(el("span", { class: "card-icon missing" }, icon("file"))));
  return el("a", { class: "photo", href: address, target: "_blank", rel: "noopener", "aria-label": ui.words.photo }, picture);
}

function sound(title, file, ui) {
  const player = el("audio", { controls: true, preload: "none", src: ui.file(file.file_id), "aria-label": title });
  return el("div", { class: "sound" }, el("span", { class: "sound-title", dir: "auto" }, title, file.duration ? el("small", {}, duration(file.duration)) : null), player);
}

function documentCard(file, ui) {
  const name = file.file_name ?? ui.words.document;
  return el("a", { class: "card", href: ui.file(file.file_id), download: name, target: "_blank", rel: "noopener" },
    el("span", { class: "card-icon" }, icon("file")),
    el("span", { class: "card-words" }, el("strong", { dir: "auto" }, name), el("span", {}, size(file.file_size))));
}

function placeCard({ latitude, longitude }, title, address) {
  return el("div", { class: "card" }, el("span", { class: "card-icon" }, icon("pin")),
    el("span", { class: "card-words" }, el("strong", { dir: "auto" }, title), address ? el("span", { dir: "auto" }, address) : null,
      el("span", { dir: "ltr" }, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`)));
}

function size(bytes) {
  if (!bytes) return "";
  const [amount, unit] = bytes < 1000 ? [bytes, "byte"] : bytes < 1e6 ? [bytes / 1000, "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
}

function duration(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
