// Files that mean nothing by themselves: the data of a ReadMe, and what a JSON file says of the columns of a table beside it.

type Params = Readonly<Record<string, string>>;

/** The catalogues that are read from several files given together. */
export interface Together {
  /** Main file → the parameters of each catalogue that is read with it. */
  readonly catalogues: ReadonlyMap<string, readonly Params[]>;
  /** The other files these name, which are no catalogues of their own. */
  readonly others: ReadonlySet<string>;
}

const longestReadMe = 4e6;
const described = /^\s*Byte-by-byte Description of file:?\s*(.*)$/gim;

/** Which of some files belong together. A ReadMe goes with every file it describes, a catalogue each. */
export async function together(files: readonly File[]): Promise<Together> {
  const catalogues = new Map<string, readonly Params[]>();
  const others = new Set<string>();
  const names = new Set(files.map(({name}) => name));
  const sidecarOf = (name: string): Params => {
    const sidecar = `${name}.columns.json`;
    if (!names.has(sidecar)) return {};
    others.add(sidecar);
    return {sidecar};
  };
  for (const readMe of files) {
    if (!/^readme/i.test(readMe.name) || readMe.size > longestReadMe || files.length < 2) continue;
    const tables = [...(await readMe.text()).matchAll(described)].flatMap(([, list]) => list!.split(/[,\s]+/));
    const data = files.filter(({name}) => tables.includes(plain(name)) && !others.has(name));
    if (data.length === 0) continue;
    for (const {name} of data) others.add(name);
    const params = data.map(({name}) => ({data: name, ...(tables.length > 1 && {table: plain(name)}), ...sidecarOf(name)}));
    catalogues.set(readMe.name, params);
  }
  for (const {name} of files) {
    const params = catalogues.has(name) || others.has(name) ? {} : sidecarOf(name);
    if (Object.keys(params).length > 0) catalogues.set(name, [params]);
  }
  return {catalogues, others};
}

function plain(name: string): string {
  return name.replace(/\.gz$/i, "");
}
