// What a browser keeps of checking: its key, which no script can read, what it needs to check, and the sealed queue.

const NAME = "lancan-checker";
const STORES = ["device", "queue"];

const answered = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => { for (const store of STORES) request.result.createObjectStore(store); };
  return answered(request);
}

async function within(store, mode, work) {
  const database = await opened();
  try {
    return await answered(work(database.transaction(store, mode).objectStore(store)));
  } finally {
    database.close();
  }
}

/** What is kept under a name: `signer`, `at`, `reader` or `manager`. */
export const kept = (name) => within("device", "readonly", (store) => store.get(name));
export const keep = (name, value) => within("device", "readwrite", (store) => store.put(value, name));
export const forget = (name) => within("device", "readwrite", (store) => store.delete(name));

/** Adds a sealed upload to the queue. */
export const enqueue = (at, bytes) => within("queue", "readwrite", (store) => store.put(bytes, `${String(at).padStart(16, "0")}-${crypto.randomUUID()}`));
export const dequeue = (key) => within("queue", "readwrite", (store) => store.delete(key));
/** The keys of the queue, the earliest first; each begins with its time in milliseconds. */
export const waiting = () => within("queue", "readonly", (store) => store.getAllKeys());
export const queued = (key) => within("queue", "readonly", (store) => store.get(key));
