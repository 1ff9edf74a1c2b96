// Opens a report in headless Chromium as a reader would, and says what it found as JSON.
//   node look.mjs REPORT.html CHROMIUM PICTURES
// `playwright-core` is looked for beside this file's caller: NODE_PATH or the working folder.
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [page_file, chromium_path, pictures] = process.argv.slice(2);
const { chromium } = createRequire(process.cwd() + "/")("playwright-core");
mkdirSync(pictures, { recursive: true });

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: chromium_path, args: quiet });
const found = { requests: [], complaints: [], widths: {} };

for (const [width, scheme] of [[1400, "light"], [1400, "dark"], [400, "light"]]) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) found.requests.push(request.url());
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) found.complaints.push(message.text());
  });
  page.on("pageerror", (error) => found.complaints.push(String(error)));
  const begun = Date.now();
  await page.goto(pathToFileURL(page_file).href, { waitUntil: "load" });
  await page.waitForSelector("html.ready");
  const opened = Date.now() - begun;
  const name = `${width}-${scheme}`;
  found.widths[name] = await page.evaluate(() => ({
    title: document.title,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    figures: Array.from(document.querySelectorAll("figure"), (figure) => {
      const shown = Array.from(figure.querySelectorAll("svg")).filter((svg) => svg.getBoundingClientRect().height > 0);
      const box = shown[0] && shown[0].getBoundingClientRect();
      return {
        id: figure.id,
        shown: shown.length,
        width: box ? Math.round(box.width) : 0,
        height: box ? Math.round(box.height) : 0,
        tips: shown[0] ? shown[0].querySelectorAll("[data-tip]").length : 0,
        named: shown[0] ? Boolean(shown[0].querySelector("title") && shown[0].querySelector("desc")) : false,
        numbers: figure.querySelector("a.data").href.length,
        smallest: shown[0] ? Math.min(...Array.from(shown[0].querySelectorAll("text"), (text) =>
          parseFloat(getComputedStyle(text).fontSize) * box.width / shown[0].viewBox.baseVal.width)) : 0,
      };
    }),
    sections: Array.from(document.querySelectorAll("main section"), (section) => section.id),
    scripts: document.scripts.length,
    paper: getComputedStyle(document.body).backgroundColor,
  }));
  found.widths[name].milliseconds = opened;
  if (scheme === "light") {
    // A reader with a keyboard: into the first figure, and along its values.
    const box = page.locator(width > 700 ? "figure .wide" : "figure .narrow").first();
    await box.focus();
    await page.keyboard.press("ArrowRight");
    found.widths[name].told = await page.locator("#tip").textContent();
    await page.keyboard.press("Escape");
    found.widths[name].hushed = await page.locator("#tip").isHidden();
    // And one with a pointer.
    const mark = page.locator(width > 700 ? ".wide [data-tip]" : ".narrow [data-tip]").nth(3);
    await mark.scrollIntoViewIfNeeded();
    await mark.dispatchEvent("pointerover", { bubbles: true });
    found.widths[name].pointed = (await page.locator("#tip").textContent()) === (await mark.getAttribute("data-tip"));
    await page.evaluate(() => document.activeElement.blur());
  }
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  if (width === 1400 && scheme === "light") {
    await page.emulateMedia({ media: "print" });
    // A4 less margins of 15 mm, at 96 pixels an inch.
    await page.setViewportSize({ width: 680, height: 1000 });
    found.print = await page.evaluate(() => ({
      clipped: Array.from(document.querySelectorAll("figure svg")).filter((svg) => {
        const box = svg.getBoundingClientRect();
        return box.height > 0 && box.right > document.documentElement.clientWidth + 1;
      }).length,
      charts: Array.from(document.querySelectorAll("figure svg")).filter((svg) => svg.getBoundingClientRect().height > 0).length,
    }));
    await page.pdf({ path: `${pictures}/report.pdf`, format: "A4" });
  }
  await context.close();
}
await browser.close();
console.log(JSON.stringify(found));
