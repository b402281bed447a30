// What was begun is written down before it is sent and struck out with its answer, so that no sale is lost or doubled.
//
// The window that began a sale sends it again for two minutes, under the same key. Whoever comes after, or waits no
// longer, only asks what became of it: once the last signature counts no more, a sale that is not there never will be.

import * as store from "./store.js";
import { LIFETIME_S, Unanswered, ask, now, saleCode } from "./signing.js";

const SENT_AGAIN_FOR_MS = 120_000;
const WAITS_MS = [200, 500, 1000, 2000, 4000];
const UNDER_WAY_MS = 30_000;
const LATE_MS = 2500;
const OFFERED_FOR_S = 120;
const KEPT_MS = 60 * 24 * 3600 * 1000;

// Wait, but not beyond the moment in which the connection comes back.
const pause = (ms) =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    }
    addEventListener("online", done);
  });

const receiptOf = (answer) => ({
  id: answer.id, at: answer.paid_at, status: answer.status, currency: answer.currency,
  requested: answer.requested_minor, amount: answer.amount_minor, bonus: answer.bonus_minor,
  discount: answer.discount_minor, remainder: answer.remainder_minor,
  refunded: answer.refunded_minor + answer.refunded_bonus_minor,
});

// Sell, and return {outcome: "answered" | "refused" | "unknown", …}. `left()` says that nobody waits any longer.
export async function sell(till, sale, { late, left }) {
  const key = crypto.randomUUID();
  const body = JSON.stringify(sale);
  const entry = { key, kind: "sale", amount: sale.amount_minor, currency: sale.currency, begun: Date.now() };
  const warning = setTimeout(late, LATE_MS);
  try {
    for (let tries = 0; Date.now() - entry.begun < SENT_AGAIN_FOR_MS && !left(); tries += 1) {
      entry.sentAt = now();
      await store.begin(entry);
      try {
        const found = await ask(till, "POST", "/payments", body, key);
        if (!found.ok && tries > 0) break;  // An earlier try may still be under way.
        await store.end(key, found.ok && receiptOf(found.answer));
        return { outcome: found.ok ? "answered" : "refused", ...found };
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        late();
        await pause(WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]);
      }
    }
    return { outcome: "unknown", key };
  } finally {
    clearTimeout(warning);
  }
}

// Ask what became of a sale; return {outcome: "answered" | "lost" | "unknown"}.
export async function resolveSale(till, entry) {
  const over = now() > entry.sentAt + LIFETIME_S * 1000 + UNDER_WAY_MS;
  const { ok, answer } = await ask(till, "GET", `/sale-codes/${entry.key}`);
  if (ok && answer.payment) {
    await store.end(entry.key, receiptOf(answer.payment));
    return { outcome: "answered", answer: answer.payment };
  }
  if (!ok || !over) return { outcome: "unknown" };
  await store.end(entry.key);
  return { outcome: "lost" };
}

// Begin a sale that the buyer's phone pays, and return {code, until}: from then on it is only asked what became of it.
export async function offer(till, sale) {
  const key = crypto.randomUUID();
  const expires = Math.floor(now() / 1000) + OFFERED_FOR_S;
  const sentAt = (expires - LIFETIME_S) * 1000;
  await store.begin({ key, kind: "sale", amount: sale.amount_minor, currency: sale.currency, begun: Date.now(), sentAt });
  return { code: await saleCode(till, { ...sale, saleId: key, expires }), until: expires * 1000 };
}

// Give back a part of a sale: sent until there is an answer, since sent twice it is given once.
export async function giveBack(till, receipt, amount) {
  const entry = {
    key: crypto.randomUUID(), kind: "refund", amount, currency: receipt.currency, of: receipt.key, begun: Date.now(),
    path: `/payments/${receipt.id}/refunds`, body: JSON.stringify({ amount_minor: amount }),
  };
  await store.begin(entry);
  return finishRefund(till, entry);
}

export async function finishRefund(till, entry) {
  const found = await ask(till, "POST", entry.path, entry.body, entry.key);
  const receipt = (await store.listReceipts()).find((each) => each.key === entry.of);
  if (found.ok && receipt) {
    const back = found.answer.amount_minor + found.answer.bonus_minor;
    await store.keepReceipt({ ...receipt, refunded: receipt.refunded + back });
  }
  await store.end(entry.key);
  return found;
}

// End the day under one key until it is answered: pressed again after a lost answer, it ends no second day.
export async function closeDay(till) {
  const begun = (await store.listBegun()).find((entry) => entry.kind === "report");
  const entry = begun ?? { key: crypto.randomUUID(), kind: "report", begun: Date.now() };
  await store.begin(entry);
  const found = await ask(till, "POST", "/till-reports", "{}", entry.key);
  await store.end(entry.key);
  const old = (await store.listReceipts()).filter((each) => Date.parse(each.at) < Date.now() - KEPT_MS);
  await store.forgetReceipts(old.map((each) => each.key));
  return found;
}
