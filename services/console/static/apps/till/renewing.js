// A till's next key: made by the till itself when its key is old, so that what somebody copied is worth less and less.

import * as store from "./store.js";
import { Unanswered, ask, keyChange, makeKey, tell } from "./signing.js";

const LIVES_MS = 90 * 24 * 60 * 60 * 1000;  // Unsourced; a till of before this was written renews at once.
const TRIES = 15;
const AGAIN_MS = 2000;

const after = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// The till with its next key in place of the one that it has.
export const renewed = ({ next, ...till }) => ({ ...till, ...next });

// Return the till as it goes on: with a next key that the service knows, with one that waits to be known, or unchanged
// while its key is young. The key before counts for some hours more, so that nothing under way is lost.
export async function renew(till) {
  if (!till.next && Date.now() - (till.madeAt ?? 0) < LIVES_MS) return till;
  const next = till.next ?? (await makeKey());
  const changing = { ...till, next };
  await store.keepTill(changing);  // Before it is sent: a lost answer must not lose the key.
  try {
    const told = await tell("merchants", "/till-keys", await keyChange(till, next));
    for (let tries = 0; told.ok && tries < TRIES; tries += 1) {
      if ((await ask(renewed(changing), "GET", "/till-standing")).ok) return renewed(changing);
      await after(AGAIN_MS);  // cards hears of the key from merchants.
    }
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
  }
  return changing;
}
