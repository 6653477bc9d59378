// Calls Slack by its own client for Node: node second_slack.mjs FOLDER_OF_THE_CLIENT ADDRESS TOKEN; prints what came of each call.
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, slackApiUrl, token] = process.argv.slice(2);
const { WebClient, LogLevel } = createRequire(join(folder, "package.json"))(folder);
const slack = new WebClient(token, { slackApiUrl, logLevel: LogLevel.ERROR, retryConfig: { retries: 2, minTimeout: 1 } });
const quiet = { unfurl_links: false, unfurl_media: false };
const blocks = [{ type: "section", text: { type: "plain_text", text: "an answer" } }];
const said = async (call) => call.catch((error) => ({ error: error.data?.error ?? error.code }));

const me = await slack.auth.test();
const sent = await slack.chat.postMessage({ channel: "C1", thread_ts: "1700000000.000100", text: "an answer", blocks, ...quiet });
const edited = await slack.chat.update({ channel: "C1", ts: sent.ts, text: "an answer", blocks });
await slack.chat.postEphemeral({ channel: "C1", user: "U1", text: "an answer", blocks });
await slack.views.publish({ user_id: "U1", view: { type: "home", blocks } });
await slack.assistant.threads.setStatus({ channel_id: "D1", thread_ts: "1700000000.000100", status: "is looking it up…" });
await slack.assistant.threads.setSuggestedPrompts({ channel_id: "D1", prompts: [{ title: "one", message: "one" }] });
const user = await slack.users.info({ user: "U1" });
const gone = await said(slack.chat.postMessage({ channel: "C9", thread_ts: "1700000000.000100", text: "an answer", blocks, ...quiet }));
const socket = await said(slack.apps.connections.open({}));
console.log(JSON.stringify([me.user_id, edited.ts === sent.ts, user.user.is_admin, gone.error, socket.error]));
