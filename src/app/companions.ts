// Files that mean nothing by themselves: the data of a ReadMe, and what a JSON file says of the columns of a table beside it.

/** The parameters of a catalogue that is read from several files given together, by the name of its main one. */
export interface Together {
  /** Main file → the parameters that name the others. */
  readonly params: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Those others, which are no catalogues of their own. */
  readonly others: ReadonlySet<string>;
}

const longestReadMe = 4e6;
const described = /^\s*Byte-by-byte Description of file:?\s*(.*)$/gim;

/** Which of some files belong together. A ReadMe goes with the first file it describes. */
export async function together(files: readonly File[]): Promise<Together> {
  const params = new Map<string, Record<string, string>>();
  const others = new Set<string>();
  const join = (main: string, part: Record<string, string>, other: string): void => {
    params.set(main, {...params.get(main), ...part});
    others.add(other);
  };
  const names = new Set(files.map(({name}) => name));
  for (const {name} of files) {
    const table = name.replace(/\.columns\.json$/, "");
    if (table !== name && names.has(table)) join(table, {sidecar: name}, name);
  }
  for (const readMe of files) {
    if (!/^readme/i.test(readMe.name) || readMe.size > longestReadMe || files.length < 2) continue;
    const tables = [...(await readMe.text()).matchAll(described)].flatMap(([, list]) => list!.split(/[,\s]+/));
    const data = files.find(({name}) => tables.includes(plain(name)));
    if (data) join(readMe.name, {data: data.name, ...(tables.length > 1 && {table: plain(data.name)})}, data.name);
  }
  return {params, others};
}

function plain(name: string): string {
  return name.replace(/\.gz$/i, "");
}
