/** A failure of a download after which another attempt may succeed. */
export class BrokenConnection extends Error {}

/** What the codes of Node's network errors mean. */
const REASONS: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: "the other side closed it",
  ECONNRESET: "the other side reset it",
  EPIPE: "the other side closed it",
  ECONNREFUSED: "the connection is refused",
  ENOTFOUND: "the name of the host is not known",
  EAI_AGAIN: "the name of the host cannot be looked up at the moment",
  EHOSTUNREACH: "no network leads to the host",
  ENETUNREACH: "no network leads to the host",
  ETIMEDOUT: "no answer came in time",
  UND_ERR_CONNECT_TIMEOUT: "no answer came in time",
  UND_ERR_HEADERS_TIMEOUT: "no answer came in time",
  UND_ERR_BODY_TIMEOUT: "nothing more came in time",
};

/** The reason of a failed request, which `fetch` keeps in a nested cause, in words where its code is known. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : (REASONS[code] ?? code);
}
