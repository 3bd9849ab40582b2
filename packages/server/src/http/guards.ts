import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { HttpError } from "./http-error.js";

/** The host names and the token that the requests to a server must have. */
export interface Guards {
  /** The values of `Host` that are answered, without the port; undefined for any, where a token protects the server. */
  readonly hosts?: readonly string[] | undefined;
  /** The token that each request must carry as `Authorization: Bearer`; undefined where none is needed. */
  readonly token?: string | undefined;
}

/** The names by which programs on this machine reach it. */
export const LOOPBACK_HOSTS: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/**
 * Refuses requests that a page of another site has sent, or that reached this machine by a name of another site.
 *
 * @param port the port of the server
 * @throws HttpError (403)
 */
export function refuseForeign(headers: IncomingHttpHeaders, { hosts }: Guards, port: number): void {
  const { host = "", origin } = headers;
  if (hosts !== undefined && !hosts.some((name) => host === `${name}:${port}`)) {
    throw new HttpError(403, "FOREIGN_HOST", "this server answers requests to this machine only");
  }
  const site = headers["sec-fetch-site"];
  const isForeign =
    (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) ||
    (site !== undefined && site !== "same-origin" && site !== "none");
  if (isForeign)
    throw new HttpError(403, "FOREIGN_ORIGIN", "this server does not answer pages of other sites");
}

/** @throws HttpError (401) where a token is needed and the request does not carry it */
export function requireToken(headers: IncomingHttpHeaders, { token }: Guards): void {
  if (token === undefined) return;
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
  // Digests have one length, so that the comparison takes the same time for every token.
  if (timingSafeEqual(digestOf(given), digestOf(token))) return;
  throw new HttpError(401, "UNAUTHORIZED", "the request needs the header Authorization: Bearer TOKEN");
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
