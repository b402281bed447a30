// The card on a phone: a new code every half minute, and what a till's own code asks for, paid by the PIN.

import * as amounts from "../shared/amounts.js";
import * as codes from "./codes.js";
import * as show from "../shared/views.js";
import * as sound from "../shared/sound.js";
import { Unanswered, exchange, makePair } from "../shared/asking.js";
import { draw } from "../shared/drawing.js";
import { scan } from "../shared/scanner.js";

const SALE_CODE = /^[A-Za-z0-9_-]{194}$/;
const PIN = /^[0-9]{4}$/;
const TICK_MS = 250;
const COMPARED_EVERY_MS = 5 * 60_000;
const SENT_AGAIN_FOR_MS = 60_000;
const WAIT_MS = 1500;

let phone;   // the key, what it was added as, and the clock
let asked;   // what a till asks for: {code, shop, amount, currency}
let shownAt = 0;
let stopCamera = () => {};

const after = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const tell = (door, body, place = phone.municipality) =>
  exchange(`/phone/${place}/${door}`, "POST", JSON.stringify(body));

// Carry out what a person asked for; a lost answer and a refusal are said, and leave everything as it was.
async function attempt(work) {
  show.refusal(null);
  try {
    const found = await work();
    if (!found.ok) show.refusal(found);
    return found.ok ? found.answer : null;
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    show.refusal({});
    return null;
  }
}

// While a form is at work it cannot be sent again.
function form(name, work) {
  const node = document.querySelector(`[data-form="${name}"]`);
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    sound.tune();
    const button = node.querySelector("button");
    button.disabled = true;
    try {
      await work(Object.fromEntries(new FormData(node)), node);
    } finally {
      button.disabled = false;
    }
  });
}

// ---------------------------------------------------------------------------------------------------- the card's code

form("enrol", async ({ code, municipality }, node) => {
  phone ??= await makePair();
  await codes.keepPhone(phone);  // Before it is sent: a lost answer must not lose the key.
  const added = await attempt(() => tell("keys", { code: code.trim(), public_key: phone.publicKey }, municipality));
  if (!added) return;
  node.reset();
  phone = { ...phone, phoneId: added.id, municipality };
  await codes.keepPhone(phone);
  await compare();
  await showCard();
});

async function showCard() {
  amounts.tellTimeOf(show.known(`zone-${phone.municipality}`));
  show.view("card");
  await renew();
}

// Draw another code: what was shown before is not shown again.
async function renew() {
  shownAt = codes.now(phone);
  await draw(show.find("code"), await codes.makeCode(phone));
  tellClock();
}

function tellClock() {
  const state = codes.clockOf(phone);
  for (const each of ["wrong", "unknown"]) show.find(`clock-${each}`).hidden = state !== each;
  show.all("minutes", String(Math.round(Math.abs(phone.ahead ?? 0) / 60_000)));
}

const step = (instant) => Math.floor(instant / 1000 / codes.STEP_S);

// A code changes with its half minute: by the clock, since a phone that slept has missed its timers.
async function tick() {
  if (show.current !== "card" || document.hidden) return;
  const instant = codes.now(phone);
  show.find("left").value = codes.STEP_S - (Math.floor(instant / 1000) % codes.STEP_S);
  if (step(instant) !== step(shownAt)) await renew();
}

async function compare() {
  if (!phone?.phoneId || !navigator.onLine) return;
  try {
    phone = await codes.compareClock(phone);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
  }
  tellClock();
}

show.find("another").addEventListener("click", renew);

show.find("forget").addEventListener("click", async () => {
  await codes.forgetPhone();
  phone = undefined;
  show.view("enrol");
});

// --------------------------------------------------------------------------------------------- what a till's code asks

async function look() {
  show.view("look");
  show.find("finder").hidden = false;
  show.find("blind").hidden = true;
  try {
    stopCamera = await scan(show.find("video"), SALE_CODE, read);
    if (show.current !== "look") stopCamera();
  } catch {
    show.find("finder").hidden = true;
    show.find("blind").hidden = false;
  }
}

form("typed", async ({ code }) => {
  stopCamera();
  await read(code.trim());
});

async function read(code) {
  const found = await attempt(() => tell("readings", { code }));
  if (!found) return;
  asked = { code, shop: found.shop, amount: found.asked.amount_minor, currency: found.asked.currency };
  show.all("shop", asked.shop ?? show.word("unnamed"));
  show.all("asked", amounts.write(asked.amount, asked.currency));
  show.find("partial").hidden = !found.asked.partial;
  show.view("agree");
}

form("agree", async ({ pin }, node) => {
  node.reset();
  const entered = amounts.latin(pin).trim();
  show.find("miscounted", node).hidden = PIN.test(entered);
  if (!PIN.test(entered)) return;
  show.refusal(null);
  show.view("waiting");
  const found = await pay(entered);
  if (!found) show.ending("unknown");
  else if (found.ok) sound.play(show.answer(found.answer));
  else {
    show.view("agree");
    show.refusal(found);
    return;
  }
  asked = undefined;
});

// Sent again until there is an answer: the same sale from the same card is paid once, and answered as before.
async function pay(pin) {
  const begun = Date.now();
  while (Date.now() - begun < SENT_AGAIN_FOR_MS) {
    try {
      return await tell("purchases", { code: asked.code, phone_code: await codes.makeCode(phone), pin });
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      await after(WAIT_MS);
    }
  }
  return null;
}

// ----------------------------------------------------------------------------------------------------------- beginning

const PLACES = { card: showCard, look };

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-go]");
  if (!button) return;
  stopCamera();
  sound.tune();
  (PLACES[button.dataset.go] ?? (() => show.view(button.dataset.go)))();
});

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

const connection = () => {
  show.find("offline").hidden = navigator.onLine;
  compare();
};
addEventListener("online", connection);
addEventListener("offline", connection);
document.addEventListener("visibilitychange", () => { if (!document.hidden) compare(); });

async function begin() {
  try {
    phone = await codes.readPhone();
    await makePair();
    await draw(show.find("code"), "");
  } catch {
    show.view("unfit");
    return;
  }
  connection();
  navigator.storage?.persist?.();
  navigator.serviceWorker?.register("/phone/worker.js", { scope: "/phone" });
  if (phone?.phoneId) await showCard();
  else show.view("enrol");
  setInterval(tick, TICK_MS);
  setInterval(compare, COMPARED_EVERY_MS);
}

begin();
