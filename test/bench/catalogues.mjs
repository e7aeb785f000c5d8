// Two catalogues that resemble open-cluster members and infrared sources, the same at every run: clusters of all sizes (some about the
// poles and across 0h), counterparts with errors and companions, repeated rows, equal positions and missing coordinates.
// Full size: 444 219 and 1 000 000 rows; SHA-256 of the CSVs stands in `expected`.
import {createHash} from "node:crypto";

const DEGREE = Math.PI / 180;
const GALACTIC = [
  [-0.0548755604162154, 0.4941094278755837, -0.8676661490190047],
  [-0.873437090234885, -0.4448296299600112, -0.1980763734312015],
  [-0.4838350155487132, 0.746982244497219, 0.4559837761750669]
];
const SPECIAL = [
  [12.3, 90],
  [222.2, -90],
  [0, 0],
  [0, 89.9],
  [359.9999, -60],
  [0.00001, 45],
  [180, 89.99],
  [83.8, -5.4]
];

export const expected = {
  1: {
    rows: [444_219, 1_000_000],
    sha256: [
      "5b7d49cb09d6edb81b8089387d066e09a12cf1c56164edb4484bbc7da5d7c937",
      "34e9d88dd1180f30aeae6d2f2a424b7619ce196a7cc9afa629bb01ada39fbada"
    ],
    pairs: {all: 170_132, best1: 158_408, best2: 165_330, best: 155_661}
  },
  0.02: {
    rows: [8884, 20_000],
    sha256: [
      "c340a532eec25b299d3e79106937a53f2b606f57ee90179b5b1c260b525fc9cd",
      "ac7088b40f72d7c155d87d773aef14dbba55eedd9011f8f04e4d063b5074cdaa"
    ],
    pairs: {all: 3499, best1: 3248, best2: 3396, best: 3191}
  }
};

/** Both catalogues as lists of [ra, dec] in decimal text, degrees; empty text where missing. */
export function makeCatalogues(scale = 1) {
  const sizes = [Math.round(444_219 * scale), Math.round(1_000_000 * scale)];
  const {real, gauss} = random();
  const clusters = makeClusters(Math.max(8, Math.round(3530 * scale)), real, gauss);
  const [a, b] = [[], []];
  const inClusters = Math.floor(sizes[0] * 0.98);
  populate(clusters, inClusters, a, b, real, gauss);
  const few = (n) => Math.round(n * Math.max(scale, 0.05));
  const holes = Math.max(6, Math.round(60 * scale));
  const anyOf = (list, n = list.length) => list[Math.floor(real() * n)];
  const spoil = (list) => {
    for (let i = 0; i < holes; i++) {
      const p = anyOf(list);
      list.push(
        [
          ["", p[1]],
          [p[0], ""],
          ["", ""]
        ][i % 3]
      );
    }
  };
  const fill = (list, n, digits) => {
    while (list.length < n) push(list, [real() * 360, Math.asin(2 * real() - 1) / DEGREE], digits);
  };
  for (let i = few(300); i > 0; i--) a.push(anyOf(a));
  spoil(a);
  fill(a, sizes[0], 8);
  a.length = sizes[0];
  for (let i = few(400); i > 0; i--) b.push(anyOf(a, inClusters));
  for (let i = few(500); i > 0; i--) b.push(anyOf(b));
  spoil(b);
  fill(b, sizes[1], 7);
  for (const list of [a, b]) shuffle(list, real);
  return [a, b];
}

/** A catalogue as CSV with row numbers from 1, and its SHA-256. */
export function toCsv(name, list) {
  const text = `${name}_id,ra,dec\n${list.map(([ra, dec], i) => `${i + 1},${ra},${dec}\n`).join("")}`;
  return {text, sha256: createHash("sha256").update(text).digest("hex")};
}

/** Uniform (sfc32) and normal (Box–Muller) numbers from one seed. */
function random() {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 20_241_121];
  const real = () => {
    const t = (((a | 0) + (b | 0)) | 0) + (d | 0);
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 20; i++) real();
  let spare = null;
  const gauss = () => {
    if (spare !== null) {
      const held = spare;
      spare = null;
      return held;
    }
    let u = 0;
    while (u === 0) u = real();
    const angle = 2 * Math.PI * real();
    const radius = Math.sqrt(-2 * Math.log(u));
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return {real, gauss};
}

function makeClusters(n, real, gauss) {
  return Array.from({length: n}, (_, k) => {
    const [ra, dec] = SPECIAL[k] ?? toEquatorial(real() * 360, (real() < 0.5 ? -1 : 1) * -6 * Math.log(1 - real()));
    return {ra, dec: Math.max(-90, Math.min(90, dec)), r: 10 ** (-1.6 + 1.3 * real()), weight: Math.exp(1.1 * gauss())};
  });
}

function toEquatorial(l, b) {
  const x = Math.cos(b * DEGREE) * Math.cos(l * DEGREE);
  const y = Math.cos(b * DEGREE) * Math.sin(l * DEGREE);
  const z = Math.sin(b * DEGREE);
  const [u, v, w] = GALACTIC.map((row) => row[0] * x + row[1] * y + row[2] * z);
  return [(Math.atan2(v, u) / DEGREE + 360) % 360, Math.asin(Math.max(-1, Math.min(1, w))) / DEGREE];
}

/** Members of each cluster in a; of a third of them a counterpart in b, now and then with a companion; field sources of b around. */
function populate(clusters, n, a, b, real, gauss) {
  const total = clusters.reduce((sum, {weight}) => sum + weight, 0);
  let weight = 0;
  let made = 0;
  for (const cluster of clusters) {
    weight += cluster.weight;
    const goal = Math.floor((n * weight) / total);
    for (; made < goal; made++) {
      const p = offset([cluster.ra, cluster.dec], (cluster.r / 2) * gauss(), (cluster.r / 2) * gauss());
      push(a, p, 8);
      if (real() < 0.35) {
        const error = (real() < 0.9 ? 0.35 : 1.2) / 3600;
        push(b, offset(p, error * gauss(), error * gauss()), 7);
        if (real() < 0.06) {
          const distance = (0.5 + 2.5 * real()) / 3600;
          const angle = 2 * Math.PI * real();
          push(b, offset(p, distance * Math.cos(angle), distance * Math.sin(angle)), 7);
        }
      }
      for (let j = real() < 0.7 ? 2 : 0; j > 0; j--)
        push(b, offset([cluster.ra, cluster.dec], (cluster.r / 1.5) * gauss(), (cluster.r / 1.5) * gauss()), 7);
    }
  }
}

/** A position moved by some degrees east and north along a great circle. */
function offset([ra, dec], east, north) {
  const r = Math.hypot(east, north) * DEGREE;
  if (r === 0) return [ra, dec];
  const angle = Math.atan2(east, north);
  const sinDec = Math.sin(dec * DEGREE);
  const cosDec = Math.cos(dec * DEGREE);
  const sine = sinDec * Math.cos(r) + cosDec * Math.sin(r) * Math.cos(angle);
  const moved = Math.asin(Math.max(-1, Math.min(1, sine)));
  const turned = Math.atan2(Math.sin(angle) * Math.sin(r) * cosDec, Math.cos(r) - sinDec * sine);
  return [(((ra + turned / DEGREE) % 360) + 360) % 360, moved / DEGREE];
}

function push(list, [ra, dec], digits) {
  const text = ra.toFixed(digits);
  list.push([Number(text) >= 360 ? (0).toFixed(digits) : text, dec.toFixed(digits)]);
}

function shuffle(list, real) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(real() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
}
