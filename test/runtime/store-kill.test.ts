// The long form, about four minutes: `FLUXLOOM_KILLS=200 npx vitest run test/runtime/store-kill.test.ts`
import {mkdtempSync, readdirSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {expect, it} from "vitest";
import {openStore} from "../../runtime/store.node.ts";
import {killWriters} from "./fixtures/kill.ts";

const kills = Number(process.env["FLUXLOOM_KILLS"] ?? 12);

it(`survives ${kills} kills of its writers: nothing acknowledged is lost, nothing found is wrong`, {
  timeout: 30_000 + 3000 * kills
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "fluxloom-kill-"));
  try {
    const report = await killWriters(folder, kills);
    process.stderr.write(`${JSON.stringify(report)}\n`);
    expect(report).toMatchObject({lost: 0, wrong: 0, damaged: 0});
    expect(report.acknowledged).toBeGreaterThan(kills / 2);
    await (await openStore(join(folder, "store"))).close();
    expect(readdirSync(join(folder, "store", "tmp"))).toEqual([]);
  } finally {
    rmSync(folder, {recursive: true});
  }
});
