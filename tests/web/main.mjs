// Starts the server and runs every walk; each says in its name what it shows.
import { launch } from "./browser.mjs";
import { startServer } from "./server.mjs";
import { walks as accounts } from "./accounts.mjs";
import { walks as cases } from "./walks.mjs";

const [server, browser] = await Promise.all([startServer(), launch()]);
let failed = 0;
for (const [name, walk] of Object.entries({ ...cases, ...accounts })) {
  const began = Date.now();
  try {
    await walk(browser, server);
    console.log(`ok      ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
}
await browser.close();
await server.stop();
if (failed) console.log(server.log());
process.exit(failed ? 1 : 0);
