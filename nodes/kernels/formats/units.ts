// Units as VOTable 1.4 wants them: VOUnits 1.0. Catalogues of the CDS, IPAC tables and FITS files spell many of them otherwise.

/** Other spellings of single units. */
const WORDS: Readonly<Record<string, string>> = {
  Msun: "solMass",
  Lsun: "solLum",
  Rsun: "solRad",
  solarmass: "solMass",
  degree: "deg",
  degrees: "deg",
  arcsecond: "arcsec",
  arcseconds: "arcsec",
  asec: "arcsec",
  arcminute: "arcmin",
  arcminutes: "arcmin",
  amin: "arcmin",
  micron: "um",
  microns: "um",
  micrometer: "um",
  micrometers: "um",
  magnitude: "mag",
  magnitudes: "mag",
  mags: "mag",
  counts: "count",
  photons: "photon",
  pixels: "pixel",
  electrons: "electron",
  second: "s",
  seconds: "s",
  sec: "s",
  minute: "min",
  minutes: "min",
  hour: "h",
  hours: "h",
  hr: "h",
  day: "d",
  days: "d",
  year: "yr",
  years: "yr",
  Jansky: "Jy",
  jansky: "Jy",
  microJy: "uJy",
  milliJy: "mJy",
  Angstroms: "Angstrom",
  angstroms: "Angstrom",
  "\u00c5": "Angstrom",
  AA: "Angstrom",
  kelvin: "K",
  Kelvin: "K",
  parsec: "pc",
  parsecs: "pc",
  '"': "arcsec",
  "'": "arcmin",
  "\u00b5m": "um",
  "\u03bcm": "um",
  "\u00b5Jy": "uJy",
  "\u03bcJy": "uJy"
};

const NOTHING = /^(-+|none|unitless|dimensionless|n\/a|null)$/i;
const FACTOR = /(\s*[./*]\s*|\s+)?([A-Za-z%\u00b5\u00c5\u03bc]+|["'])(?:(?:\*\*|\^)?\(?([+-]?\d+(?:\.\d+)?)\)?)?/y;

/**
 * A unit in the words of VOUnits: powers behind **, one solidus at most, usual other spellings of names replaced. What cannot be taken
 * apart so, logarithms in brackets for example, comes back as it is; what says "no unit", empty.
 */
export function voUnit(unit: string): string {
  const text = unit.trim().replace(/(?<![A-Za-z])e-(?![\d(])/g, "electron");
  if (NOTHING.test(text)) return "";
  const scaled = /^10(?:(?:\*\*|\^)\(?([+-]?\d+)\)?|([+-]\d+))\s*[.*]?\s*(?=[A-Za-z])/.exec(text);
  if (scaled) return `10**${scaled[1] ?? scaled[2]}${voUnit(text.slice(scaled[0].length))}`;
  const factors: {name: string; power: string; divided: boolean}[] = [];
  // Nothing over something: VOUnits has no 1 for it.
  const inverse = /^1?\s*\/(?=\s*[A-Za-z])/.exec(text);
  FACTOR.lastIndex = inverse ? inverse[0].length - 1 : 0;
  while (FACTOR.lastIndex < text.length) {
    const match = FACTOR.exec(text);
    if (!match || (factors.length > 0 && match[1] === undefined)) return text;
    if (factors.length === 0 && match[1] !== undefined && !inverse) return text;
    const name = match[2]!;
    factors.push({
      name: Object.hasOwn(WORDS, name) ? WORDS[name]! : name,
      power: match[3]?.replace(/^\+/, "") ?? "1",
      divided: match[1]?.trim() === "/"
    });
  }
  const below = factors.filter(({divided}) => divided).length;
  // One solidus with one unit behind it is as clear to VOUnits as to people; more become negative powers.
  const solidus = below === 1 && !inverse && factors.at(-1)!.divided && !factors.at(-1)!.power.startsWith("-");
  return factors
    .map(({name, power, divided}, i) => {
      const signed = divided && !solidus ? (power.startsWith("-") ? power.slice(1) : `-${power}`) : power;
      return (i === 0 ? "" : divided && solidus ? "/" : ".") + name + (signed === "1" ? "" : `**${signed}`);
    })
    .join("");
}
