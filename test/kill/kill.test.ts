import {expect, it} from "vitest";
import {killRepeatedly} from "./kill.ts";

// FLUXLOOM_KILLS=200 npx vitest run test/kill makes the long form.
const rounds = Number(process.env["FLUXLOOM_KILLS"] ?? 8);

it(
  `R43 ${rounds} runs killed at random moments leave nothing wrong, lost or half written, and resuming computes only what was missing`,
  async () => {
    const {kills, finished, problems} = await killRepeatedly(rounds, "1");
    expect(problems).toEqual([]);
    expect(kills + finished).toBe(rounds);
    expect(kills).toBeGreaterThan(rounds / 2);
  },
  rounds * 30_000
);
