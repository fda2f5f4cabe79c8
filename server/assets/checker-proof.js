// Visitors without phone and card who show their number: it is sent a password, which they read out, and get a card of one day.
import { hex, sign, unhex, wishing } from "./log-codes.js";

async function post(path, { checker, minute, signer }, asked, more) {
  const signature = hex(await sign(signer.privateKey, "lancan-checker-card-v1", wishing(unhex(checker), minute, asked)));
  const { phone, otp, name, year } = asked;
  const body = JSON.stringify({ checker, minute, phone, otp, name, birth_year: year, signature, ...more });
  return fetch(path, { method: "POST", body, headers: { "content-type": "application/json" }, signal: AbortSignal.timeout(20_000) });
}

/** Why the server did what it was not asked for: `unsent` too many messages, `code` a password that is wrong or over, `down` anything else. */
const reasonOf = ({ status }) => ({ 429: "unsent", 403: "code", 410: "code" })[status] ?? "down";

/** Has a number sent a password. Returns nothing where it was sent, else why not. */
export async function askPassword(by, phone) {
  const answer = await post("/v1/visitor-log/checkers/passwords", by, { phone }, { language: document.documentElement.lang });
  return answer.ok ? null : reasonOf(answer);
}

/** The text of a card of today, or why there is none. */
export async function dayCard(by, { name, phone, year }, otp) {
  const answer = await post("/v1/visitor-log/checkers/cards", by, { name, phone, year: year ? String(year) : "", otp });
  return answer.ok ? { text: (await answer.json()).code } : { reason: reasonOf(answer) };
}
