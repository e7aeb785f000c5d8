import {existsSync} from "node:fs";
import {join, resolve} from "node:path";
import {openStore} from "../../runtime/store.node.ts";
import {suggestion} from "../../runtime/words.ts";
import {type Command, expectWords, one, type Terminal, UsageError} from "./command.ts";
import {bytes, columns, counted} from "./text.ts";

const verbs = ["info", "gc", "sql"];
const formats = ["text", "csv", "json"] as const;
type Format = (typeof formats)[number];

export const cache: Command = {
  name: "cache",
  usage: 'info | gc | sql "SELECT …"',
  summary: "Looks into the store of results, trims it, or queries it.",
  doc: "The view fluxloom_cache has one row for each output of each remembered step.",
  options: {
    store: {value: "DIR", doc: "The store. Default: .fluxloom here, or else that in workflows."},
    cap: {value: "SIZE", doc: "What gc leaves at most, e.g. 2GB. Default 8GB. The least recently used goes first."},
    "dry-run": {doc: "Only say what gc would remove."},
    format: {value: "text|csv|json", doc: "How the answer to sql is written. Default text."}
  },
  examples: [
    ["fluxloom cache gc --cap 1GB --dry-run", "What would have to go."],
    [
      'fluxloom cache sql "SELECT step, sum(bytes) FROM fluxloom_cache GROUP BY ALL ORDER BY 2 DESC"',
      "Which steps take the room."
    ]
  ],
  async run(args, terminal) {
    const [verb, ...rest] = expectWords(cache, args, 1, 2);
    if (!verbs.includes(verb!))
      throw new UsageError(`fluxloom cache: does not know ${JSON.stringify(verb)}; ${suggestion(verb!, verbs)}`);
    const format = formatOf(one(args, "format") ?? "text");
    const store = await openStore(await storeFolder(one(args, "store")));
    try {
      if (verb === "info") {
        const {objects, actions, bytes: size} = await store.size();
        terminal.out(`${store.directory}: ${counted(actions, "result")}, ${counted(objects, "object")}, ${bytes(size)}\n`);
      } else if (verb === "gc") {
        const dryRun = args.options.has("dry-run");
        const cap = size(one(args, "cap") ?? "8GB");
        const report = await store.gc({capBytes: cap, dryRun});
        for (const {what, name, bytes: n} of report.removed)
          terminal.out(`${dryRun ? "would remove" : "removed"} ${what} ${name.slice(0, 16)}  ${bytes(n)}\n`);
        terminal.out(`${dryRun ? "would free" : "freed"} ${bytes(report.bytes)}; ${bytes(report.kept.bytes)} stay\n`);
        if (report.kept.bytes > cap)
          terminal.out("what was used within the last ten minutes stays: another process may need it\n");
      } else {
        if (rest.length === 0)
          throw new UsageError('fluxloom cache sql: too few arguments; write fluxloom cache sql "SELECT * FROM fluxloom_cache"');
        await query(rest[0]!, store, format, terminal);
      }
      return 0;
    } finally {
      await store.close();
    }
  }
};

async function query(
  sql: string,
  store: Awaited<ReturnType<typeof openStore>>,
  format: Format,
  terminal: Terminal
): Promise<void> {
  const {queryCache} = await import("../../runtime/cache-view.ts");
  const {openDatabase} = await import("../../runtime/duckdb.node.ts");
  const db = openDatabase();
  try {
    const table = await queryCache(db, store, sql).catch((error: unknown) => {
      throw new UsageError(`fluxloom cache sql: ${(error as Error).message}`, {cause: error});
    });
    const names = table.columns.map((column) => column.name);
    const cells = names.map((name) => table.strings(name));
    const rows = Array.from({length: table.rows}, (_, i) => cells.map((column) => column[i] ?? null));
    if (format === "json")
      terminal.out(
        `${JSON.stringify(
          rows.map((row) => Object.fromEntries(names.map((name, j) => [name, row[j]]))),
          null,
          2
        )}\n`
      );
    else if (format === "csv")
      terminal.out(
        [names, ...rows]
          .map(
            (row) =>
              `${row.map((cell) => (/[",\n]/.test(cell ?? "") ? `"${cell!.replaceAll('"', '""')}"` : (cell ?? ""))).join(",")}\n`
          )
          .join("")
      );
    else terminal.out(columns([names, ...rows.map((row) => row.map((cell) => cell ?? "null"))]));
  } finally {
    await db.close();
  }
}

function formatOf(words: string): Format {
  const format = formats.find((known) => known === words);
  if (!format) throw new UsageError(`option "--format" must be ${formats.join(", ")}; got ${JSON.stringify(words)}`);
  return format;
}

/** "2GB" in bytes. */
function size(words: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(B|kB|KB|MB|GB|TB)?$/.exec(words.trim());
  if (!match) throw new UsageError(`option "--cap" must be a size such as 500MB or 8GB; got ${JSON.stringify(words)}`);
  return Number(match[1]) * 10 ** ({B: 0, kB: 3, KB: 3, MB: 6, GB: 9, TB: 12}[match[2] ?? "B"] ?? 0);
}

async function storeFolder(given: string | undefined): Promise<string> {
  if (given !== undefined && existsSync(join(given, "version"))) return resolve(given);
  if (given !== undefined) throw new UsageError(`there is no store in ${JSON.stringify(given)}; check the path`);
  for (const folder of [".fluxloom", "workflows/.fluxloom"]) if (existsSync(folder)) return resolve(folder);
  throw new UsageError("there is no store here; name one with --store DIR");
}
