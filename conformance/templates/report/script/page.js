// The list of cases follows the address, and the address follows the filters: a link shows the same view.

/** How many rows are added at once. */
const STEP = 100;

const list = byId("rows");
const form = byId("filters");
const more = byId("more");
let view = new URLSearchParams();
let rows = [];
let drawn = 0;

/** The view that the address names: `#cases?outcome=failed&scope=user`; null for another place of the page. */
function viewOfAddress() {
  const [place, query] = location.hash.slice(1).split(/\?(.*)/s);
  return place === "cases" ? new URLSearchParams(query ?? "") : null;
}

/** Writes the view into the address, without a step in the history for each letter. */
function keep() {
  const query = view.toString();
  history.replaceState(null, "", query ? `#cases?${query}` : "#cases");
}

/** A row of the table; the row with its details follows when it is opened. */
function tableRow(row) {
  const outcome = DATA.outcomes[ROWS.outcome[row]];
  const name = nameOf(row);
  const details = `details-${row}`;
  const toggle = element("button", { type: "button", class: "toggle", "aria-expanded": "false", "aria-controls": details, "data-row": row }, name);
  const findings = findingsOf(row).map((finding) => element("span", { class: "chip" }, DATA.findings[finding].id));
  return element(
    "tr",
    { class: "case", id: `row-${row}` },
    element("td", { class: "outcome" }, element("span", { class: `outcome is-${outcome.shape}` }, shape(outcome.shape), outcome.word)),
    element("th", { scope: "row" }, toggle),
    element("td", { class: "wide" }, findings),
    element("td", { class: "number wide" }, `${counted(ROWS.time[row])} ms`),
  );
}

/** Opens or closes the details of a row. */
function open(toggle, isOpen) {
  const tr = toggle.closest("tr");
  const id = toggle.getAttribute("aria-controls");
  byId(id)?.remove();
  toggle.setAttribute("aria-expanded", String(isOpen));
  tr.classList.toggle("open", isOpen);
  if (isOpen) {
    const details = caseDetails(Number(toggle.dataset.row));
    tr.after(element("tr", { class: "detail", id }, element("td", { colspan: 4 }, details)));
  }
}

/** Draws rows until so many are there. */
function draw(until) {
  const end = Math.min(until, rows.length);
  list.append(...rows.slice(drawn, end).map(tableRow));
  drawn = Math.max(drawn, end);
  more.hidden = drawn >= rows.length;
  more.textContent = `Show ${counted(Math.min(STEP, rows.length - drawn))} more of ${counted(rows.length - drawn)}`;
}

/** Shows the rows of the view from the beginning, and opens the one that it names. */
function show() {
  rows = selected(view);
  drawn = 0;
  list.replaceChildren();
  draw(STEP);
  const all = rows.length === TOTAL ? "" : ` of ${counted(TOTAL)}`;
  byId("count").textContent = rows.length === 0 ? `No case of ${counted(TOTAL)} matches. Remove a filter.` : `${counted(rows.length)}${all} cases`;
  fill();
  const named = view.get("open");
  if (named === null) return null;
  const place = rows.findIndex((row) => nameOf(row) === named);
  if (place < 0) return null;
  draw(place + 1);
  const toggle = list.querySelector(`[data-row="${rows[place]}"]`);
  open(toggle, true);
  return toggle;
}

/** Sets the controls to what the view says. */
function fill() {
  const outcomes = (view.get("outcome") ?? "").split(",");
  for (const box of form.querySelectorAll("[name=outcome]")) box.checked = outcomes.includes(box.value);
  for (const name of ["operation", "scope", "q"]) form.elements[name].value = view.get(name) ?? "";
  const others = ["response", "statement", "finding"].filter((name) => view.get(name));
  byId("others").replaceChildren(
    ...others.map((name) =>
      element("button", { type: "button", class: "chip removable", "data-remove": name, "aria-label": `Remove the filter ${name} ${view.get(name)}` }, `${name}: ${view.get(name)}`, element("span", { "aria-hidden": "true" }, " ✕")),
    ),
  );
  byId("clear").hidden = ![...view.keys()].some((key) => key !== "open");
}

/** Takes what the controls say into the view. */
function readForm() {
  const chosen = new FormData(form);
  const set = (name, value) => (value ? view.set(name, value) : view.delete(name));
  set("outcome", chosen.getAll("outcome").join(","));
  for (const name of ["operation", "scope", "q"]) set(name, chosen.get(name));
  view.delete("open");
  keep();
  show();
}

/** Follows the address. */
function follow() {
  const named = viewOfAddress();
  if (named === null && drawn > 0) return;
  view = named ?? new URLSearchParams();
  const toggle = show();
  if (named === null) return;
  if (toggle) {
    toggle.closest("tr").scrollIntoView({ block: "start" });
    toggle.focus({ preventScroll: true });
  } else if (location.hash.includes("?")) {
    byId("cases").scrollIntoView();
    byId("cases-title").focus({ preventScroll: true });
  }
}

/** Moves the focus to the case above or below. */
function move(toggle, step) {
  const toggles = [...list.querySelectorAll(".toggle")];
  const next = toggles.indexOf(toggle) + step;
  if (next >= toggles.length) draw(drawn + STEP);
  list.querySelectorAll(".toggle")[next]?.focus();
}

function fillSelect(name, values) {
  form.elements[name].append(...values.map((value) => element("option", { value }, value)));
}

function setUp() {
  fillSelect("operation", DATA.operations);
  fillSelect("scope", DATA.scopes);
  form.addEventListener("input", readForm);
  form.addEventListener("submit", (event) => event.preventDefault());
  byId("clear").addEventListener("click", () => {
    view = new URLSearchParams();
    keep();
    show();
    form.elements.q.focus();
  });
  byId("others").addEventListener("click", (event) => {
    const name = event.target.closest("[data-remove]")?.dataset.remove;
    if (!name) return;
    view.delete(name);
    keep();
    show();
    form.elements.q.focus();
  });
  list.addEventListener("click", (event) => {
    const toggle = event.target.closest(".toggle");
    if (!toggle) return;
    const isOpen = toggle.getAttribute("aria-expanded") !== "true";
    open(toggle, isOpen);
    isOpen ? view.set("open", nameOf(Number(toggle.dataset.row))) : view.delete("open");
    keep();
  });
  list.addEventListener("keydown", (event) => {
    const detail = event.target.closest("tr.detail");
    const toggle = event.target.closest(".toggle") ?? detail?.previousElementSibling.querySelector(".toggle");
    if (!toggle) return;
    if (event.key === "Escape") {
      open(toggle, false);
      view.delete("open");
      keep();
      toggle.focus();
    } else if (!detail && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      move(toggle, event.key === "ArrowDown" ? 1 : -1);
    }
  });
  more.addEventListener("click", () => {
    const first = drawn;
    draw(drawn + STEP);
    list.querySelectorAll(".toggle")[first]?.focus({ preventScroll: true });
  });
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && drawn < rows.length) draw(drawn + STEP);
  }, { rootMargin: "600px" }).observe(more);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, select, textarea");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      form.elements.q.focus();
    }
  });
  window.addEventListener("hashchange", follow);
  setUpTheme();
  byId("cases-body").hidden = false;
  follow();
  document.documentElement.dataset.ready = "true";
}

/** The theme follows the system until the reader chooses one. */
function setUpTheme() {
  const button = byId("theme");
  const themes = ["auto", "light", "dark"];
  const set = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  };
  let kept = null;
  try {
    kept = localStorage.getItem("kii-conformance-theme");
  } catch {
    // Some browsers keep nothing for pages that are files.
  }
  set(themes.includes(kept) ? kept : "auto");
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
    set(next);
    try {
      localStorage.setItem("kii-conformance-theme", next);
    } catch {
      // The choice then lasts until the page is closed.
    }
  });
}

setUp();
