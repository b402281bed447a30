// What the till keeps in this browser (IndexedDB): its key, what was begun and not answered yet, and its receipts.
// No card, PIN or person is ever written here.

import { keep } from "../shared/keeping.js";

const within = keep("koinon-till", { till: undefined, begun: { keyPath: "key" }, receipts: { keyPath: "key" } });

export const readTill = () => within(["till"], "readonly", (till) => till.get("self"));
export const keepTill = (value) => within(["till"], "readwrite", (till) => till.put(value, "self"));
export const listBegun = () => within(["begun"], "readonly", (begun) => begun.getAll());
export const listReceipts = () => within(["receipts"], "readonly", (receipts) => receipts.getAll());
export const begin = (entry) => within(["begun"], "readwrite", (begun) => begun.put(entry));
export const keepReceipt = (receipt) => within(["receipts"], "readwrite", (receipts) => receipts.put(receipt));

// What was begun has ended, with a receipt or without one.
export const end = (key, receipt) =>
  within(["begun", "receipts"], "readwrite", (begun, receipts) => {
    begun.delete(key);
    if (receipt) receipts.put({ ...receipt, key });
  });

export const forgetReceipts = (keys) =>
  within(["receipts"], "readwrite", (receipts) => { for (const key of keys) receipts.delete(key); });
