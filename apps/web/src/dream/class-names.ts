/** The names of the classes of well-known data sets, in the order of their numbers. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  fashion_mnist: [
    "T-shirt",
    "trousers",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
  ],
  cifar10: ["aeroplane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "lorry"],
};

/** The name of a class of a data set; its number where the names are not known. */
export function className(dataset: string | undefined, index: number): string {
  return NAMES[dataset ?? ""]?.[index] ?? `class ${index}`;
}
