import type { Socket } from "node:net";

/** The body of every refusal. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string };
}

/** The refusals of what is no request for the HTTP parser, by its code of the error. */
const MALFORMED: Readonly<Record<string, readonly [status: string, code: string, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "TIMEOUT", "the request took too long to arrive"],
  HPE_HEADER_OVERFLOW: [
    "431 Request Header Fields Too Large",
    "TOO_LARGE",
    "the headers of the request are too long",
  ],
};

/** Refuses what is no HTTP request, or one that does not arrive: there is no request to reply to, only a connection. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const [status, code, message] = MALFORMED[error.code ?? ""] ?? [
    "400 Bad Request",
    "BAD_REQUEST",
    "this is no valid HTTP request",
  ];
  const body: ErrorBody = { error: { code, message } };
  const text = JSON.stringify(body);
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\nConnection: close`;
  if (socket.writable) socket.write(`${head}\r\n\r\n${text}`);
  socket.destroySoon();
}
