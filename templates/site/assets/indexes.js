// Two ways to find records: Pagefind where the site is served, a scan of search-data.js where pages are files.
"use strict";

const FILTERS = ["kind", "speaker", "actor", "topic", "language", "year"];

// The text of a record itself, and with all spellings of the actors it names.
const ownText = (record) => fold([record.title, ...(record.parts ?? []).map(([, text]) => text)].join("\n"));
const spelled = new Map(); // id of an actor → all spellings, folded

function wholeText(record, names) {
  return [ownText(record), ...(record.actors ?? []).map((id) => {
    if (!spelled.has(id)) spelled.set(id, fold(names.actors[id].join(" ")));
    return spelled.get(id);
  })].join(" ");
}

// Each index gives names, and a search: the number of results, counts of the values of filters among them
// and among what would be found without filters, and a way to load some of the results.

async function servedIndex() {
  const names = await json("search/names.json");
  const api = await import(new URL("pagefind/pagefind.js", document.baseURI));
  await api.filters(); // those that aren't loaded aren't counted
  const shards = new Map();
  async function record(id) {
    const digest = id.slice(id.lastIndexOf("_") + 1);
    const shard = digest.slice(0, names.digits);
    if (!shards.has(shard)) shards.set(shard, json(`search/${shard}.json`));
    return (await shards.get(shard))[digest];
  }
  async function search(terms, filters) {
    const found = await api.search(terms.join(" ") || null, {filters, sort: {order: "asc"}});
    // For a word that nothing begins with, Pagefind takes the nearest one: then all that it finds is wrong.
    const text = found.results.length ? wholeText(await record(found.results[0].id), names) : "";
    if (!terms.every((term) => hasWord(text, term))) return {total: 0, counts: {}, all: {}, load: () => []};
    return {
      total: found.results.length,
      counts: found.filters,
      all: found.totalFilters,
      load: (from, to) => Promise.all(found.results.slice(from, to).map((result) => record(result.id))),
    };
  }
  return {names, search, complete: true};
}

async function json(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

async function scannedIndex() {
  await new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), {src: "search-data.js", onload: resolve, onerror: reject});
    document.head.append(script);
  });
  const {records, complete, ...names} = searchData;
  const indexed = records.map((record) => ({
    record,
    text: wholeText(record, names),
    values: {
      kind: [record.kind], language: [record.language], year: [record.date?.slice(0, 4)],
      speaker: [record.speaker], actor: record.actors ?? [], topic: record.topics ?? [],
    },
  }));
  async function search(terms, filters) {
    const named = indexed.filter(({text}) => terms.every((term) => hasWord(text, term)));
    const chosen = named.filter(({values}) => Object.entries(filters).every(([name, value]) => values[name].includes(value)));
    return {
      total: chosen.length,
      counts: countValues(chosen),
      all: countValues(named),
      load: async (from, to) => chosen.slice(from, to).map(({record}) => record),
    };
  }
  return {names, search, complete};
}

function countValues(found) {
  const counts = Object.fromEntries(FILTERS.map((name) => [name, Object.create(null)]));
  for (const {values} of found)
    for (const name of FILTERS)
      for (const value of values[name]) if (value) counts[name][value] = (counts[name][value] ?? 0) + 1;
  return counts;
}

