// Tables of every kind dropped on the editor, under names that say nothing, and files taken out of it again.
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {gzipSync} from "node:zlib";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Locator} from "playwright-core";
import {readTable} from "../../nodes/formats/read.ts";
import {writeTable} from "../../nodes/formats/write.ts";
import {sourceOf} from "../../nodes/kernels/formats/bytes.ts";
import {parseWorkflow} from "../../runtime/workflow.ts";
import {originOf, originWord} from "../../src/origin/origin.ts";
import {chromiumPath} from "./chromium.ts";
import {dropAll, Person} from "./person.ts";

const executable = chromiumPath();
const suite = fileURLToPath(new URL("../fixtures/formats/suite/", import.meta.url));
const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(suite + path));
const empty = parseWorkflow('{"fluxloom":1,"steps":{}}');

describe.skipIf(!executable)("files dropped on the editor", {timeout: 180_000}, () => {
  let person: Person;
  beforeAll(async () => {
    person = await Person.open(executable!, empty, {wait: false});
    await person.page.getByText("Choose a file").waitFor();
  });
  afterAll(async () => person?.close());

  it("become tables with their units and UCDs, whatever they are called", async () => {
    const files = {
      "one.csv": bytesOf("stilts/t.plus.fits"),
      "two.dat": gzipSync(bytesOf("stilts/t.binary2.vot")),
      "three.fits": bytesOf("astropy/t.ecsv"),
      "four.vot": bytesOf("stilts/t.ipac.tbl"),
      "five.txt": bytesOf("parquet/alltypes.parquet"),
      "six.tbl": bytesOf("cds/vizier.asu.tsv")
    };
    await dropAll(person.page, files);
    for (const name of ["one", "two", "three", "four", "five", "six"])
      await person
        .card(name)
        .getByText(/\d rows/)
        .waitFor({timeout: 60_000});
    // All in sight, clear of each other and of the panels.
    const cards = await boxesOf(person.page.locator("[data-step]"));
    const [canvas] = await boxesOf(person.page.locator(".canvas"));
    for (const [i, card] of cards.entries()) {
      expect([i, within(card, canvas!)]).toEqual([i, true]);
      for (const other of cards.slice(0, i)) expect(apart(card, other)).toBe(true);
    }
    for (const name of ["one", "two", "three"]) {
      await person.show(name);
      const head = person.dock.getByRole("columnheader", {name: /^ra/}).first();
      await head.getByText("°", {exact: true}).waitFor();
      await head.getByText("pos.eq").waitFor();
    }
    expect(person.problems.splice(0)).toEqual([]);
  });

  it("tell of what was odd in them on their cards, in words once reached, and in the notebook", async () => {
    await dropAll(person.page, {"odd.csv": new TextEncoder().encode("a,a\n1,2\n3,4\n")});
    const card = person.card("odd");
    await card.getByText(/2 rows/).waitFor({timeout: 60_000});
    const mark = card.getByRole("button", {name: "1 warning of Odd"});
    const tip = card.getByRole("tooltip");
    expect(await tip.isVisible()).toBe(false);
    await mark.focus();
    await tip.waitFor();
    expect(await tip.innerText()).toContain('"a"');
    expect(await card.getAttribute("aria-label")).toContain("1 warning");
    expect(await person.violations()).toEqual([]);
    await person.view("Notebook");
    await person.cell("odd").getByRole("button", {name: "1 warning of odd"}).waitFor();
    await person.view("Canvas");
    expect(person.problems.splice(0)).toEqual([]);
  });

  it("a ReadMe and its data are one catalogue", async () => {
    await dropAll(person.page, {"members.dat": bytesOf("cds/members.dat"), ReadMe: bytesOf("cds/ReadMe")});
    await person
      .card("members")
      .getByText(/\d rows/)
      .waitFor({timeout: 60_000});
    expect(await person.card("ReadMe").count()).toBe(0);
    expect(person.problems.splice(0)).toEqual([]);
  });

  it("a table that an export step wrote is saved, carries its workflow, and opens it when dropped", async () => {
    const arrow = await readTable(sourceOf(bytesOf("stilts/t.binary2.vot")));
    const workflow =
      '{"fluxloom":1,"title":"From a table","steps":{"t":{"type":"catalog","params":{"path":"t.arrow"}},"out":{"type":"export","inputs":{"table":"t.table"},"params":{"format":"arrow","name":"mine"}}}}';
    const word = await originWord({workflow, of: "out.file", outputs: {}, seeds: {}, files: {}, versions: {}});
    const facts = {...arrow.table.facts, comments: [word]};
    const bytes = Buffer.concat([...(await writeTable({...arrow.table, facts}, "arrow"))]);
    const other = await Person.open(executable!, empty, {wait: false});
    try {
      await other.page.getByText("Choose a file").waitFor();
      await dropAll(other.page, {"mine.arrow": bytes});
      const dialog = other.page.getByRole("dialog", {name: "From somebody else: From a table"});
      await dialog.waitFor({timeout: 60_000});
      await dropAll(other.page, {"t.arrow": bytes});
      await dialog.getByText("given", {exact: true}).waitFor({timeout: 60_000});
      await dialog.getByRole("button", {name: "Run it"}).click();
      await dialog.waitFor({state: "detached"});
      await other.show("out");
      const button = other.dock.getByRole("button", {name: "Save mine.arrow"});
      await button.waitFor({timeout: 60_000});
      const [file] = await Promise.all([other.page.waitForEvent("download"), button.click()]);
      const saved = new Uint8Array(readFileSync(await file.path()));
      expect((await originOf(saved))?.of).toBe("out.file");
      const {format, table} = await readTable(sourceOf(saved));
      expect([format, table.rows]).toEqual(["arrow", arrow.table.rows]);
      expect(other.problems).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function boxesOf(elements: Locator): Promise<readonly Box[]> {
  return elements.evaluateAll((all) =>
    all.map((element) => {
      const {x, y, width, height} = element.getBoundingClientRect();
      return {x, y, width, height};
    })
  );
}

function within(a: Box, b: Box): boolean {
  return a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
}

function apart(a: Box, b: Box): boolean {
  return a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y;
}
