// What only the till shows: its sales and the figures of its day.

import * as amounts from "../shared/amounts.js";
import { all, element, facts, find, isolated, view, word } from "../shared/views.js";

export * from "../shared/views.js";

const LINES = { sale: "sale", refund: "refund", withdrawal: "withdrawal", supplier: "supplier", declined: "declines" };

// Show what the till has sold, by kind and cashier, in the view that is open.
export function figures(name, report) {
  view(name);
  const money = (minor) => (minor ? amounts.write(minor, report.currency) : "");
  const lines = report.lines.map((line) => {
    const item = element("li");
    const head = element("p");
    const cashier = line.cashier_number === null ? "" : ` · ${word("cashier")} ${line.cashier_number}`;
    head.append(element("strong", word(LINES[line.kind])), " × ", element("bdi", String(line.times)), element("span", cashier));
    const sums = element("dl", undefined, { className: "facts" });
    sums.append(...facts([
      ["card", money(line.amount_minor)], ["bonus", money(line.bonus_minor)],
      ["cash-beside", money(line.remainder_minor)], ["net", money(line.net_minor)],
    ]));
    item.append(head, sums);
    return item;
  });
  const list = element("ul", undefined, { className: "cards" });
  list.append(...lines);
  const total = element("p", undefined, { className: "total" });
  total.append(word("net"), " ", isolated(amounts.write(report.net_minor, report.currency)));
  find("figures", document.querySelector(`[data-view="${name}"]`)).replaceChildren(total, ...(lines.length ? [list] : []));
  all("period", String(report.period));
}

// Show the sales of this till, newest first; `chosen` is called with the one that something is given back of.
export function sales(receipts, chosen) {
  view("sales");
  find("no-sales").hidden = receipts.length > 0;
  find("sales").replaceChildren(...receipts.sort((one, other) => other.at.localeCompare(one.at)).map((receipt) => {
    const item = element("li");
    const verdict = receipt.status !== "captured" ? "declined" : receipt.remainder ? "partly" : "approved";
    const line = element("p");
    line.append(element("span", word(verdict), { className: `state state-${verdict === "declined" ? "rejected" : "paid"}` }), " ",
      isolated(amounts.write(receipt.amount || receipt.requested, receipt.currency)), " · ", element("bdi", amounts.instant(receipt.at)));
    item.append(line);
    if (receipt.refunded) {
      const back = element("p");
      back.append(word("given-back"), " ", isolated(amounts.write(receipt.refunded, receipt.currency)));
      item.append(back);
    }
    if (receipt.status === "captured" && receipt.refunded < receipt.amount + receipt.bonus) {
      const button = element("button", word("back"), { type: "button", className: "quiet" });
      button.addEventListener("click", () => chosen(receipt));
      item.append(button);
    }
    return item;
  }));
}
