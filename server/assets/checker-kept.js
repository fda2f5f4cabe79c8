// What a browser keeps of checking: its key, which no script can read, what it needs to check, and the sealed queue.
import { shelf } from "./kept.js";

/** By name `signer`, `at`, `reader` and `manager`; in the queue, sealed uploads. */
export const { kept, keep, forget, enqueue, dequeue, waiting, queued } = shelf("lancan-checker");
