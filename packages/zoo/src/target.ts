/** Whether a metrics column holds shares of one, as accuracies are; others (losses) are any numbers. */
export function isShare(target: string): boolean {
  return target.endsWith("accuracy");
}

/** A prediction as it is shown: of a share, the nearest that can be. */
export function clampToTarget(target: string, value: number): number {
  return isShare(target) ? Math.min(1, Math.max(0, value)) : value;
}
