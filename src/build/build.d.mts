export function buildAll(options?: {readonly types?: boolean}): Promise<void>;
