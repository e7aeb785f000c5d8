export function fingerprints(root: string): Promise<Record<string, string>>;
export function fingerprint(root: string, file: string): Promise<string>;
export function writeFingerprints(root: string): Promise<void>;
