import { answerOffline } from "./answer-offline.js";

/** What a service worker is given by the browser, as far as it is used here. */
interface WorkerScope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
}
interface ExtendableEvent {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
declare const self: WorkerScope;

/** The files of the page and a digest of them; the build puts them here. */
declare const __OFFLINE__: { readonly version: string; readonly files: readonly string[] };

const { version, files } = __OFFLINE__;
const { scope } = self.registration;
/** Several copies of the page may lie in folders of one server. */
const PREFIX = `weightcast ${scope} `;
const CACHE = `${PREFIX}${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll(files.map((file) => new URL(file, scope).href));
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  // Names of assets have a hash of their content: what is kept under a name is what the server would send.
  const isAsset = request.url.startsWith(`${scope}assets/`);
  event.respondWith(answerOffline(request, caches.open(CACHE), { scope, prefersCache: isAsset }));
});
