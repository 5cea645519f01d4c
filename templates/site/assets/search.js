// The search page: shows what one of the two indexes of indexes.js finds.
"use strict";

const SHOWN = 20; // results at a time
const EXCERPT = 280; // characters of a text that is longer
const PARTS = 3; // places shown of one result
const WORD = /[\u3040-\u30ff\u3400-\u9fff]|(?:(?![\u3040-\u30ff\u3400-\u9fff])[\p{L}\p{M}\p{N}])+/gu;

const form = document.getElementById("search");
const list = document.getElementById("results");
const said = document.getElementById("status");
const more = document.getElementById("more");
const words = JSON.parse(form.dataset.words);
const language = document.documentElement.lang;

// Elements: text only ever becomes text.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...children.filter(Boolean));
  return made;
}

function marked(text, terms) {
  const pieces = [];
  let end = 0;
  for (const {0: word, index} of text.matchAll(WORD)) {
    if (!terms.some((term) => hasWord(fold(word), term))) continue;
    pieces.push(text.slice(end, index), element("mark", {}, word));
    end = index + word.length;
  }
  return [...pieces, text.slice(end)];
}

function excerpt(text, terms) {
  if (text.length <= EXCERPT) return text;
  const hit = [...text.matchAll(WORD)].find(([word]) => terms.some((term) => hasWord(fold(word), term)));
  let start = Math.max(0, Math.min((hit?.index ?? 0) - EXCERPT / 3, text.length - EXCERPT));
  if (start) start = text.indexOf(" ", start) + 1 || start;
  const end = text.length - start <= EXCERPT ? text.length : text.lastIndexOf(" ", start + EXCERPT) + 1;
  const stop = end > start ? end : start + EXCERPT;
  return (start ? "… " : "") + text.slice(start, stop).trim() + (stop < text.length ? " …" : "");
}

function placeName(fragment) {
  if (/^p\d/.test(fragment)) return `¶\u00a0${fragment.slice(1)}`;
  if (/^q\d/.test(fragment)) return `${words.quote}\u00a0${fragment.slice(1)}`;
  return words[fragment];
}

// Those parts of a record that have most of the terms, else the first ones.
function bestParts(record, terms) {
  const parts = record.parts ?? [];
  const hits = parts.map(([, text]) => terms.filter((term) => hasWord(fold(text), term)).length);
  const least = [...hits].sort((a, b) => b - a)[PARTS - 1] ?? 0;
  const best = parts.filter((_, n) => hits[n] && hits[n] >= least).slice(0, PARTS);
  return best.length ? best : parts.slice(0, record.kind === "quote" ? PARTS : 1);
}

// Actors by whose spellings a record is found that doesn't have a term in its own words.
function meant(record, terms, names) {
  const own = ownText(record);
  const missing = terms.filter((term) => !hasWord(own, term));
  return (record.actors ?? []).flatMap((id) => {
    const form = names.actors[id].find((spelling) => missing.some((term) => hasWord(fold(spelling), term)));
    return form ? [{id, form, missing}] : [];
  });
}

// Names of one word, by which an actor stands in a text in another spelling than the one asked for.
function otherTerms({id}, names) {
  return names.actors[id].map(fold).filter((form) => form.length > 2 && !form.includes(" "));
}

function nameLine({id, form, missing}, names) {
  const [name] = names.actors[id];
  const spelling = element("bdi", {}, ...marked(form, missing));
  return element("p", {class: "small"}, ...(form === name ? [spelling] : [element("bdi", {}, name), ": ", spelling]));
}

function dated(date) {
  const [year, month, day] = date.split("-").map(Number);
  if (!month) return date;
  const format = {year: "numeric", month: "short", ...(day && {day: "numeric"}), timeZone: "UTC"};
  return new Intl.DateTimeFormat(language, format).format(Date.UTC(year, month - 1, day || 1));
}

function dateline(record, foreign) {
  const items = [element("strong", {}, words[record.kind])];
  if (record.date) items.push(element("time", {datetime: record.date}, dated(record.date)));
  if (record.origin) items.push(element("bdi", record.kind === "quote" ? foreign : {}, record.origin));
  if (record.language) items.push(element("span", {}, languageName(record.language)));
  return element("p", {class: "dateline"}, ...items.flatMap((item) => [item, " "]));
}

function result(record, asked, names) {
  const actors = meant(record, asked, names);
  const terms = [...asked, ...actors.flatMap((actor) => otherTerms(actor, names))];
  const parts = bestParts(record, terms);
  const seen = parts.some(([, text]) => actors.some((actor) => otherTerms(actor, names).some((term) => hasWord(fold(text), term))));
  const foreign = {lang: record.language, dir: "auto"};
  const first = record.kind === "quote" || asked.length ? parts[0]?.[0] : "";
  const own = ["quote", "actor"].includes(record.kind) ? {} : foreign;
  const title = element("bdi", own, ...marked(record.title || words.unattributed, terms));
  return element("li", {},
    dateline(record, foreign),
    element("h2", {}, element("a", {href: record.address + (first ? `#${first}` : "")}, title)),
    ...parts.map(([fragment, text, language, note]) => element("p", {class: "excerpt"},
      element("span", {...foreign, lang: language || record.language}, ...marked(excerpt(text, terms), terms)), " ",
      ...(note ? [element("span", {class: note === "unproved" ? "unproved" : "edited"}, words[note]), " "] : []),
      fragment && element("a", {class: "passage", href: `${record.address}#${fragment}`}, placeName(fragment)))),
    ...(seen ? [] : actors.slice(0, 2).map((actor) => nameLine(actor, names))));
}

// What is asked for stands in the address, and in the form.

function asked() {
  const given = [...new FormData(form)].filter(([, value]) => value.trim());
  return new URLSearchParams(given);
}

function fill() {
  const given = new URLSearchParams(location.search);
  form.elements.q.value = given.get("q") ?? "";
  for (const name of FILTERS) choose(name, given.get(name) ?? "");
}

function choose(name, value) {
  const select = form.elements[name];
  if (![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
  select.value = value;
}

function named(filter, value, names) {
  if (filter === "kind") return words[`${value}s`] ?? value;
  if (filter === "topic") return names.topics[value] ?? value;
  if (filter === "language") return languageName(value);
  return filter === "year" ? value : names.actors[value]?.[0] ?? value;
}

function languageName(code) {
  try {
    return new Intl.DisplayNames(language, {type: "language"}).of(code);
  } catch { // no language code
    return code;
  }
}

function offer(found, names) {
  const order = new Intl.Collator(language).compare;
  for (const name of FILTERS) {
    const select = form.elements[name];
    const chosen = select.value;
    const counts = (chosen ? found.all : found.counts)[name] ?? {};
    const options = Object.keys({...counts, ...(chosen && {[chosen]: 0})}).filter((value) => value === chosen || counts[value])
      .map((value) => [value, named(name, value, names)]).sort(([, a], [, b]) => order(a, b));
    if (name === "year") options.reverse();
    select.replaceChildren(new Option(words.all, ""),
      ...options.map(([value, label]) => new Option(chosen ? label : `${label} (${counts[value]})`, value)));
    select.value = chosen;
    select.disabled = !options.length;
  }
}

let turn = 0; // only what was asked for last is shown

async function show(index) {
  const own = ++turn;
  const terms = termsOf(form.elements.q.value);
  const filters = Object.fromEntries([...asked()].filter(([name]) => FILTERS.includes(name)));
  list.setAttribute("aria-busy", "true");
  const found = await index.search(terms, filters);
  const nothing = !terms.length && !Object.keys(filters).length;
  const records = nothing ? [] : await found.load(0, SHOWN);
  if (own !== turn) return;
  offer(found, index.names);
  document.getElementById("clear").hidden = !Object.keys(filters).length;
  list.replaceChildren(...records.map((record) => result(record, terms, index.names)));
  list.setAttribute("aria-busy", "false");
  said.textContent = nothing ? words.ask : found.total ? `${words.found} ${found.total.toLocaleString(language)}` : words.none;
  more.hidden = nothing || found.total <= SHOWN;
  more.onclick = async () => {
    const from = list.children.length;
    const next = await found.load(from, from + SHOWN);
    if (own !== turn) return;
    list.append(...next.map((record) => result(record, terms, index.names)));
    list.children[from].querySelector("a").focus();
    more.hidden = list.children.length >= found.total;
  };
}

async function start() {
  form.hidden = false;
  said.textContent = words.loading;
  fill();
  const served = form.dataset.index === "pagefind" && location.protocol.startsWith("http");
  const index = await (served ? servedIndex().catch(scannedIndex) : scannedIndex());
  document.getElementById("incomplete").hidden = index.complete;
  const remember = (how) => history[how](null, "", `?${asked()}`);
  let pause;
  form.elements.q.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => { remember("replaceState"); show(index); }, 200);
  });
  for (const name of FILTERS) form.elements[name].addEventListener("change", () => { remember("pushState"); show(index); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(pause); remember("pushState"); show(index); });
  document.getElementById("clear").addEventListener("click", () => {
    for (const name of FILTERS) choose(name, "");
    remember("pushState");
    show(index);
  });
  addEventListener("popstate", () => { fill(); show(index); });
  if (!form.elements.q.value) form.elements.q.focus();
  await show(index);
}

start().catch((error) => { said.textContent = words.failed; console.error(error); });
