/** The time for which the page has the network to itself. */
const WAIT_MILLISECONDS = 4000;

/**
 * Keeps the page for use without network: a service worker keeps all its files, once the first screen is there. A page that `weightcast ui`
 * serves is not kept, because its address ends with the program; nor is it where the browser is to save data.
 */
export function keepOffline(): void {
  const isServed = document.querySelector('meta[name="weightcast-served"]') !== null;
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  if (isServed || connection?.saveData === true) return;
  // A page without a secure context has no service workers.
  const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
  if (serviceWorker === undefined) return;
  setTimeout(() => {
    // Where the browser refuses, the page works as before, with network.
    void serviceWorker.register("./service-worker.js").catch(() => {});
  }, WAIT_MILLISECONDS);
}
