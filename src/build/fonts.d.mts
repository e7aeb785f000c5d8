export const fontFiles: Readonly<Record<string, string>>;
export function copyFonts(outdir: string): void;
export function widthsOf(file: string): number[][];
export function widthsSource(): string;
