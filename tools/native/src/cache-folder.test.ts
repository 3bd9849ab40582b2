import { expect, test } from "vitest";
import { cacheFolder } from "./cache-folder.js";

test("the variable of its own comes first, then the XDG folder, then the home folder", () => {
  expect(cacheFolder({ WEIGHTCAST_TENSORFLOW_CACHE: "/big/tf", XDG_CACHE_HOME: "/xdg" }, "/home/a")).toBe(
    "/big/tf",
  );
  expect(cacheFolder({ XDG_CACHE_HOME: "/xdg" }, "/home/a")).toBe("/xdg/weightcast/tensorflow");
  expect(cacheFolder({}, "/home/a")).toBe("/home/a/.cache/weightcast/tensorflow");
});

test("empty variables and a relative XDG folder count as unset", () => {
  const env = { WEIGHTCAST_TENSORFLOW_CACHE: "", XDG_CACHE_HOME: "cache" };
  expect(cacheFolder(env, "/home/a")).toBe("/home/a/.cache/weightcast/tensorflow");
});
