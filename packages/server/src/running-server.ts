/** A server that answers requests. */
export interface RunningServer {
  /** The address of the server, with a slash at its end. */
  readonly url: string;
  /** Answers the requests that have arrived, and ends the server. */
  close(): Promise<void>;
}
