// What is shown of one case: what was found, its exchanges, and how to run it again.

/** What is demanded beside what came, differences marked. */
function comparison(mismatch) {
  const [expected, found] = DATA.pairs[mismatch.pair];
  return element(
    "dl",
    { class: "comparison" },
    element("div", { class: "expected" }, element("dt", {}, "Expected"), element("dd", {}, runs(expected, "ins"))),
    element("div", { class: "found" }, element("dt", {}, "Found"), element("dd", {}, runs(found, "del"))),
  );
}

/** A statement that does not hold. */
function violation(mismatch) {
  const statement = DATA.statements[mismatch.statement];
  return element(
    "div",
    { class: "violation" },
    element(
      "p",
      {},
      shape(mismatch.level === "must" ? "failed" : "warned"),
      element("a", { href: `#cases?${new URLSearchParams({ statement: statement.id })}` }, element("code", {}, statement.id)),
      ` ${mismatch.level}`,
      element("span", { class: "quiet" }, ` · found in: ${mismatch.step}`),
    ),
    statement.text && element("p", { class: "demand" }, statement.text),
    comparison(mismatch),
    statement.source && element("p", { class: "quiet source" }, "Source: ", link(statement.url, statement.source)),
  );
}

/** The head and the content of a message. */
function message(kind, first, marked, headers, content) {
  const line = ([name, value, isMarked]) => {
    const text = [element("span", { class: "field" }, name), `: ${value}\n`];
    return isMarked ? element("mark", {}, text) : text;
  };
  return element(
    "div",
    { class: `message ${kind}` },
    element("h6", {}, kind === "request" ? "Request" : "Response"),
    element(
      "pre",
      { tabindex: 0, "aria-label": kind },
      marked ? element("mark", {}, first) : element("strong", {}, first),
      "\n",
      headers.map(line),
      content && ["\n", runs(content.runs)],
    ),
    content?.note && element("p", { class: "quiet" }, content.note),
  );
}

/** A request and its response, with what was examined. */
function exchange(sent, number) {
  const { request, response } = sent;
  const status = response ? response.status : "no response";
  const title = element(
    "summary",
    {},
    element("span", { class: "number" }, String(number)),
    element("span", { class: sent.is_act ? "step is-act" : "step" }, sent.step),
    element("span", { class: "operation" }, sent.what),
    element("span", { class: "status" }, sent.mismatches.length > 0 ? shape("failed") : shape("passed"), status),
    element("span", { class: "quiet" }, `${counted(sent.time)} ms`),
  );
  const examined = sent.examined.map((statement) => element("li", {}, element("code", {}, DATA.statements[statement].id)));
  return element(
    "li",
    {},
    element(
      "details",
      { class: "exchange", open: sent.mismatches.length > 0 },
      title,
      element("p", { class: "quiet" }, sent.about, sent.due && [" Due: ", element("code", {}, sent.due), "."]),
      sent.mismatches.map(violation),
      element(
        "div",
        { class: "messages" },
        message("request", request.line, false, request.headers, request.content),
        response
          ? message("response", status, response.marked, response.headers, response.content)
          : element("p", { class: "problem" }, sent.problem ?? "There was no response."),
      ),
      examined.length > 0 &&
        element("details", { class: "examined" }, element("summary", {}, `${plural(examined.length, "statement")} examined`), element("ul", {}, examined)),
    ),
  );
}

/** Everything about a case, for the row below it. */
function caseDetails(row) {
  const detail = DATA.details[ROWS.detail[row]];
  const story = DATA.stories[ROWS.story[row]];
  const name = nameOf(row);
  const har = ROWS.har[row];
  const paragraph = (title, texts) => texts.length > 0 && element("div", {}, element("h5", {}, title), texts.map((text) => element("p", { class: "text" }, text)));
  const shown = new Set((story?.exchanges ?? []).flatMap((sent) => sent.mismatches.map((mismatch) => mismatch.pair)));
  const rest = (detail?.mismatches ?? []).filter((mismatch) => !shown.has(mismatch.pair));
  return element(
    "div",
    { class: "details" },
    detail?.reason && paragraph("Reason", [detail.reason]),
    rest.length > 0 && element("div", {}, element("h5", {}, "What was found"), rest.map(violation)),
    story
      ? element("div", {}, element("h5", {}, plural(story.exchanges.length, "exchange")), element("ol", { class: "exchanges" }, story.exchanges.map((sent, index) => exchange(sent, index + 1))))
      : element("p", { class: "quiet" }, har ? `Its exchanges are in transcript.har, entries ${har[0]} to ${har[1]}.` : DATA.elsewhere),
    paragraph("Sent again", detail?.retries ?? []),
    paragraph("Left on the target", detail?.left_behind ?? []),
    element(
      "div",
      { class: "commands" },
      element("h5", {}, "Commands"),
      detail?.rerun && command("Run again", detail.rerun),
      command("Whole story", `${DATA.show} ${quoted(name)}`),
      command("As curl", `${DATA.show} ${quoted(name)} --curl`),
    ),
  );
}

/** An argument as a shell takes it. */
const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
