const cleanUps = new Set<() => void>();
let isListening = false;

/**
 * Keeps a function that removes what unfinished work has written, to be called if the process exits before the work has ended. Functions that
 * were kept later are called earlier; their errors are ignored.
 *
 * @param cleanUp does its work at once, as nothing asynchronous goes on when a process exits
 * @returns forgets the function; call it when the work has ended
 */
export function cleanUpAtExit(cleanUp: () => void): () => void {
  if (!isListening) process.on("exit", cleanUpAll);
  isListening = true;
  cleanUps.add(cleanUp);
  return () => cleanUps.delete(cleanUp);
}

function cleanUpAll(): void {
  for (const cleanUp of Array.from(cleanUps).reverse()) {
    try {
      cleanUp();
    } catch {
      // The process ends in any case, and the next run removes what is left.
    }
  }
}
