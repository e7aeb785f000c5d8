import {expect, it} from "vitest";
import {type GcOptions, Trimming} from "../../runtime/store.ts";

it("a store is trimmed to nine tenths of its cap, once grown beyond it and an eighth of it was written", async () => {
  let bytes = 100;
  const asked: GcOptions[] = [];
  const store = {
    size: async () => ({objects: 0, actions: 0, bytes}),
    gc: async (options: GcOptions) => {
      asked.push(options);
      return {removed: [], bytes: 0, kept: await store.size()};
    }
  };
  const trimming = new Trimming(store, 80);
  trimming.wrote(10);
  await trimming.now();
  expect(asked).toEqual([]);
  trimming.wrote(1);
  await trimming.now();
  expect(asked).toEqual([{capBytes: 72}]);
  // What was written before counts no more.
  trimming.wrote(10);
  await trimming.now();
  expect(asked).toHaveLength(1);
  bytes = 80;
  await trimming.atLast();
  expect(asked).toHaveLength(1);
  bytes = 81;
  await trimming.atLast();
  expect(asked).toHaveLength(1);
  trimming.wrote(1);
  await trimming.atLast();
  expect(asked).toHaveLength(2);
});
