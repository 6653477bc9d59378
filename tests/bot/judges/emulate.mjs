// Starts the Slack of `emulate` on a free port of this machine: node emulate.mjs FOLDER_OF_THE_PACKAGE SEED
// Prints its address. Each line of standard input is an address that events go to from then on.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, seed] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(join(folder, "dist", file)).href);
const file = readdirSync(join(folder, "dist")).find((name) => name.endsWith(".js") && readFileSync(join(folder, "dist", name), "utf8").includes("var slackPlugin ="));
const { slackPlugin } = await load(file);

// There is no public way to subscribe to its events.
let subscriptions;
const register = slackPlugin.register;
slackPlugin.register = (app, store, webhooks, ...rest) => {
  subscriptions = webhooks;
  return register(app, store, webhooks, ...rest);
};

const { createEmulator } = await load("api.js");
const emulator = await createEmulator({ service: "slack", port: 0, seed: { slack: JSON.parse(seed) } });
console.log(emulator.url);
createInterface({ input: process.stdin })
  .on("line", (url) => subscriptions.register({ url, events: ["*"], active: true, owner: "slack" }))
  .on("close", () => process.exit(0));
