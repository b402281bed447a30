// What a page shows: one view at a time, its words from the page itself, amounts and names apart from the text.

import * as amounts from "./amounts.js";

export const find = (name, within = document) => within.querySelector(`[data-${name}]`);
export const known = (name) => document.querySelector(`[data-word-of="${name}"]`)?.textContent;
export const word = (name) => document.querySelector(`[data-word-of="${name}"]`).textContent;
const each = (name, change) => document.querySelectorAll(`[data-${name}]`).forEach(change);

export let current = "opening";

export function view(name) {
  current = name;
  refusal(null);
  each("view", (section) => { section.hidden = section.dataset.view !== name; });
  each("go", (button) => {
    if (button.parentElement.matches("[data-bar]")) button.toggleAttribute("aria-current", button.dataset.go === name);
  });
  const section = document.querySelector(`[data-view="${name}"]`);
  (section.querySelector("input:not([type=checkbox])") ?? document.getElementById("main")).focus();
}

// Say why something was refused, above everything, in the words of the answer; null takes it away.
export function refusal(found) {
  find("refused").hidden = !found;
  if (!found) return;
  find("refusal").textContent = found.answer?.title ?? word("no-answer");
  find("detail").textContent = found.answer?.detail ?? "";
  find("refused").scrollIntoView({ block: "nearest" });
}

export const all = (name, text) => each(name, (node) => { node.textContent = text; });

export function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  Object.assign(made, attributes);
  if (text !== undefined) made.textContent = text;
  return made;
}

export const isolated = (text) => element("bdi", text, { className: "amount" });

export function facts(rows) {
  return rows.filter(([, text]) => text).flatMap(([name, text]) => {
    const value = element("dd");
    value.append(isolated(text));
    return [element("dt", word(name)), value];
  });
}

export function verdictOf(receipt) {
  if (receipt.status !== "captured") return "declined";
  return receipt.remainder_minor > 0 ? "partly" : "approved";
}

// Show a sale's receipt.
export function answer(receipt) {
  const verdict = verdictOf(receipt);
  const money = (minor) => (minor ? amounts.write(minor, receipt.currency) : "");
  view("answer");
  find("verdict").className = `verdict ${verdict}`;
  find("word").textContent = word(verdict);
  find("paid").replaceChildren(isolated(verdict === "declined" ? money(receipt.requested_minor) : money(receipt.amount_minor)));
  find("cash").hidden = verdict !== "partly";
  find("cash").replaceChildren(word("cash"), " ", isolated(money(receipt.remainder_minor)));
  find("message").hidden = !receipt.message;
  find("message").textContent = receipt.message ?? "";
  const paid = verdict === "declined" ? [] : [
    ["requested", money(receipt.requested_minor)], ["discount", money(receipt.discount_minor)],
    ["bonus", money(receipt.bonus_minor)],
    ["balance", receipt.balance_minor === null ? "" : amounts.write(receipt.balance_minor, receipt.currency)],
    ["expiry", receipt.next_expiry_minor ? `${money(receipt.next_expiry_minor)} · ${amounts.day(receipt.next_expiry_on)}` : ""],
  ];
  find("facts").replaceChildren(...facts([...paid, ["at", amounts.instant(receipt.paid_at)]]));
  find("verdict").focus();
  return verdict;
}

// Show what became of a sale that nobody waited for: there is no receipt of it.
export function ending(name) {
  view("answer");
  find("verdict").className = `verdict ${name === "unknown" ? "wait" : "declined"}`;
  find("word").textContent = word(name);
  for (const part of ["paid", "facts"]) find(part).replaceChildren();
  for (const part of ["cash", "message"]) find(part).hidden = true;
}
