// How words are compared: the same as `fold` in generator/search.py.
"use strict";

const LETTERS = {ł: "l", đ: "d", ð: "d", ø: "o", ħ: "h", ŧ: "t", æ: "ae", œ: "oe", ß: "ss", þ: "th", ı: "i", ς: "σ", ґ: "г"};

// The words of a text without case, diacritics and marks, parted by single spaces.
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[łđðøħŧæœßþıςґ]/g, (letter) => LETTERS[letter])
    .replace(/[\u3040-\u30ff\u3400-\u9fff\u{20000}-\u{3ffff}]/gu, " $& ")
    .replace(/(?:[^\p{L}\p{N}]|ʼ)+/gu, " ").trim();
}

const termsOf = (text) => fold(text).split(" ").filter(Boolean);

// Whether a folded text has a word that begins with a term.
const hasWord = (folded, term) => ` ${folded}`.includes(` ${term}`);
