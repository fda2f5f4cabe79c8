// What a device's page keeps in the browser: things by name, and a queue that waits for a network.

const STORES = ["device", "queue"];

const answered = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** A database of its own by this name. */
export function shelf(name) {
  const opened = () => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => { for (const store of STORES) request.result.createObjectStore(store); };
    return answered(request);
  };
  async function within(store, mode, work) {
    const database = await opened();
    try {
      return await answered(work(database.transaction(store, mode).objectStore(store)));
    } finally {
      database.close();
    }
  }
  return {
    /** What is kept under a name. */
    kept: (key) => within("device", "readonly", (store) => store.get(key)),
    keep: (key, value) => within("device", "readwrite", (store) => store.put(value, key)),
    forget: (key) => within("device", "readwrite", (store) => store.delete(key)),
    /** Adds to the queue, at a time in milliseconds. */
    enqueue: (at, value) => within("queue", "readwrite", (store) => store.put(value, `${String(at).padStart(16, "0")}-${crypto.randomUUID()}`)),
    dequeue: (key) => within("queue", "readwrite", (store) => store.delete(key)),
    /** The keys of the queue, the earliest first; each begins with its time in milliseconds. */
    waiting: () => within("queue", "readonly", (store) => store.getAllKeys()),
    queued: (key) => within("queue", "readonly", (store) => store.get(key)),
  };
}
