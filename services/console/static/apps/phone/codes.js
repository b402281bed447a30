// What this phone keeps, its key and its clock, and the codes that it shows (contracts/phone_code.py).

import { base64url, bytes, idBytes, learnTerms, sign } from "../shared/asking.js";
import { keep } from "../shared/keeping.js";

export const STEP_S = 30;
export const LEARNED_FOR_MS = 24 * 3600 * 1000;
const DOMAIN = "koinon-phone-code";

const within = keep("koinon-phone", { phone: undefined });

export const readPhone = () => within(["phone"], "readonly", (phone) => phone.get("self"));
export const keepPhone = (value) => within(["phone"], "readwrite", (phone) => phone.put(value, "self"));
export const forgetPhone = () => within(["phone"], "readwrite", (phone) => phone.delete("self"));

// Learn by how much the service's time is ahead of this device's, and keep it for when there is no connection.
export async function compareClock(phone) {
  const { ahead } = await learnTerms();
  const compared = { ...phone, ahead, comparedAt: Date.now() };
  await keepPhone(compared);
  return compared;
}

// What is known of this phone's clock: "right", "wrong" (and reckoned with), or "unknown" since it was not compared
// for a day, or was set back since.
export function clockOf(phone) {
  const since = Date.now() - (phone.comparedAt ?? -Infinity);
  if (since > LEARNED_FOR_MS || since < 0) return "unknown";
  return Math.abs(phone.ahead) > STEP_S * 1000 ? "wrong" : "right";
}

export const now = (phone) => Date.now() + (phone.ahead ?? 0);

// Return a new code, for one sale within the step that it is made in, and one more.
export async function makeCode(phone) {
  const body = new Uint8Array(29);
  body[0] = 1;
  body.set(idBytes(phone.phoneId), 1);
  new DataView(body.buffer).setUint32(17, Math.floor(now(phone) / 1000 / STEP_S));
  body.set(crypto.getRandomValues(new Uint8Array(8)), 21);
  const signature = await sign(phone.privateKey, new Uint8Array([...bytes(DOMAIN), ...body]));
  return base64url(new Uint8Array([...body, ...new Uint8Array(signature)]));
}
