/** How a request is answered. */
interface AnswerOptions {
  /** The address of the page's folder, with a slash at its end. */
  readonly scope: string;
  /** Whether a kept answer is as good as the server's. */
  readonly prefersCache: boolean;
}

/**
 * Answers a request by the server, or from the cache where the server cannot be reached. Requests for a range of bytes get their part of
 * the whole file that is kept.
 *
 * @throws TypeError where the server cannot be reached and the file is not kept, as `fetch` does
 */
export async function answerOffline(
  request: Request,
  opened: Promise<Cache>,
  { scope, prefersCache }: AnswerOptions,
): Promise<Response> {
  const kept = async () => {
    const cache = await opened;
    // The page itself has one address, whatever its view.
    const address = request.mode === "navigate" ? `${scope}index.html` : request.url;
    const whole = await cache.match(address, { ignoreSearch: true });
    return whole && partOf(whole, request.headers.get("range"));
  };
  const found = prefersCache ? await kept() : undefined;
  if (found !== undefined) return found;
  try {
    return await fetch(request);
  } catch (error) {
    const answer = await kept();
    if (answer === undefined) throw error;
    return answer;
  }
}

/** The part of an answer that a `Range` header asks for; the whole answer if it asks for none, or in a form that is not known. */
export async function partOf(whole: Response, range: string | null): Promise<Response> {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  if (from === undefined || to === undefined) return whole;
  const bytes = await whole.blob();
  const start = Number(from);
  const end = to === "" ? bytes.size : Math.min(Number(to) + 1, bytes.size);
  const headers = new Headers(whole.headers);
  // The kept bytes are not compressed any more.
  headers.delete("content-encoding");
  if (start >= end) {
    headers.set("content-range", `bytes */${bytes.size}`);
    return new Response(null, { status: 416, headers });
  }
  headers.set("content-range", `bytes ${start}-${end - 1}/${bytes.size}`);
  headers.set("content-length", String(end - start));
  return new Response(bytes.slice(start, end), { status: 206, headers });
}
