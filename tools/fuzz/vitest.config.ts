export { default } from "@weightcast/config/vitest";
