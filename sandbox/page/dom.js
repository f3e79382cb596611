/**
 * Building and arranging DOM nodes, and nothing else.
 *
 * Text only ever enters the page as text nodes and attributes: no markup is parsed anywhere, so nothing a
 * message says can become an element. Knows nothing about chats or messages.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. Attributes that are functions become listeners (`onclick`), `false` and `null` are left out,
 * `true` gives an empty attribute, and `dataset` takes an object. Children may be nodes, strings or nested lists.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") node.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(node.dataset, value);
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** Make `parent` contain exactly `nodes`, in that order, moving and removing as little as possible. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let at = parent.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

/** A decorative icon, drawn with strokes in the text colour, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon icon-${name}` })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const ICONS = {
  attach: "M8 12.5V7a4 4 0 0 1 8 0v9a2.5 2.5 0 0 1-5 0V8",
  back: "M14.5 6l-6 6 6 6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  copy: "M9 9h10v10H9zM5 15V5h10",
  down: "M6 9.5l6 6 6-6",
  file: "M7 3.5h7l4 4v13H7zM14 3.5v4h4",
  keyboard: "M3.5 7h17v10h-17zM7 10.2h.01M10.3 10.2h.01M13.7 10.2h.01M17 10.2h.01M8 14h8",
  link: "M8 16l8-8M9.5 8H16v6.5",
  menu: "M5 7.5h14M5 12h14M5 16.5h14",
  moon: "M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z",
  more: "M12 6h.01M12 12h.01M12 18h.01",
  person: "M12 12a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4zM5 19.5c.8-3.3 3.5-5 7-5s6.2 1.7 7 5",
  pin: "M12 21s6.5-6.2 6.5-11a6.5 6.5 0 1 0-13 0c0 4.8 6.5 11 6.5 11zM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  plus: "M12 5.5v13M5.5 12h13",
  reply: "M10 7L5 12l5 5M5.5 12H13c3.5 0 6 2 6 6",
  send: "M4.5 12L4 5.2 20.5 12 4 18.8zM4.5 12H12",
  stop: "M7.5 7.5h9v9h-9z",
  sun: "M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM12 3.5v2M12 18.5v2M3.5 12h2M18.5 12h2M6 6l1.4 1.4M16.6 16.6L18 18M18 6l-1.4 1.4M7.4 16.6L6 18",
};
