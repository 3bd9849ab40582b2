import { scaleLinear, scaleLog } from "d3-scale";
import { count, percent, powerOfTen, score } from "../numbers.js";

/** An axis of a panel. */
export interface Axis {
  /** The title of the axis: the quantity and its unit. */
  readonly label: string;
  readonly ticks: readonly Tick[];
  /** The position of a value: 0 at the start of the axis and 1 at its end; outside [0, 1] for values that are not on the axis. */
  readonly position: (value: number) => number;
}

interface Tick {
  readonly value: number;
  readonly text: string;
}

/** Makes an axis of shares from 0 to 100%. */
export function percentAxis(label: string): Axis {
  return axis(label, scaleLinear(), [0, 0.2, 0.4, 0.6, 0.8, 1], percent);
}

/** Makes a linear axis that contains all values, with round numbers at its ends. */
export function linearAxis(
  label: string,
  values: readonly number[],
  format: (value: number) => string = tidy,
): Axis {
  const [low, high] = extent(values);
  const scale = scaleLinear()
    .domain(low === high ? [low - 0.5, high + 0.5] : [low, high])
    .nice(5);
  return axis(label, scale, scale.ticks(5), format);
}

/** A logarithmic axis from one power of ten to another that contains all values above 0. Its ticks are powers of ten. */
export function powerAxis(label: string, values: readonly number[]): Axis {
  const [low, high] = extent(values.filter((value) => value > 0));
  const scale = scaleLog()
    .domain([low, high === low ? high * 1.0001 : high])
    .nice();
  const exponents = scale.domain().map((end) => Math.round(Math.log10(end))) as [number, number];
  const step = Math.ceil((exponents[1] - exponents[0]) / 6);
  const ticks = [];
  for (let exponent = exponents[0]; exponent <= exponents[1]; exponent += step) ticks.push(10 ** exponent);
  return axis(label, scale, ticks, (value) => powerOfTen(Math.round(Math.log10(value))));
}

/** A logarithmic axis of counts, with ticks at the given values as far as there is space. */
export function countAxis(label: string, values: readonly number[]): Axis {
  const [low, high] = extent(values);
  const scale = scaleLog().domain([low / 1.25, high * 1.25]);
  const ticks: number[] = [];
  for (const value of [...new Set(values)].sort((a, b) => a - b)) {
    const last = ticks.at(-1);
    if (last === undefined || scale(value) - scale(last) > ROOM_OF_A_COUNT) ticks.push(value);
  }
  return axis(label, scale, ticks, count);
}

/** The share of an axis that a label such as `10,000` takes, with the space around it. */
const ROOM_OF_A_COUNT = 0.16;

type Scale = (value: number) => number;

function axis(
  label: string,
  scale: Scale,
  ticks: readonly number[],
  format: (value: number) => string,
): Axis {
  return {
    label,
    ticks: ticks.map((value) => ({ value, text: format(value) })),
    position: (value) => scale(value),
  };
}

/** Without values, the axis is [0, 1]. */
function extent(values: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0.1, 1];
}

/** Formats a round number without trailing zeros. */
function tidy(value: number): string {
  return Math.abs(value) < 1e4 ? String(Number(value.toPrecision(6))).replace("-", "−") : score(value);
}
