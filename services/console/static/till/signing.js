// A till's signature: Koinon's profile of RFC 9421 (contracts/till_signature.py), by a key that cannot be read out.

export const LIFETIME_S = 30;
const RELAY = "/till/relay";
const CONTENT_TYPE = "application/json";
const COMPONENTS = '("@method" "@target-uri" "content-digest" "content-type" "idempotency-key")';
const PATIENCE_MS = 10_000;
const AGAIN = new Set([429, 502, 503, 504]);
const CLOCK = new Set(["signature-expired", "signature-not-yet-valid", "request-replayed"]);

// It is not known whether it was done: ask again, in the same words.
export class Unanswered extends Error {}

const bytes = (text) => new TextEncoder().encode(text);
const base64 = (raw) => btoa(String.fromCharCode(...new Uint8Array(raw)));
export const base64url = (raw) => base64(raw).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const sha256 = (content) => crypto.subtle.digest("SHA-256", content);

let terms;

// What time it is at the service: a device's own clock may be wrong.
export const now = () => Date.now() + (terms?.ahead ?? 0);

export async function learnTerms() {
  const asked = Date.now();
  const { answer } = await exchange("cards", "GET", "/signing-terms", {}, undefined);
  terms = { origin: answer.origin, ahead: Date.parse(answer.now) - (asked + Date.now()) / 2 };
}

export async function makeKey() {
  const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const x = base64url(await crypto.subtle.exportKey("raw", pair.publicKey));
  const keyId = base64url(await sha256(bytes(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`)));  // RFC 7638
  return { privateKey: pair.privateKey, publicKey: x, keyId };
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
  const signature = base64(await crypto.subtle.sign("Ed25519", till.privateKey, bytes(base)));
  return {
    "Content-Digest": digest, "Idempotency-Key": key,
    "Signature-Input": `till=${parameters}`, Signature: `till=:${signature}:`,
  };
}

// Send a request and return {ok, status, answer}; a refusal's answer is its problem document. Throws Unanswered.
async function exchange(service, method, path, headers, body) {
  let response;
  let answer;
  try {
    response = await fetch(`${RELAY}/${service}${path}`, {
      method, body, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { "Content-Type": CONTENT_TYPE, "Accept-Language": document.documentElement.lang, ...headers },
    });
    answer = await response.json();
  } catch (error) {
    throw new Unanswered(String(error));
  }
  const slug = response.ok ? "" : String(answer.type ?? "").split("/").pop();
  if (AGAIN.has(response.status) || slug === "key-in-flight") throw new Unanswered(slug);
  return { ok: response.ok, status: response.status, slug, answer };
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
