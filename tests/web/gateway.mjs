// A gateway for text messages: keeps each until somebody asks for it.
import { createServer } from "node:http";

export const SECRET = "0123456789abcdef0123456789abcdef";

export async function startGateway() {
  const messages = [];
  const waiting = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => { body += part; });
    request.on("end", () => {
      messages.push(JSON.parse(body));
      response.end();
      for (const look of waiting.splice(0)) look();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    /** The six digits of the next message to this number. */
    async password(number) {
      for (;;) {
        const at = messages.findIndex(({ to }) => to === number);
        if (at >= 0) return messages.splice(at, 1)[0].text.match(/\b\d{6}\b/)[0];
        await new Promise((resolve) => waiting.push(resolve));
      }
    },
    stop: () => server.close(),
  };
}
