// The browser of all tests: the Chromium that `cargo xtask browser-test` names in CHROMIUM.

import { chromium } from "playwright-core";

const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM, args: ARGUMENTS });
