// Amounts are integers in minor units; they are read and written in the page's language, in figures that all read.

// Arabic as it is written in Jordan, with the names of months that our pages use.
const spoken = document.documentElement.lang === "ar" ? "ar-JO" : document.documentElement.lang;
const language = `${spoken}-u-nu-latn`;
const ARABIC = { "٠": "0", "١": "1", "٢": "2", "٣": "3", "٤": "4", "٥": "5", "٦": "6", "٧": "7", "٨": "8", "٩": "9", "٫": "." };

export const latin = (text) => text.replace(/[٠-٩٫]/g, (sign) => ARABIC[sign]);

const decimalsOf = (currency) =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;

// Return the minor units of "12", "12,5" or "12.50"; null for what cannot be read, or has too many decimals.
export function read(text, currency) {
  const decimals = decimalsOf(currency);
  const found = /^([0-9]{1,9})(?:[.,]([0-9]*))?$/.exec(latin(text).replace(/\s/g, ""));
  if (!found || (found[2] ?? "").length > decimals) return null;
  const minor = Number(found[1] + (found[2] ?? "").padEnd(decimals, "0"));
  return minor > 0 ? minor : null;
}

export function plain(minor, currency) {
  const decimals = decimalsOf(currency);
  const digits = String(minor).padStart(decimals + 1, "0");
  return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
}

// Intl takes a decimal text exactly, so that no amount passes through a fraction of two.
export const write = (minor, currency) =>
  new Intl.NumberFormat(language, { style: "currency", currency }).format(
    (minor < 0 ? "-" : "") + plain(Math.abs(minor), currency),
  );

// Moments are told by the municipality's clock, as in the shop's books, wherever the device's own is set. A device that
// has not learned the zone yet tells them by its own.
let timeZone;
export const tellTimeOf = (zone) => { timeZone = zone; };

const moment = (text, styles) => new Intl.DateTimeFormat(language, { ...styles, timeZone }).format(new Date(text));

export const instant = (text) => moment(text, { dateStyle: "medium", timeStyle: "short" });
export const time = (text) => moment(text, { timeStyle: "medium" });

export const day = (text) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(text));
