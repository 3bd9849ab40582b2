/** A refusal of a request, with its HTTP status. */
export class HttpError extends Error {
  /**
   * @param code a short name for programs: `TOO_BUSY`
   * @param retryAfter the seconds after which the client may try again; undefined where another try would be refused too
   */
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly retryAfter?: number,
  ) {
    super(message);
    this.name = new.target.name;
  }
}
