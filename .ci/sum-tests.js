import { existsSync, readdirSync, readFileSync } from "node:fs";

// Adds up what vitest wrote for each package: the tests that failed, with their messages, then the gate's closing line.
const results = ["packages", "apps", "tools"]
  .flatMap((group) => readdirSync(group).map((name) => `${group}/${name}/.test`))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((file) => file.endsWith("results.json"))
  .map((file) => JSON.parse(readFileSync(file, "utf8")));
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
const skipped = total("numPendingTests") + total("numTodoTests");
const line = `${total("numPassedTests")} passed, ${total("numFailedTests")} failed`;
for (const file of results.flatMap((result) => result.testResults)) {
  for (const test of file.assertionResults.filter((each) => each.status === "failed")) {
    process.stdout.write(`failed: ${file.name}: ${test.fullName}\n${test.failureMessages.join("\n")}\n`);
  }
  if (file.status === "failed" && file.message)
    process.stdout.write(`failed: ${file.name}\n${file.message}\n`);
}
process.stdout.write(`${skipped === 0 ? line : `${line}, ${skipped} skipped`}\n`);
