import { UsageError } from "@weightcast/core";
import { expect, it } from "vitest";
import { Registry } from "./registry.js";

const create = () => new Registry("loss", [{ name: "squared", aliases: ["l2", "mse"] }]);

it("finds entries by their names and aliases", () => {
  const registry = create();
  const added = { name: "absolute", aliases: ["l1"] };
  registry.register(added);
  expect(registry.get("l1")).toBe(added);
  expect(registry.find("mse")?.name).toBe("squared");
  expect(registry.find("l3")).toBeUndefined();
  expect(registry.names()).toEqual(["squared", "absolute"]);
});

it("says which names are known where one is not", () => {
  expect(() => create().get("sqared")).toThrow(
    new UsageError("unknown loss 'sqared'; did you mean 'squared'? Known: squared"),
  );
});

it("refuses a name that is taken", () => {
  expect(() => create().register({ name: "mse", aliases: [] })).toThrow(
    new UsageError("there is already a loss named 'mse'"),
  );
  expect(() => create().register({ name: "other", aliases: ["l2"] })).toThrow(UsageError);
});
