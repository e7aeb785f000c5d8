import {useEffect, useState} from "react";

export interface Loaded<T> {
  readonly value?: T;
  readonly error?: string;
  /** Whether the value belongs to what was asked last. */
  readonly current: boolean;
}

/** What a question gives, asked anew when its key changes; the last answer stays until the next is there. */
export function useLoaded<T>(key: string | undefined, ask: () => Promise<T>): Loaded<T> {
  const [answer, setAnswer] = useState<{readonly key: string; readonly value?: T; readonly error?: string}>();
  useEffect(() => {
    if (key === undefined) return;
    let wanted = true;
    ask().then(
      (value) => wanted && setAnswer({key, value}),
      (error: unknown) => wanted && setAnswer({key, error: (error as Error).message})
    );
    return () => {
      wanted = false;
    };
  }, [key]);
  if (!answer) return {current: false};
  const {value, error} = answer;
  const current = answer.key === key;
  return {current, ...(value !== undefined && {value}), ...(error !== undefined && current && {error})};
}
