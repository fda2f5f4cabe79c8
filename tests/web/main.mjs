// Starts the server and runs every walk, or those whose name holds the words given; each says in its name what it shows.
import { launch } from "./browser.mjs";
import { startServer } from "./server.mjs";
import { walks as accounts } from "./accounts.mjs";
import { walks as calls } from "./calls.mjs";
import { walks as checkers } from "./checkers.mjs";
import { walks as contacts } from "./contacts.mjs";
import { walks as ending } from "./ending.mjs";
import { walks as doorCards } from "./door-cards.mjs";
import { walks as openings } from "./openings.mjs";
import { walks as places } from "./places.mjs";
import { walks as declarations } from "./declare.mjs";
import { walks as family } from "./family.mjs";
import { walks as gate } from "./gate.mjs";
import { walks as gateOffline } from "./gate-offline.mjs";
import { walks as guide } from "./guide.mjs";
import { walks as kiosk } from "./kiosk.mjs";
import { walks as map } from "./map.mjs";
import { walks as files } from "./files.mjs";
import { walks as transfers } from "./transfers.mjs";
import { walks as cases } from "./walks.mjs";

const [server, browser] = await Promise.all([startServer(), launch()]);
let failed = 0;
const all = Object.entries({ ...cases, ...accounts, ...calls, ...checkers, ...contacts, ...declarations, ...doorCards, ...ending, ...family, ...files, ...gate, ...gateOffline, ...guide, ...kiosk, ...map, ...openings, ...places, ...transfers });
const waiting = all.filter(([name]) => name.includes(process.argv[2] ?? ""));
async function walkOn() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, walk] = next;
    const began = Date.now();
    try {
      await walk(browser, server);
      console.log(`ok      ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}\n${error.stack}`);
    }
  }
}
// Three at once: each has windows of its own, and much of a walk is waiting.
await Promise.all([walkOn(), walkOn(), walkOn()]);
await browser.close();
await server.stop();
if (failed) console.log(server.log());
process.exit(failed ? 1 : 0);
