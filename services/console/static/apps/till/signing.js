// A till's signature: Koinon's profile of RFC 9421 (contracts/till_signature.py), by a key that cannot be read out.

import * as asking from "../shared/asking.js";
import { base64, base64url, bytes, idBytes, sign } from "../shared/asking.js";

export { Unanswered } from "../shared/asking.js";
export const LIFETIME_S = 30;
const RELAY = "/till/relay";
const CONTENT_TYPE = "application/json";
const COMPONENTS = '("@method" "@target-uri" "content-digest" "content-type" "idempotency-key")';
const CLOCK = new Set(["signature-expired", "signature-not-yet-valid", "request-replayed"]);

const sha256 = (content) => crypto.subtle.digest("SHA-256", content);
const exchange = (service, method, path, headers, body) =>
  asking.exchange(`${RELAY}/${service}${path}`, method, body, headers);

let terms;

// What time it is at the service: a device's own clock may be wrong.
export const now = () => Date.now() + (terms?.ahead ?? 0);

export async function learnTerms() {
  terms = await asking.learnTerms();
}

export async function makeKey() {
  const pair = await asking.makePair();
  const keyId = base64url(await sha256(bytes(`{"crv":"Ed25519","kty":"OKP","x":"${pair.publicKey}"}`)));  // RFC 7638
  return { ...pair, keyId, madeAt: Date.now() };
}

// What tells the office of a till's next key: both keys agree to it (contracts/till_keys.py).
export async function keyChange(till, next) {
  const message = new Uint8Array([...bytes("koinon-till-key"), ...idBytes(till.tillId), ...fromBase64url(next.publicKey)]);
  const [signature, possession] = await Promise.all(
    [till, next].map(async (key) => base64url(await sign(key.privateKey, message))));
  return { till_id: till.tillId, public_key: next.publicKey, signature, possession };
}

async function signatureOf(till, method, path, body, key) {
  const digest = `sha-256=:${base64(await sha256(bytes(body)))}:`;
  const created = Math.floor(now() / 1000);
  const nonce = base64url(crypto.getRandomValues(new Uint8Array(16)));
  const parameters =
    `${COMPONENTS};created=${created};expires=${created + LIFETIME_S};nonce="${nonce}"` +
    `;keyid="${till.keyId}";tag="koinon-till"`;
  const base =
    `"@method": ${method}\n"@target-uri": ${terms.origin}${path}\n"content-digest": ${digest}\n` +
    `"content-type": ${CONTENT_TYPE}\n"idempotency-key": ${key}\n"@signature-params": ${parameters}`;
  const signature = base64(await sign(till.privateKey, bytes(base)));
  return {
    "Content-Digest": digest, "Idempotency-Key": key,
    "Signature-Input": `till=${parameters}`, Signature: `till=:${signature}:`,
  };
}

const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

// What a phone reads to pay this sale (contracts/sale_code.py).
export async function saleCode(till, sale) {
  if (!terms) await learnTerms();
  const body = new Uint8Array(81);
  const view = new DataView(body.buffer);
  body.set([1, sale.partial ? 1 : 0]);
  body.set(fromBase64url(till.keyId), 2);
  body.set(idBytes(sale.merchant_id), 34);
  body.set(idBytes(sale.saleId), 50);
  view.setBigUint64(66, BigInt(sale.amount_minor));
  body.set(bytes(sale.currency), 74);
  view.setUint32(77, sale.expires);
  const signed = new Uint8Array([...bytes("koinon-sale-code"), ...body, ...bytes(terms.origin)]);
  return base64url(new Uint8Array([...body, ...new Uint8Array(await sign(till.privateKey, signed))]));
}

// Send without a signature: a code is the proof.
export const tell = (service, path, body) => exchange(service, "POST", path, {}, JSON.stringify(body));

// Send what the till signs, under an idempotency key; once more when only the clock was wrong.
export async function ask(till, method, path, body = "", key = crypto.randomUUID()) {
  if (!terms) await learnTerms();
  const once = async () =>
    exchange("cards", method, path, await signatureOf(till, method, path, body, key), body || undefined);
  const found = await once();
  if (!CLOCK.has(found.slug)) return found;
  await learnTerms();
  return once();
}
