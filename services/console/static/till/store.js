// What the till keeps in this browser (IndexedDB): its key, what was begun and not answered yet, and its receipts.
// No card, PIN or person is ever written here.

const NAME = "koinon-till";
const STORES = { till: undefined, begun: { keyPath: "key" }, receipts: { keyPath: "key" } };

let opening;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) request.result.createObjectStore(name, options);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

// Carry out `work` on these stores in one transaction: all of it is kept, or nothing.
async function within(names, mode, work) {
  const transaction = (await database()).transaction(names, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
  const request = work(...names.map((name) => transaction.objectStore(name)));
  await done;
  return request?.result;
}

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
