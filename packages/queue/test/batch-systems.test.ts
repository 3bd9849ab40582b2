import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type IJob, Job } from "kubernetes-models/batch/v1";
import { Role, RoleBinding } from "kubernetes-models/rbac.authorization.k8s.io/v1";
import { PersistentVolumeClaim, ServiceAccount } from "kubernetes-models/v1";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { type BatchJob, kubernetesManifest, kubernetesObjects, slurmScript } from "../src/index.js";

const JOB: BatchJob = {
  name: "zoo",
  stages: [
    { name: "train", tasks: 4, words: ["zoo", "train", "--dataset", "./my 'images'", "-o", "zoo.shards"] },
    { name: "merge", tasks: 1, words: ["zoo", "merge", "zoo.shards", "-o", "zoo"] },
  ],
  resources: { cpus: 2, memory: "4G", seconds: 5400 },
};

describe("Kubernetes", () => {
  const KINDS = { Job, Role, RoleBinding, PersistentVolumeClaim, ServiceAccount };

  test.each([
    [
      "with a claim of its own",
      undefined,
      ["PersistentVolumeClaim", "ServiceAccount", "Role", "RoleBinding", "Job", "Job"],
    ],
    ["with a claim that exists", "shared", ["ServiceAccount", "Role", "RoleBinding", "Job", "Job"]],
  ])("the objects %s are what Kubernetes' schemas allow", async (_, claim, kinds) => {
    const yaml = await kubernetesManifest(JOB, { image: "weightcast:1", claim });
    const objects = parseAllDocuments(yaml).map((document) => document.toJS());
    expect(objects.map(({ kind }) => kind)).toEqual(kinds);
    expect(objects).toEqual(kubernetesObjects(JOB, { image: "weightcast:1", claim }));
    for (const object of objects) {
      const model = new KINDS[object.kind as keyof typeof KINDS](object);
      expect(() => model.validate(), object.kind).not.toThrow();
      expect([model.apiVersion, model.kind]).toEqual([object.apiVersion, object.kind]);
    }
  });

  test("the tasks: an index each with its own backoff, one volume, no root, a merge that waits", () => {
    const [train, merge] = kubernetesObjects(JOB, { image: "weightcast:1", claim: "shared" }).slice(
      -2,
    ) as unknown as [IJob, IJob];
    expect(train.spec).toMatchObject({
      completions: 4,
      parallelism: 4,
      completionMode: "Indexed",
      backoffLimitPerIndex: 5,
      podFailurePolicy: {
        rules: [{ action: "Ignore" }, { action: "FailIndex", onExitCodes: { values: [2] } }],
      },
    });
    const pod = train.spec!.template.spec!;
    expect(pod.restartPolicy).toBe("Never");
    expect(pod.activeDeadlineSeconds).toBe(5400);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(pod.volumes).toEqual([{ name: "files", persistentVolumeClaim: { claimName: "shared" } }]);
    expect(pod.containers).toEqual([
      {
        name: "weightcast",
        image: "weightcast:1",
        args: JOB.stages[0]!.words,
        workingDir: "/zoos",
        env: [
          { name: "WEIGHTCAST_SHARDS", value: "4" },
          { name: "XDG_CACHE_HOME", value: "/zoos/.cache" },
        ],
        resources: { requests: { cpu: "2", memory: "4Gi" }, limits: { cpu: "2", memory: "4Gi" } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        volumeMounts: [{ name: "files", mountPath: "/zoos" }],
      },
    ]);
    expect(merge.spec).toMatchObject({ completions: 1, backoffLimit: 5 });
    expect(merge.spec).not.toHaveProperty("completionMode");
    expect(merge.spec!.template.spec).toMatchObject({
      serviceAccountName: "zoo",
      initContainers: [{ args: ["wait", "--for=condition=complete", "--timeout=-1s", "job/zoo-train"] }],
    });
  });
});

describe("Slurm", () => {
  /** Stands for sbatch: runs the script as each task of its array, one after the other, and again where the script asks for it. */
  const SBATCH = `#!/bin/bash
echo "$@" >> calls
job=$(($(cat job 2> /dev/null || echo 100) + 1)); echo $job > job
cat > script-$job
last=0; [[ "$*" =~ --array=0-([0-9]+) ]] && last=\${BASH_REMATCH[1]}
for task in $(seq 0 $last); do
  for restart in 0 1 2 3 4 5 6; do
    rm -f again
    SLURM_JOB_ID=$job SLURM_ARRAY_TASK_ID=$task SLURM_RESTART_COUNT=$restart sh script-$job
    echo "$job task $task turn $restart ended $?" >> ended
    [ -f again ] || break
  done
done
echo "$job;cluster"
`;
  const PROGRAM = `#!/bin/bash
echo "$@ as $SLURM_ARRAY_TASK_ID of $WEIGHTCAST_SHARDS" >> ran
if [ -f "fail-$SLURM_ARRAY_TASK_ID" ]; then code=$(cat "fail-$SLURM_ARRAY_TASK_ID"); [ "$code" = 75 ] && rm "fail-$SLURM_ARRAY_TASK_ID"; exit $code; fi
`;
  let folder: string;
  const lines = async (name: string) => (await readFile(join(folder, name), "utf8")).trim().split("\n");
  const script = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o755);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "weightcast-slurm-"));
    await script("sbatch", SBATCH);
    await script("scontrol", '#!/bin/sh\n[ "$1" = requeue ] && touch again && kill -9 $PPID\n');
    await script("program", PROGRAM);
    await script("submit", slurmScript(JOB));
    await writeFile(join(folder, "fail-1"), "75");
    await writeFile(join(folder, "fail-2"), "2");
    await writeFile(join(folder, "fail-3"), "1");
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, WEIGHTCAST: "./program" };
    const { stdout } = await promisify(execFile)("sh", ["submit"], { cwd: folder, env });
    expect(stdout).toBe("train: job 101, 4 tasks\nmerge: job 102\n");
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("an array is submitted, and a merge that waits for it", async () => {
    const options =
      "--ntasks=1 --cpus-per-task=2 --mem=4G --time=90 --signal=B:USR1@60 --requeue --open-mode=append";
    expect(await lines("calls")).toEqual([
      `--parsable --job-name=zoo-train --array=0-3 ${options}`,
      `--parsable --job-name=zoo-merge ${options} --dependency=afterok:101 --kill-on-invalid-dep=yes`,
    ]);
  });

  test("words reach the program as they are, and each task knows its part", async () => {
    const ran = await lines("ran");
    expect(ran[0]).toBe("zoo train --dataset ./my 'images' -o zoo.shards as 0 of 4");
    expect(ran.at(-1)).toBe("zoo merge zoo.shards -o zoo as 0 of");
  });

  test("exit code 75 asks for another turn, 2 for none, and others for 5 at most", async () => {
    const ended = await lines("ended");
    const codes = (task: number) =>
      ended.flatMap((line) =>
        line.startsWith(`101 task ${task} `)
          ? [/turn (\d) ended (\d+)/.exec(line)!.slice(1).map(Number)]
          : [],
      );
    expect(codes(0)).toEqual([[0, 0]]);
    expect(codes(1).map(([turn]) => turn)).toEqual([0, 1]);
    expect(codes(1).at(-1)).toEqual([1, 0]);
    expect(codes(2)).toEqual([[0, 2]]);
    expect(codes(3).map(([turn]) => turn)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(codes(3).at(-1)).toEqual([5, 1]);
  });
});
