import { expect, test } from "vitest";
import { wheelObstacle } from "./platform.js";

test("Linux on x64 with glibc 2.27 or newer can run the wheel's libraries", () => {
  for (const glibc of ["2.27", "2.36", "2.41", "3.0"]) {
    expect(wheelObstacle({ platform: "linux", arch: "x64", glibc })).toBeUndefined();
  }
});

test("anything else is told what it lacks", () => {
  const obstacles = [
    { platform: "darwin", arch: "arm64", glibc: undefined },
    { platform: "linux", arch: "arm64", glibc: "2.36" },
    { platform: "linux", arch: "x64", glibc: undefined },
    { platform: "linux", arch: "x64", glibc: "2.17" },
  ].map(wheelObstacle);
  expect(obstacles).toEqual([
    "it is for Linux on x64 and this is darwin on arm64",
    "it is for Linux on x64 and this is linux on arm64",
    "it needs glibc and this Linux has another C library",
    "it needs glibc 2.27 or newer and this Linux has 2.17",
  ]);
});
