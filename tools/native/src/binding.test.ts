import { expect, test } from "vitest";
import { bindingArguments, stubArguments } from "./binding.js";

test("the binding is compiled for Node-API 8 and looks for TensorFlow beside itself", () => {
  const args = bindingArguments({
    sources: ["/p/binding/a.cc", "/p/binding/b.cc"],
    headers: ["/node", "/library/include"],
    libraries: "/stubs",
    output: "/aside/tfjs_binding.node",
  });
  expect(args.join(" ")).toBe(
    "-O2 -fPIC -shared -std=c++17 -DNAPI_VERSION=8 -I /node -I /library/include /p/binding/a.cc /p/binding/b.cc " +
      "-Wl,--no-as-needed -Wl,-z,now -Wl,-rpath,$ORIGIN/../../deps/lib " +
      "-L /stubs -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -o /aside/tfjs_binding.node",
  );
});

test("a stub goes by the name of the library that it stands for", () => {
  const args = stubArguments("libtensorflow_cc.so.2", "/stubs");
  expect(args).toContain("-Wl,-soname,libtensorflow_cc.so.2");
  expect(args.at(-1)).toBe("/stubs/libtensorflow_cc.so.2");
});
