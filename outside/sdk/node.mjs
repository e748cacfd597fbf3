// Plays the steps in Node: with the transport that the SDK has for servers, and with the one that it has for browsers, in the
// window of jsdom. The first can neither send nor receive bodies, as the SDK's own documentation says.
//
// node.mjs DEPLOYMENT_FILE

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { JSDOM } from "jsdom";

import { play } from "./steps.mjs";

const require = createRequire(import.meta.url);
const deployment = JSON.parse(readFileSync(process.argv[2], "utf8"));
const print = (line) => console.log(line);

const server = await play(require("kii-cloud-sdk").create(), deployment, { place: "Node", bodies: false, print });

// A page of another origin than the server.
const { window } = new JSDOM("", { url: "http://pages.test/", runScripts: "outside-only" });
window.eval(readFileSync(require.resolve("kii-cloud-sdk"), "utf8"));
window.bytesOf = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new window.FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(blob);
  });
const page = await play(window, deployment, { place: "jsdom", bodies: true, print });
window.close();

process.exitCode = server.failed + page.failed > 0 ? 1 : 0;
