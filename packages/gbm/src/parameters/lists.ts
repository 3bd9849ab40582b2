import { UsageError } from "@weightcast/core";
import { shown } from "./numbers.js";

/** A parameter as it was given: the name may be an alias. */
export interface Given {
  readonly name: string;
  readonly value: unknown;
}

function isMissing(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

/** Returns the entries of a list that may be an array, a text with commas (also in brackets) or one value. */
function entriesOf(value: unknown): unknown[] {
  if (typeof value === "string") return value.replace(/^[[(]|[\])]$/g, "").split(",");
  return Array.isArray(value) ? value : [value];
}

/** Whether a text or a number is a number; a text that is blank is none. */
function asNumber(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

/**
 * A list of numbers, empty where none is given.
 *
 * @param what a number of it must be, for errors
 * @throws UsageError where one is not as `fits` says
 */
export function numberList(
  { name, value }: Given,
  fits: (number: number) => boolean,
  what: string,
): readonly number[] {
  if (isMissing(value)) return [];
  const numbers = entriesOf(value).map(asNumber);
  if (numbers.every(fits)) return numbers;
  throw new UsageError(`${name} is a list of ${what}, not ${shown(value)}`);
}

/** For each column 1 where predictions may only rise with it, -1 where they may only fall, else 0. */
export function monotoneDirections(given: Given): readonly number[] {
  return numberList(given, (number) => [-1, 0, 1].includes(number), "-1, 0 and 1, one a column");
}

/**
 * Groups of columns by number, as an array of arrays or as `[0,1],[2,3]`.
 *
 * @throws UsageError where a group is no list of column numbers
 */
export function columnGroups({ name, value }: Given): readonly (readonly number[])[] {
  if (isMissing(value)) return [];
  let groups: unknown = value;
  if (typeof value === "string") {
    try {
      groups = JSON.parse(`[${value}]`);
    } catch {
      groups = undefined;
    }
  }
  const isGroup = (group: unknown) =>
    Array.isArray(group) && group.every((column) => Number.isSafeInteger(column) && column >= 0);
  if (Array.isArray(groups) && groups.every(isGroup)) return groups as number[][];
  throw new UsageError(`${name} is a list of lists of column numbers, not ${shown(value)}`);
}

/** Columns by number or by name: in an array, as `0,1,2` or as `name:size,town`; LightGBM's `auto` for none. */
export function categoricalColumns({ name, value }: Given): (number | string)[] {
  if (value === undefined || value === null || value === "" || value === "auto") return [];
  const names = typeof value === "string" && value.startsWith("name:");
  const list: unknown = typeof value === "string" ? value.replace(/^name:/, "").split(",") : value;
  const columns = (Array.isArray(list) ? list : [list]).map((column) =>
    typeof value === "string" && !names ? Number(column) : column,
  );
  if (
    columns.every((column) => typeof column === "string" || (Number.isSafeInteger(column) && column >= 0))
  ) {
    return columns;
  }
  throw new UsageError(`${name} is a list of column numbers or names, not ${shown(value)}`);
}

/** LightGBM's eval_at. */
const STANDARD_PLACES = [1, 2, 3, 4, 5];

/** Numbers of first places: one, an array, or a text with commas. */
export function placesOf(given: Given): readonly number[] {
  if (given.value === undefined || given.value === null) return STANDARD_PLACES;
  const isPlace = (place: number) => Number.isSafeInteger(place) && place >= 1;
  const places = numberList(given, isPlace, "whole numbers at least 1");
  if (places.length > 0) return places.toSorted((a, b) => a - b);
  throw new UsageError(`${given.name} is a list of whole numbers at least 1, not ${shown(given.value)}`);
}
