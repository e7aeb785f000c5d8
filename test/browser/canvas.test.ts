// Re-wiring by hand, eye and keyboard on the canvas, in a real browser: each test asserts what is on the screen and in the file.
import {afterAll, beforeAll, beforeEach, describe, expect, it} from "vitest";
import type {Page} from "playwright-core";
import {parseWorkflow, serializeWorkflow} from "../../runtime/workflow.ts";
import {smallStudy} from "../cli/cli.ts";
import {chromiumPath} from "./chromium.ts";
import {inputs, Person} from "./person.ts";

const executable = chromiumPath();
const workflow = parseWorkflow(JSON.stringify(smallStudy("mips1-clean")));
const text = serializeWorkflow(workflow);

describe.skipIf(!executable)("the canvas", () => {
  let person: Person;
  let page: Page;

  beforeAll(async () => {
    person = await Person.open(executable!, workflow);
    page = person.page;
  }, 90_000);
  afterAll(async () => person?.close());
  // Each begins with nothing open, nothing written and everything computed.
  beforeEach(async () => person.begin(), 60_000);

  it("says on its cards how many rows go in and come out, and to a screen reader what they read and feed", async () => {
    expect(await person.card("sample").locator(".card-summary").textContent()).toBe("1,500 → 415");
    expect(await person.card("label").locator(".card-state").textContent()).toMatch(/^415 → 49 \+ 366/);
    expect(await person.card("tune").locator(".card-state").textContent()).toMatch(/^39 rows, \d+ ms|\d\.\d s$/);
    expect(await person.card("tune").getAttribute("aria-label")).toMatch(
      /^Tune, Tune, .*39 rows, reads Split, feeds Assess and Retrain$/
    );
  });

  it("adds a filter on a hub that has one, asks whether to replace instead, and takes either back in one undo", async () => {
    await person.drag(person.port("sample", "input filters"), [260, 320]);
    const filters = inputs(await person.file((w) => inputs(w, "sample")["filters"]?.length === 1), "sample")["filters"]!;
    const [left, taken] = filters[0] === "w4.filter" ? ["w4", "clean"] : ["clean", "w4"];
    const title = {w4: "W4 is there", clean: "Clean"};
    await person.drag(person.port(taken!, "output filter"), person.port("sample", "input filters"));
    const ask = page.getByRole("dialog", {name: `${title[taken as "w4"]} on Sample`});
    await ask.waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
      `Add ${title[taken as "w4"]} beside ${title[left as "w4"]}`
    );
    await person.file((w) => inputs(w, "sample")["filters"]?.join() === `${left}.filter,${taken}.filter`);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await person.file((w) => inputs(w, "sample")["filters"]?.join() === `${taken}.filter`);
    expect(await ask.count()).toBe(0);
    await page.keyboard.press("Control+z");
    await person.file((w) => inputs(w, "sample")["filters"]?.join() === `${left}.filter`);
    await page.keyboard.press("Control+z");
    await person.file((w) => serializeWorkflow(w) === text);
    await person.upToDate();
  });

  it("joins a wire dropped on a card, and says on a card that does not take it why", async () => {
    await person.drag(person.port("irac4", "output target"), person.card("label").locator(".card-summary"));
    const joined = await person.file((w) => inputs(w, "label")["target"]?.join() !== "mips1.target");
    expect(inputs(joined, "label")["target"]).toEqual(["irac4.target"]);
    await page.keyboard.press("Control+z");
    await person.drag(person.port("irac4", "output target"), person.card("hull").locator(".card-summary"));
    await page.getByText('Input "table" takes a table, but irac4.target is a target.').first().waitFor();
    await person.file((w) => serializeWorkflow(w) === text);
  });

  it("lights the ports that take the wire being drawn, and lets all other cards stand back", async () => {
    const from = (await person.port("irac4", "output target").boundingBox())!;
    await page.mouse.move(from.x + 12, from.y + 12);
    await page.mouse.down();
    await page.mouse.move(from.x - 40, from.y + 90, {steps: 4});
    await person.card("label").locator(".port.lit").waitFor();
    expect(await page.locator(".port.lit").count()).toBe(1);
    const opacity = (step: string): Promise<string> => person.card(step).evaluate((card) => getComputedStyle(card).opacity);
    expect([await opacity("label"), await opacity("irac4"), await opacity("mips1"), await opacity("hull")]).toEqual([
      "1",
      "1",
      "0.62",
      "0.62"
    ]);
    // Back where it began, nothing comes of it.
    await page.mouse.move(from.x + 12, from.y + 12, {steps: 3});
    await page.mouse.up();
    await page.locator(".port.lit").waitFor({state: "detached"});
  });

  it("asks the same when the keyboard wires", async () => {
    await person.select("hull");
    await page.keyboard.press("w");
    await page.keyboard.type("filter");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Sample");
    await page.keyboard.press("Enter");
    expect(await page.getByText("this wire would close a circle").count()).toBe(0);
    await page.keyboard.press("Escape");
    await person.select("clean");
    await page.keyboard.press("w");
    await page.keyboard.type("filter");
    await page.keyboard.press("Enter");
    await page.getByRole("option", {name: /Candidates, filters/}).click();
    await page.getByRole("button", {name: "Replace all"}).press("Enter");
    await person.file((w) => inputs(w, "candidates")["filters"]?.join() === "clean.filter");
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset["step"])).toBe("candidates");
    await person.undone();
    await person.upToDate();
  });

  it("goes from clean to unclean and back by one key sequence, where only dependents run and going back runs nothing", async () => {
    await person.upToDate();
    const r2 = person.card("assess").locator(".card-summary");
    const clean = await r2.textContent();
    await person.select("clean");
    await page.keyboard.press("Shift+F");
    await page.getByRole("option", {name: "Clean on Sample"}).waitFor();
    await page.keyboard.press("Enter");
    await person.file((w) => inputs(w, "sample")["filters"]?.join() === "w4.filter");
    await expect.poll(() => r2.textContent(), {timeout: 40_000}).not.toBe(clean);
    await person.upToDate();
    const rings = await person.rings();
    expect([rings["match"], rings["w4"], rings["clean"]]).not.toContain("stale");
    await page.keyboard.press("Shift+F");
    await page.getByRole("option", {name: "Clean on Sample"}).waitFor();
    await page.keyboard.press("Enter");
    await person.file((w) => serializeWorkflow(w) === text);
    await expect.poll(() => r2.textContent(), {timeout: 20_000}).toBe(clean);
    await person.upToDate();
    const after = await person.rings();
    for (const step of ["sample", "label", "tune", "assess", "append"]) expect([step, after[step]]).toEqual([step, "cached"]);
  });

  it("learns the next target by one key, and the first again by the same", async () => {
    await page.keyboard.press("Shift+T");
    await page.getByText("Label learns IRAC4.").waitFor();
    await person.file((w) => inputs(w, "label")["target"]?.join() === "irac4.target");
    await page.keyboard.press("Shift+T");
    await page.getByText("Label learns MIPS1.").waitFor();
    expect(serializeWorkflow(await person.file((w) => inputs(w, "label")["target"]?.join() === "mips1.target"))).toBe(text);
  });

  it("puts a node dropped on a wire onto it, and a loose card dragged there too", async () => {
    const wire = page.locator('[data-wire="label.unlabelled>candidates.table"]');
    const onWire = async (): Promise<[number, number]> => {
      await page.locator('.canvas[aria-busy="false"]').waitFor();
      return wire.locator(".wire-reach").evaluate((path: SVGPathElement) => {
        const at = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM()!);
        return [at.x, at.y];
      });
    };
    const [clientX, clientY] = await onWire();
    const dataTransfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.setData("application/x-fluxloom-node", "derive");
      return data;
    });
    await page.dispatchEvent(".react-flow__pane", "drop", {dataTransfer, clientX, clientY});
    const inserted = await person.file((w) => w.steps.has("derive"));
    expect(inputs(inserted, "derive")).toEqual({table: ["label.unlabelled"]});
    expect(inputs(inserted, "candidates")["table"]).toEqual(["derive.table"]);
    await person.undone();
    // A step without wires, dragged by its title so that its middle comes to lie on the wire.
    await page.keyboard.press("a");
    await page.keyboard.type("Derive");
    await page.keyboard.press("Enter");
    await person.card("derive").waitFor();
    const box = (await person.card("derive").boundingBox())!;
    const title = (await person.card("derive").locator(".card-title > span").boundingBox())!;
    const [x, y] = await onWire();
    const hold = [title.x + 6, title.y + 6] as const;
    await page.mouse.move(...hold);
    await page.mouse.down();
    await page.mouse.move(hold[0] + 20, hold[1] + 20, {steps: 3});
    await page.mouse.move(x + hold[0] - box.x - box.width / 2, y + hold[1] - box.y - box.height / 2, {steps: 5});
    await page.mouse.up();
    const put = await person.file((w) => inputs(w, "candidates")["table"]?.[0] === "derive.table");
    expect(inputs(put, "derive")).toEqual({table: ["label.unlabelled"]});
    await person.undone();
  });

  it("inserts on a wire and cuts one by keys", async () => {
    await person.select("fluxes");
    await page.keyboard.press("i");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type("append");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", {name: "Insert between fluxes.table and append"}).waitFor();
    await page.keyboard.type("Derive");
    await page.keyboard.press("Enter");
    const inserted = await person.file((w) => inputs(w, "append")["predictions"]?.[0] === "derive.table");
    expect(inputs(inserted, "derive")).toEqual({table: ["fluxes.table"]});
    await page.keyboard.press("x");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type("append");
    await page.keyboard.press("Enter");
    await person.file((w) => inputs(w, "append")["predictions"] === undefined);
    await person.undone();
  });

  it("duplicates a branch with all that follows, keeping what it reads", async () => {
    await person.select("tune");
    await page.keyboard.press("Control+Shift+D");
    const w = await person.file((file) => file.steps.has("tune-2"));
    expect(inputs(w, "tune-2")).toEqual({train: ["split.train"]});
    expect(inputs(w, "assess-2")).toEqual({model: ["tune-2.model"], test: ["split.test"]});
    expect([...w.steps.keys()].filter((id) => id.endsWith("-2"))).toEqual([
      "tune-2",
      "assess-2",
      "retrain-2",
      "predict-2",
      "fluxes-2",
      "append-2"
    ]);
    await person.card("append-2").waitFor();
    await person.undone();
  });

  it("swaps a node's type keeping its wires, and leads wires past a bypassed step", async () => {
    await person.select("sample");
    await page.keyboard.press("b");
    await person.card("sample").and(page.locator(".is-bypassed")).waitFor();
    const past = await person.file((w) => inputs(w, "label")["table"]?.[0] === "match.matched");
    expect(past.steps.has("sample")).toBe(true);
    await person.undone();
    await person.select("fluxes");
    await page.keyboard.press("r");
    await page.keyboard.type("Derive");
    await page.keyboard.press("Enter");
    const swapped = await person.file((w) => w.steps.get("fluxes")?.type === "derive");
    expect(inputs(swapped, "append")["predictions"]).toEqual(["fluxes.table"]);
    await person.undone();
    await person.upToDate();
  });
});
