// Elements. Text from the report becomes text nodes; nothing here takes markup.

const SVG = "http://www.w3.org/2000/svg";
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function set(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An HTML element: h("p", {class: "note"}, "text", other). Null attributes and children are left out. */
function h(tag, attributes, ...children) {
  return set(document.createElement(tag), attributes, children);
}

/** An SVG element. */
function s(tag, attributes, ...children) {
  return set(document.createElementNS(SVG, tag), attributes, children);
}

/** A text of the report, isolated, in its own direction. */
const bdi = (text, attributes) => h("bdi", { dir: "auto", ...attributes }, text);

const words = (value) => value.replaceAll("_", " ");
const number = (value, digits = 2) => (value === null ? "" : value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1"));
const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
const short = (text, limit) => ([...text.slice(0, 2 * limit)].length > limit ? `${[...text].slice(0, limit - 1).join("")}…` : text);

/** A link where the address is one of the web, else its text: javascript:, data: and the like are never links. */
function link(url) {
  let web = false;
  try {
    web = /^https?:\/\//i.test(url) && ["http:", "https:"].includes(new URL(url).protocol);
  } catch {
    web = false;
  }
  return web ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer", dir: "ltr" }, url) : bdi(url);
}
