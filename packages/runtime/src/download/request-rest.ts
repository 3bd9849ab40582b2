import { InputError } from "@weightcast/core";
import { BrokenConnection, reasonOf } from "./broken-connection.js";

const MOST_REDIRECTS = 10;
const REDIRECTS = [301, 302, 303, 307, 308];

/** The part of a file that is asked for. */
export interface Rest {
  readonly url: string;
  /** The number of bytes that are there already. */
  readonly before: number;
  /** The server's name for the version that they belong to. If the server has another version now, it sends all of it. */
  readonly version: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Asks for the rest of a file and follows redirects, but never from https to http.
 *
 * @returns the answer, and the host that gives it where this is another than that of `url`
 * @throws InputError where a redirect leads to an address without encryption, or nowhere
 * @throws BrokenConnection where the server cannot be reached
 */
export async function requestRest({ url, before, version, signal }: Rest): Promise<{
  readonly response: Response;
  readonly otherHost: string | undefined;
}> {
  const headers = {
    // A server that compresses the file again would change its bytes.
    "accept-encoding": "identity",
    ...(before > 0 && { range: `bytes=${before}-` }),
    ...(before > 0 && version !== undefined && { "if-range": version }),
  };
  let at = new URL(url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(at, { headers, redirect: "manual", signal }).catch((cause) => {
      throw new BrokenConnection(`${named(url, at)}cannot be reached (${reasonOf(cause)})`, { cause });
    });
    if (!REDIRECTS.includes(response.status)) {
      return { response, otherHost: at.host === new URL(url).host ? undefined : at.host };
    }
    await response.body?.cancel();
    at = redirectedFrom(at, response.headers.get("location"), url);
  }
  throw new InputError(`is redirected more than ${MOST_REDIRECTS} times`, { file: url });
}

function redirectedFrom(from: URL, location: string | null, url: string): URL {
  if (location === null || !URL.canParse(location, from)) {
    throw new InputError("the server redirects to no address", { file: url });
  }
  const to = new URL(location, from);
  if (!["https:", "http:"].includes(to.protocol) || (from.protocol === "https:" && to.protocol === "http:")) {
    const address = `${to.protocol}//${to.host}`;
    throw new InputError(`the server redirects to ${address}, which is not encrypted`, { file: url });
  }
  return to;
}

function named(url: string, at: URL): string {
  return at.host === new URL(url).host ? "" : `redirected to ${at.host}, which `;
}
