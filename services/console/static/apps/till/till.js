// The till: who is at it, a sale from amount to verdict, refunds, the day. Money is decided by the service alone.

import * as amounts from "../shared/amounts.js";
import * as outbox from "./outbox.js";
import * as show from "./show.js";
import * as sound from "../shared/sound.js";
import * as store from "./store.js";
import { draw } from "../shared/drawing.js";
import { renew, renewed } from "./renewing.js";
import { scan } from "../shared/scanner.js";
import { Unanswered, ask, learnTerms, makeKey, tell } from "./signing.js";

const PIN_WANTED = new Set(["pin_required", "pin_due", "pin_wrong"]);
const CARD = /^[A-Za-z0-9_-]{22}([A-Za-z0-9_-]{102})?$/;  // What a card's picture says, or a phone's.
const PHONE_CODE_LENGTH = 124;
const CARD_NUMBER_LENGTH = 12;
const BECOMES_KNOWN_MS = 60_000;
const CODE_BECOMES_KNOWN_MS = 5000;
const ASKED_AGAIN_MS = 2000;

let till;      // the key and what it stands for
let standing;  // currency, time zone, period, cashier
let sale;      // the one at the counter: {amount, partial, card, pin}
let given;     // the receipt that something is given back of
let stopCamera = () => {};

const after = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// Carry out what a person asked for; a lost answer and a refusal are said, and leave everything as it was.
async function attempt(work) {
  show.refusal(null);
  try {
    const found = await work();
    if (found && !found.ok) refuse(found);
    return found?.ok ? found : null;
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    show.refusal({});
    return null;
  }
}

function refuse(found) {
  if (found.slug === "key-replaced" && till.next) stand();
  else if (found.slug === "till-stopped" || found.slug === "key-replaced") show.view("stopped");
  else if (found.slug === "cashier-missing") show.view("sign-on");
  show.refusal(found);
}

const buttonsOf = (form) => [...form.querySelectorAll("button")];

// While a form is at work it cannot be sent again.
function form(name, work) {
  const node = document.querySelector(`[data-form="${name}"]`);
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    sound.tune();
    const values = Object.fromEntries(new FormData(node));
    for (const button of buttonsOf(node)) button.disabled = true;
    try {
      if (await work(values, node)) node.reset();
    } finally {
      for (const button of buttonsOf(node)) button.disabled = false;
    }
  });
}

const figuresOnly = (text) => amounts.latin(text).replace(/[^0-9]/g, "");

function amountOf(values, node) {
  const minor = amounts.read(values.amount, standing.currency);
  show.find("unreadable", node).hidden = minor !== null;
  return minor;
}

// ------------------------------------------------------------------------------------------------ who is at the till

form("enrol", async ({ code, name }) => {
  const drafted = till?.tillId ? null : till;
  till = drafted ?? (await makeKey());
  await store.keepTill(till);  // Before it is sent: a lost answer must not lose the key.
  const found = await attempt(() => tell("merchants", "/till-enrolments", { code: code.trim(), public_key: till.publicKey, name }));
  if (!found) return false;
  till = { ...till, tillId: found.answer.id, name: found.answer.name };
  await store.keepTill(till);
  await stand();
  return true;
});

form("sign-on", async ({ number, pin }) => {
  const body = { number: Number(figuresOnly(number)), pin: figuresOnly(pin) };
  const found = await attempt(() => ask(till, "POST", "/cashier-sign-ons", JSON.stringify(body)));
  if (found) await stand();
  return found;
});

form("choose-pin", async ({ code, pin }) => {
  const body = JSON.stringify({ code: code.trim(), pin: figuresOnly(pin) });
  const begun = Date.now();
  const once = async () => {
    const answer = await ask(till, "POST", "/cashier-pins", body);
    if (answer.slug !== "cashier-code-unknown" || Date.now() - begun > CODE_BECOMES_KNOWN_MS) return answer;
    await after(500);  // A code that was given a moment ago is on its way here.
    return once();
  };
  const found = await attempt(once);
  if (found) show.view("sign-on");
  return found;
});

show.find("sign-off").addEventListener("click", async () => {
  if (await attempt(() => ask(till, "POST", "/cashier-sign-offs", "{}"))) await stand();
});

// Learn how the till stands and show where its work begins. A till that has just enrolled is not known everywhere yet.
async function stand() {
  const begun = Date.now();
  for (;;) {
    const found = await ask(till, "GET", "/till-standing").catch((error) => {
      if (error instanceof Unanswered) return null;
      throw error;
    });
    if (found?.ok) {
      standing = found.answer;
      await store.keepTill({ ...till, standing });
      break;
    }
    if (!found && till.standing) {
      standing = till.standing;  // Without a network the till opens as it was last seen.
      break;
    }
    if (found?.slug === "key-replaced" && till.next) {
      till = renewed(till);  // It was told to the office, and this page ended before it was used.
      continue;
    }
    const unknown = found?.slug === "key-unknown" && Date.now() - begun < BECOMES_KNOWN_MS;
    if (found && !unknown) {
      show.view("stopped");
      refuse(found);
      return;
    }
    show.view("becoming");
    await after(1000);
  }
  amounts.tellTimeOf(standing.timezone);
  show.all("currency", `(${standing.currency})`);
  show.all("place", [till.name, standing.cashier && `${show.word("cashier")} ${standing.cashier.number}`].filter(Boolean).join(" · "));
  show.find("sign-off").hidden = !standing.cashier;
  offerKinds(standing.categories);
  const missing = standing.has_cashiers && !standing.cashier;
  show.find("bar").hidden = missing;
  show.view(missing ? "sign-on" : "sale");
  renewKey();
}

// Go on with a next key once the service knows it; sales do not wait for that.
let renewing = false;
async function renewKey() {
  if (renewing) return;
  renewing = true;
  till = await renew({ ...till, standing });
  renewing = false;
  await store.keepTill(till);
}

// ----------------------------------------------------------------------------------------- what each kind of goods costs

const kindFields = () => [...show.find("kinds-list").querySelectorAll("input")];
const basketOf = () => kindFields().filter((field) => field.value.trim()).map((field) => (
  { category: field.dataset.category, amount_minor: amounts.read(field.value, standing.currency) }));

// Offer a field for each kind of goods that the shop sells, where there are several.
function offerKinds(categories = []) {
  show.find("kinds").hidden = categories.length < 2;
  show.find("kinds-list").replaceChildren(...categories.map((category) => {
    const part = show.element("div", undefined, { className: "field" });
    const label = show.element("label", show.known(`kind-${category}`) ?? category, { htmlFor: `t-kind-${category}` });
    const field = show.element("input", undefined, {
      id: `t-kind-${category}`, className: "short figure", inputMode: "decimal", autocomplete: "off", dir: "ltr",
    });
    field.dataset.category = category;
    field.addEventListener("input", addUp);
    part.append(label, field);
    return part;
  }));
}

// The amount is the sum of what was written beside the kinds, as soon as there is any.
function addUp() {
  const basket = basketOf();
  const amount = document.getElementById("t-amount");
  show.find("unreadable").hidden = true;
  amount.readOnly = basket.length > 0;
  if (basket.length === 0) return;
  const sum = basket.reduce((total, line) => total + (line.amount_minor ?? 0), 0);
  amount.value = amounts.plain(sum, standing.currency);
}

document.getElementById("t-amount").addEventListener("input", () => { show.find("unreadable").hidden = true; });

// ------------------------------------------------------------------------------------------------------------- a sale

form("sale", async (values, node) => {
  const amount = amountOf(values, node);
  const basket = basketOf();
  if (basket.some((line) => line.amount_minor === null)) show.find("unreadable", node).hidden = false;
  else if (amount !== null) await readCardFor(amount, basket, values.partial === "on");
  return false;
});

async function readCardFor(amount, basket, partial) {
  sale = { amount, basket, partial };
  for (const part of document.querySelectorAll("[data-by-phone]")) part.hidden = basket.length > 0;  // A code names no goods.
  show.all("asked", amounts.write(amount, standing.currency));
  await look();
}

// Say how a card is read here: before the camera, or without one.
function tellHow({ blind }) {
  for (const part of ["finder", "hold"]) show.find(part).hidden = blind;
  show.find("blind").hidden = !blind;
  if (blind) show.find("typing").open = true;
}

async function look() {
  stopCamera();
  show.view("scan");
  tellHow({ blind: false });
  try {
    stopCamera = await scan(show.find("video"), CARD, (card_token) => pay({ card_token }));
    if (show.current !== "scan") stopCamera();
  } catch {
    tellHow({ blind: true });
  }
}

// Let the buyer's phone pay: the till shows a code, and asks what became of it with all else that is not answered yet.
async function offer() {
  const asked = { amount_minor: sale.amount, currency: standing.currency, partial: sale.partial, merchant_id: standing.merchant_id };
  try {
    const { code, until } = await outbox.offer(till, asked);
    await draw(show.find("code"), code);
    show.all("code-text", code);
    show.all("until", amounts.time(until));
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    show.refusal({});
    return;
  }
  show.view("offer");
  done();
}

form("type", async ({ number, pin }, node) => {
  const digits = figuresOnly(number);
  show.find("miscounted", node).hidden = digits.length === CARD_NUMBER_LENGTH;
  if (digits.length !== CARD_NUMBER_LENGTH) return false;
  stopCamera();
  node.reset();
  sale.pin = figuresOnly(pin);
  await pay({ card_number: digits });
  return true;
});

form("pin", async ({ pin }, node) => {
  sale.pin = figuresOnly(pin);
  node.reset();
  if (sale.card.card_token?.length === PHONE_CODE_LENGTH) await look();  // What a phone shows is for one sale.
  else await pay(sale.card);
  return true;
});

// Pay with a card, which is named as the service takes it: by {card_token}, or {card_number} with the PIN.
async function pay(card) {
  sale.card = card;
  performance.mark("asked");
  let waiting = true;
  show.view("waiting");
  show.find("late").hidden = true;
  show.find("leave").onclick = () => { waiting = false; };
  const asked = {
    ...card, amount_minor: sale.amount, currency: standing.currency, partial: sale.partial, basket: sale.basket,
    ...(sale.pin ? { pin: sale.pin } : {}),
  };
  const found = await outbox.sell(till, asked, {
    late: () => { show.find("late").hidden = false; }, left: () => !waiting,
  });
  if (found.outcome === "answered") answered(found.answer);
  else if (found.outcome === "refused") {
    show.view("sale");
    refuse(found);
  } else {
    show.ending("unknown");
    done();
  }
}

function answered(receipt) {
  performance.measure("sale", "asked");  // What a person waits between the card and the verdict.
  if (PIN_WANTED.has(receipt.decline_code)) {
    show.view("pin");
    show.find("pin-why").textContent = receipt.message;
    sound.play("declined");
    return;
  }
  sound.play(show.answer(receipt));
  done();
}

// Nothing of a sale stays in the page once it has its verdict.
function done() {
  sale = undefined;
  document.querySelector('[data-form="sale"]').reset();
  addUp();
}

// --------------------------------------------------------------------------------------------------- refunds, the day

async function listSales() {
  show.sales(await store.listReceipts(), (receipt) => {
    given = receipt;
    show.view("refund");
    const left = receipt.amount + receipt.bonus - receipt.refunded;
    show.find("refund-of").textContent = amounts.instant(receipt.at);
    document.getElementById("t-back").value = amounts.plain(left, receipt.currency);
  });
}

form("refund", async (values, node) => {
  const amount = amountOf(values, node);
  if (amount === null) return false;
  const found = await attempt(() => outbox.giveBack(till, given, amount));
  if (found) await listSales();
  return found;
});

async function openDay() {
  const found = await attempt(() => ask(till, "GET", "/till-figures"));
  if (found) show.figures("day", found.answer);
}

show.find("close-day").addEventListener("click", async (event) => {
  event.target.disabled = true;
  const found = await attempt(() => outbox.closeDay(till));
  event.target.disabled = false;
  if (!found) return;
  await stand();
  show.figures("report", found.answer);
});

// ------------------------------------------------------------------------------------------- what was not answered yet

async function pending() {
  const begun = await store.listBegun();
  const shown = begun.filter((entry) => entry.kind !== "report");
  show.find("pending").hidden = shown.length === 0;
  show.find("pending-list").replaceChildren(...shown.map((entry) => {
    const item = show.element("li", `${show.word(entry.kind)} `);
    item.append(show.element("bdi", amounts.write(entry.amount, entry.currency)), " · ", show.element("bdi", amounts.instant(entry.begun)));
    return item;
  }));
  return begun;
}

async function settlePending() {
  for (;;) {
    const waiting = show.current === "waiting" || !till?.tillId;
    for (const entry of waiting ? [] : await pending()) {
      try {
        if (entry.kind === "sale") await endSale(entry);
        else if (entry.kind === "refund") await outbox.finishRefund(till, entry);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
      }
    }
    if (!waiting) await pending();
    await after(ASKED_AGAIN_MS);
  }
}

async function endSale(entry) {
  const found = await outbox.resolveSale(till, entry);
  if (found.outcome === "unknown" || !["sale", "answer", "offer"].includes(show.current)) return;
  if (found.outcome === "lost") show.ending("lost");
  else sound.play(show.answer(found.answer));
}

// ----------------------------------------------------------------------------------------------------------- beginning

const PLACES = {
  sale: () => show.view(standing ? "sale" : "opening"), sales: listSales, day: openDay, offer,
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-go]");
  if (!button) return;
  stopCamera();
  sound.tune();
  (PLACES[button.dataset.go] ?? (() => show.view(button.dataset.go)))();
});

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

const connection = () => { show.find("offline").hidden = navigator.onLine; };
addEventListener("online", connection);
addEventListener("offline", connection);

async function begin() {
  connection();
  try {
    till = await store.readTill();
    await makeKey();
  } catch {
    show.view("unfit");
    return;
  }
  navigator.storage?.persist?.();
  navigator.serviceWorker?.register("/till/worker.js", { scope: "/till" });
  await learnTerms().catch(() => undefined);
  if (till?.tillId) await stand();
  else show.view("enrol");
  settlePending();
}

navigator.locks.request("koinon-till", { ifAvailable: true }, async (lock) => {
  if (!lock) {
    show.view("elsewhere");
    return undefined;
  }
  await begin();
  return new Promise(() => {});  // Held as long as the window is open.
});
