// Makes elements. A text always becomes a text node, so nothing that a target has sent can be markup.

const SVG = "http://www.w3.org/2000/svg";

/** The element with this id. */
const byId = (id) => document.getElementById(id);

/** A number as people read it: 4,217. */
const counted = (number) => number.toLocaleString("en");

/** `1 case`, `4,217 cases`. */
const plural = (number, noun) => `${counted(number)} ${noun}${number === 1 ? "" : "s"}`;

/** An element with these attributes, listeners (`onclick`) and children. What is null or false is left out. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** The shape of an outcome; its colour and its form say the same. */
function shape(kind) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `shape is-${kind}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#shape-${kind}`);
  svg.append(use);
  return svg;
}

/** Text in which every second run is marked. */
function runs(texts, mark = "mark") {
  return texts.map((text, index) => (index % 2 === 0 ? text : element(mark, {}, text)));
}

/** The address of a page of the documents; other addresses stay text. */
function link(address, text) {
  if (!/^https?:\/\//.test(address)) return text;
  return element("a", { href: address, rel: "noreferrer noopener" }, text);
}

/** A command that can be copied. */
function command(label, text) {
  const button = element("button", { type: "button", class: "copy", "data-copy": text, "aria-label": `Copy: ${label}` }, "Copy");
  return element("div", { class: "command" }, element("span", { class: "label" }, label), element("code", {}, text), button);
}

/** Copies a text, also where the browser has no clipboard for pages that are files. */
async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = element("textarea", { readonly: true, class: "hidden" });
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
}
