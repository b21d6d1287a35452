/**
 * Types code into the console of the playground's page: `node console.mjs ORIGIN`, the code in the variable CODE. Prints what the
 * page logs, until it is ended by SIGTERM.
 */

import { launch } from "./browser.mjs";

const browser = await launch();
const page = await browser.newPage();
page.on("console", (message) => console.log(message.text()));
await page.goto(process.argv[2]);
const session = await page.context().newCDPSession(page);
const { exceptionDetails } = await session.send("Runtime.evaluate", { expression: process.env.CODE, replMode: true });
if (exceptionDetails) {
  console.error(exceptionDetails.exception.description);
  process.exit(1);
}
process.on("SIGTERM", async () => {
  await browser.close();
  process.exit(0);
});
