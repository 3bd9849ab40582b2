/** Native TensorFlow cannot be had here. The message is one line: what is missing and what to do about it. */
export class SetupError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "SetupError";
  }
}
