// What a page keeps in this browser (IndexedDB), in stores that are written in one transaction.

// Return `within(names, mode, work)`, which carries out `work` on these stores: all of it is kept, or nothing.
export function keep(name, stores) {
  let opening;

  function database() {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        for (const [store, options] of Object.entries(stores)) request.result.createObjectStore(store, options);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opening;
  }

  return async (names, mode, work) => {
    const transaction = (await database()).transaction(names, mode, { durability: "strict" });
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    const request = work(...names.map((store) => transaction.objectStore(store)));
    await done;
    return request?.result;
  };
}
