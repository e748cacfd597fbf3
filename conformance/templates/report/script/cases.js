// The cases of the run: what the page has of each, and which of them a filter takes.

const DATA = JSON.parse(byId("data").textContent);
Object.assign(DATA, DATA.lists);
const ROWS = DATA.rows;
const TOTAL = ROWS.case.length;

/** The case's name with its scope. */
const nameOf = (row) => `${DATA.cases[ROWS.case[row]]}@${DATA.scopes[ROWS.scope[row]]}`;

/** What cannot be filtered by a list of values, as functions from a row and the value in the address. */
const TESTS = {
  outcome: (row, value) => value.split(",").includes(DATA.outcomes[ROWS.outcome[row]].word),
  operation: (row, value) => DATA.operations[ROWS.operation[row]] === value,
  scope: (row, value) => DATA.scopes[ROWS.scope[row]] === value,
  response: (row, value) => responsesOf(ROWS.set[row]).has(value),
  statement: (row, value) => statementsOf(row).has(value),
  finding: (row, value) => findingsOf(row).some((finding) => DATA.findings[finding].id === value),
};

/** The rows in the order in which they are listed: what speaks against the target first. */
const ORDER = (() => {
  const kinds = DATA.outcomes.map(() => []);
  for (let row = 0; row < TOTAL; row++) kinds[ROWS.outcome[row]].push(row);
  return kinds.flat();
})();

const responseSets = [];
const statementSets = [];
let searched = null;

/** The responses of its operation that a case with this set of statements is about. */
function responsesOf(set) {
  responseSets[set] ??= new Set(DATA.sets[set].map((statement) => DATA.responses[DATA.statements[statement].response]));
  return responseSets[set];
}

/** The IDs of the statements that a case is about or has found violated. */
function statementsOf(row) {
  const set = ROWS.set[row];
  statementSets[set] ??= new Set(DATA.sets[set].map((statement) => DATA.statements[statement].id));
  const detail = DATA.details[ROWS.detail[row]];
  if (!detail || detail.mismatches.length === 0) return statementSets[set];
  const violated = detail.mismatches.map((mismatch) => DATA.statements[mismatch.statement].id);
  return new Set([...statementSets[set], ...violated]);
}

/** The findings that a case belongs to, by their places in the list. */
const findingsOf = (row) => ROWS.finding[row] ?? [];

/** What the search compares with: the name, and what was found. */
function searchText(row) {
  searched ??= new Array(TOTAL);
  if (searched[row] === undefined) {
    const detail = DATA.details[ROWS.detail[row]];
    const found = detail ? detail.mismatches.flatMap((mismatch) => DATA.pairs[mismatch.pair].flat()) : [];
    searched[row] = [nameOf(row), detail?.reason ?? "", ...found].join(" ").toLowerCase();
  }
  return searched[row];
}

/** The rows that a view takes, in the order of the list. */
function selected(view) {
  const tests = Object.entries(TESTS).filter(([key]) => view.get(key));
  const words = (view.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return ORDER.filter(
    (row) =>
      tests.every(([key, test]) => test(row, view.get(key))) && words.every((word) => searchText(row).includes(word)),
  );
}
