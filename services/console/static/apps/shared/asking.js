// One question to a service over a bad connection: its answer, its refusal, or not knowing.

const PATIENCE_MS = 10_000;
const AGAIN = new Set([429, 502, 503, 504]);
const CONTENT_TYPE = "application/json";

// It is not known whether it was done: ask again, in the same words.
export class Unanswered extends Error {}

export const bytes = (text) => new TextEncoder().encode(text);
export const base64 = (raw) => btoa(String.fromCharCode(...new Uint8Array(raw)));
export const base64url = (raw) => base64(raw).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// The sixteen bytes of an id.
export const idBytes = (id) => Uint8Array.from(id.replaceAll("-", "").match(/../g), (pair) => parseInt(pair, 16));

// Send a request and return {ok, status, slug, answer}; a refusal's answer is its problem document. Throws Unanswered.
export async function exchange(address, method, body, headers = {}) {
  let response;
  let answer;
  try {
    response = await fetch(address, {
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

// What tills sign for, and how far the service's time is ahead of this device's: {origin, ahead}.
export async function learnTerms() {
  const asked = Date.now();
  const { answer } = await exchange("/till/relay/cards/signing-terms", "GET");
  return { origin: answer.origin, ahead: Date.parse(answer.now) - (asked + Date.now()) / 2 };
}

// A key pair that cannot be read out of this browser, and its public half as it is told.
export async function makePair() {
  const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  return { privateKey: pair.privateKey, publicKey: base64url(await crypto.subtle.exportKey("raw", pair.publicKey)) };
}

export const sign = (privateKey, content) => crypto.subtle.sign("Ed25519", privateKey, content);
