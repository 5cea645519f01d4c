// Narrows the lists of actors to names that have words beginning with those typed, and to the chosen kinds.
"use strict";

const form = document.getElementById("filter");
const input = document.getElementById("names");
const said = form.querySelector(".status");
const sections = [...document.querySelectorAll("section[data-kind]")];

function narrow() {
  const terms = termsOf(input.value);
  const kinds = [...form.querySelectorAll("[type=checkbox]")];
  let shown = 0;
  for (const section of sections) {
    const wanted = kinds.every((box) => box.checked || box.value !== section.dataset.kind);
    let any = false;
    for (const row of section.querySelectorAll("li")) {
      const names = `${fold(row.querySelector("a").textContent)} ${row.dataset.names ?? ""}`;
      row.hidden = !wanted || !terms.every((term) => hasWord(names, term));
      shown += row.hidden ? 0 : 1;
      any ||= !row.hidden;
    }
    section.hidden = !any;
  }
  said.textContent = `${said.dataset.found} ${shown.toLocaleString(document.documentElement.lang)}`;
}

if (sections.length) {
  form.hidden = false;
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  if (input.value) narrow(); // kept by the browser when the page is come back to
}
