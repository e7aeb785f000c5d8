import {describe, expect, it} from "vitest";
import {Turns} from "../../runtime/turns.ts";

const never = new AbortController().signal;
const soon = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe("turns", () => {
  it("are given in the order they are asked for, as many at once as may be", async () => {
    const turns = new Turns(1);
    const order: string[] = [];
    const end = await turns.take(never);
    const [a, b] = ["a", "b"].map(async (name) => {
      const ended = await turns.take(never);
      order.push(name);
      return ended;
    });
    await soon();
    expect(order).toEqual([]);
    end();
    (await a!)();
    await b;
    expect(order).toEqual(["a", "b"]);
  });

  it("that are given up while waiting are passed over", async () => {
    const turns = new Turns(1);
    const end = await turns.take(never);
    const stop = new AbortController();
    const given = turns.take(stop.signal);
    const next = turns.take(never);
    stop.abort(new Error("superseded"));
    await expect(given).rejects.toThrow("superseded");
    end();
    (await next)();
    // And the turn is free again.
    expect(await Promise.race([turns.take(never), soon()])).toBeTypeOf("function");
  });

  it("end once, however often that is said", async () => {
    const turns = new Turns(1);
    const end = await turns.take(never);
    end();
    end();
    await turns.take(never);
    const second = turns.take(never);
    expect(await Promise.race([second, soon()])).toBeUndefined();
  });

  it("are refused to what is aborted before, and there is at least one", async () => {
    await expect(new Turns(1).take(AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");
    expect(() => new Turns(0)).toThrow("at least one job must run at once; got 0");
  });
});
