/** Whether a path is an address on the web (http or https). */
export function isAddress(path: string): boolean {
  return /^https?:\/\//i.test(path);
}
