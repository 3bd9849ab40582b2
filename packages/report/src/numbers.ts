import type { Estimate } from "@weightcast/evaluation";

/** The text for a missing number. */
export const MISSING = "–";

const WHOLE = new Intl.NumberFormat("en");

/** A function that formats a number. */
export type NumberFormat = (value: number) => string;

/** Three decimals where they say something, a power of ten where the number is huge: `0.981`, `−12.4`, `3.1×10⁷`. */
export function score(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5) {
    const [mantissa, exponent] = value.toExponential(1).split("e");
    return `${minus(mantissa!)}×${powerOfTen(Number(exponent))}`;
  }
  return minus(value.toFixed(size < 9.9995 ? 3 : 1));
}

/** Formats a number in thousandths: 0.00123 becomes `1.23`. */
export function thousandths(value: number): string {
  const scaled = value * 1000;
  return Math.abs(scaled) >= 1e4 ? score(scaled) : minus(scaled.toFixed(2));
}

/** Formats a p-value: three decimals, `<0.001` below that. */
export function pValue(p: number): string {
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}

/** Formats a whole number with thousands separators: `2,500`. */
export function count(value: number): string {
  return minus(WHOLE.format(value));
}

/** Formats a share: `62%`. */
export function percent(share: number): string {
  return `${minus((share * 100).toFixed(0))}%`;
}

/** Formats a number, or a dash if there is none. */
export function orMissing(value: number | null, format: NumberFormat = score): string {
  return value === null ? MISSING : format(value);
}

/** Formats an interval: `[0.905, 0.919]`; null if the estimate has no bounds. */
export function interval({ low, high }: Estimate, format: NumberFormat = score): string | null {
  return low === null || high === null ? null : `[${format(low)}, ${format(high)}]`;
}

/** Formats an estimate with its interval: `0.912 [0.905, 0.919]`. */
export function estimate(value: Estimate, format: NumberFormat = score): string {
  return [orMissing(value.value, format), interval(value, format)].filter((part) => part !== null).join(" ");
}

/** Formats a duration: `8 s`, `3 min 12 s`, `1 h 4 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${count(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** Formats a power of ten: `10⁻³`. */
export function powerOfTen(exponent: number): string {
  return `10${Array.from(String(exponent), (character) => SUPERSCRIPTS[character]).join("")}`;
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};

/** Uses a true minus sign, and none before a zero. */
function minus(text: string): string {
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text.replace(/^-/, "−");
}
