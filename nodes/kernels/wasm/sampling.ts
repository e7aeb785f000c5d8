// Which rows and features a tree sees. Tree t draws from the key of the forest and t alone, so that fewer trees are a prefix of more.
import {columns, countBins, n} from "./binned-table";
import {below, bootstrapKey, startDraws, treeKey} from "./keys";
import {allocate} from "./memory";

let key: v128 = i32x4.splat(0);
/** Rows and the share of the features each tree sees. */
export let rowsDrawn: i32 = 0;
let share: f64 = 1;
/** Numbers of the features that some split can divide, and of those drawn for a tree, ascending, i32 each. */
let candidates: usize = 0;
let candidateCount: i32 = 0;
export let features: usize = 0;
export let featuresDrawn: i32 = 0;
/** Rows in each bin of a feature, i32. */
let counts: usize = 0;

export function initSampling(maxFeatures: i32): void {
  candidates = allocate(<usize>maxFeatures << 2);
  features = allocate(<usize>maxFeatures << 2);
  counts = allocate(256 << 2);
  setSampling(0, 0, 0, 0, n, 1);
}

/** Has every tree see so many rows, and that share of the features that can be split on. */
export function setSampling(k0: i32, k1: i32, k2: i32, k3: i32, rows: i32, featureShare: f64): void {
  key = i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(k0), 1, k1), 2, k2), 3, k3);
  rowsDrawn = rows;
  share = featureShare;
}

@inline
export function drawsRows(): bool {
  return rowsDrawn < n;
}

@inline
export function drawsFeatures(): bool {
  return share < 1;
}

/** Takes all of the first so many features, before any are drawn; where some will be, finds those that leave minCount rows on both sides. */
export function takeFeatures(count: i32, minCount: i32): void {
  countBins(count);
  featuresDrawn = count;
  for (let j = 0; j < count; ++j) store<i32>(features + (<usize>j << 2), j);
  if (!drawsFeatures()) return;
  candidateCount = 0;
  for (let j = 0; j < count; ++j) {
    if (!divides(j, minCount)) continue;
    store<i32>(candidates + (<usize>candidateCount << 2), j);
    ++candidateCount;
  }
}

/** LightGBM's feature_pre_filter. */
function divides(feature: i32, minCount: i32): bool {
  memory.fill(counts, 0, 256 << 2);
  for (let at = columns + <usize>feature * <usize>n, end = at + <usize>n; at < end; ++at) {
    const bin = counts + (<usize>load<u8>(at) << 2);
    store<i32>(bin, load<i32>(bin) + 1);
  }
  let left = 0;
  for (let bin: usize = 0; bin < 256 && left < minCount; ++bin) left += load<i32>(counts + (bin << 2));
  return n - left >= minCount;
}

/** Draws a tree's features: of the candidates their share, rounded, and at least one. */
export function drawFeatures(tree: i32): void {
  const wanted = min(candidateCount, max(1, <i32>floor(<f64>candidateCount * share + 0.5)));
  startDraws(treeKey(key, tree), 0);
  featuresDrawn = 0;
  for (let k = 0; k < candidateCount; ++k) {
    if (<i32>below(candidateCount - k) >= wanted - featuresDrawn) continue;
    store<i32>(features + (<usize>featuresDrawn << 2), load<i32>(candidates + (<usize>k << 2)));
    ++featuresDrawn;
  }
}

/** Writes the numbers of a tree's rows, drawn without replacement (Knuth, TAOCP 2, 3.4.2, algorithm S), then those of the others; both ascend. */
export function drawRows(tree: i32, to: usize): void {
  startDraws(bootstrapKey(treeKey(key, tree)), 0);
  let inside = to;
  let outside = to + (<usize>rowsDrawn << 2);
  const end = outside;
  for (let i = 0; i < n; ++i) {
    if (below(n - i) < <u32>((end - inside) >>> 2)) {
      store<i32>(inside, i);
      inside += 4;
    } else {
      store<i32>(outside, i);
      outside += 4;
    }
  }
}
