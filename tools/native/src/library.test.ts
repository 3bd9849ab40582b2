import { expect, test } from "vitest";
import { wantedMembers } from "./library.js";

const wanted = [
  "tensorflow/include/tensorflow/c/c_api.h",
  "tensorflow/include/tensorflow/c/eager/c_api.h",
  "tensorflow/include/tensorflow/core/platform/ctstring_internal.h",
  "tensorflow/include/tsl/platform/ctstring.h",
  "tensorflow/include/xla/tsl/c/tsl_status.h",
  "tensorflow/libtensorflow_cc.so.2",
  "tensorflow/libtensorflow_framework.so.2",
];

test("of a wheel's members only the C API's headers and libraries are taken", () => {
  const others = [
    "tensorflow/include/tensorflow/c/",
    "tensorflow/include/tensorflow/core/framework/tensor.h",
    "tensorflow/include/Eigen/Core",
    "tensorflow/python/libtensorflow_cc.so.2",
    "tensorflow_cpu-2.21.0.dist-info/METADATA",
  ];
  expect(wantedMembers([...others, ...wanted])).toEqual(wanted);
});

test("a wheel without a library is refused by the library's name", () => {
  expect(() => wantedMembers(wanted.slice(0, -1))).toThrow(
    "holds no tensorflow/libtensorflow_framework.so.2",
  );
});
