import { SHARDS_VARIABLE } from "./array-task.js";
import {
  BAD_INPUT_EXIT_CODE,
  type BatchJob,
  type BatchStage,
  type ContainerPlace,
  MOST_RETRIES,
} from "./batch-job.js";

/** The folder of the containers at which the volume is mounted, and in which they work. */
const WORK_FOLDER = "/zoos";
/** The image with Kubernetes' own client, by which a stage waits for the one before it. */
const CLIENT_IMAGE = "registry.k8s.io/kubectl:v1.33.4";
/** The user of the containers, who is not root. */
const USER = 1000;
const STORAGE = "100Gi";

/** A Kubernetes object, as JSON. */
export type Manifest = Readonly<Record<string, unknown>>;

/**
 * The objects of a job for Kubernetes 1.33 or later: a Job a stage, Indexed where the stage has several tasks. A task that fails is run again, each
 * at most 5 times (backoff per index); one that ends with exit code 2 is not, and a task that its node loses does not count. A stage waits for
 * the one before it with an init container, which a ServiceAccount allows to look at Jobs. A PersistentVolumeClaim is among the objects
 * unless one is named.
 */
export function kubernetesObjects(job: BatchJob, place: ContainerPlace): Manifest[] {
  const { name, stages } = job;
  const claim = place.claim ?? `${name}-files`;
  return [
    ...(place.claim === undefined ? [claimOf(claim)] : []),
    ...(stages.length > 1 ? waitingRights(name) : []),
    ...stages.map((stage, index) => stageJob(job, stage, stages[index - 1], { ...place, claim })),
  ];
}

/** The same as YAML for `kubectl apply --filename -`. */
export async function kubernetesManifest(job: BatchJob, place: ContainerPlace): Promise<string> {
  const { stringify } = await import("yaml");
  return kubernetesObjects(job, place)
    .map((object) => stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 }))
    .join("---\n");
}

function stageJob(
  { name, resources }: BatchJob,
  stage: BatchStage,
  before: BatchStage | undefined,
  { image, claim }: Required<ContainerPlace>,
): Manifest {
  const isArray = stage.tasks > 1;
  const amount = { cpu: String(resources.cpus), memory: `${resources.memory}i` };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: `${name}-${stage.name}`, labels: labelsOf(name) },
    spec: {
      completions: stage.tasks,
      parallelism: stage.tasks,
      ...(isArray
        ? { completionMode: "Indexed", backoffLimitPerIndex: MOST_RETRIES }
        : { backoffLimit: MOST_RETRIES }),
      podFailurePolicy: {
        rules: [
          { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
          {
            action: isArray ? "FailIndex" : "FailJob",
            onExitCodes: { containerName: "weightcast", operator: "In", values: [BAD_INPUT_EXIT_CODE] },
          },
        ],
      },
      template: {
        metadata: { labels: labelsOf(name) },
        spec: {
          restartPolicy: "Never",
          ...(resources.seconds !== undefined && { activeDeadlineSeconds: resources.seconds }),
          ...(before !== undefined && {
            serviceAccountName: name,
            initContainers: [
              {
                name: "wait",
                image: CLIENT_IMAGE,
                args: ["wait", "--for=condition=complete", "--timeout=-1s", `job/${name}-${before.name}`],
                resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "64Mi" } },
                securityContext: RESTRICTED,
              },
            ],
          }),
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            fsGroup: USER,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: "weightcast",
              image,
              args: [...stage.words],
              workingDir: WORK_FOLDER,
              env: [
                ...(isArray ? [{ name: SHARDS_VARIABLE, value: String(stage.tasks) }] : []),
                // Data sets are downloaded once, to the volume.
                { name: "XDG_CACHE_HOME", value: `${WORK_FOLDER}/.cache` },
              ],
              resources: { requests: amount, limits: amount },
              securityContext: RESTRICTED,
              volumeMounts: [{ name: "files", mountPath: WORK_FOLDER }],
            },
          ],
          volumes: [{ name: "files", persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
}

const RESTRICTED = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

function claimOf(name: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: { accessModes: ["ReadWriteMany"], resources: { requests: { storage: STORAGE } } },
  };
}

/** The permissions with which a stage waits for another: it may look at Jobs, and nothing else. */
function waitingRights(name: string): Manifest[] {
  const metadata = { name, labels: labelsOf(name) };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata,
      rules: [{ apiGroups: ["batch"], resources: ["jobs"], verbs: ["get", "list", "watch"] }],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name }],
    },
  ];
}

function labelsOf(name: string): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": "weightcast", "app.kubernetes.io/instance": name };
}
