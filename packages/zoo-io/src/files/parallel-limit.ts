/** Makes a function that runs work, with at most `count` pieces of work at the same time. Further work waits in the order of the calls. */
export function parallelLimit(count: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running === count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The next waiting task takes over this place.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
