import { DOMParser, type Element } from "@xmldom/xmldom";

/** The root of XML; an error where it is not well-formed. */
export function readMarkup(text: string): Element {
  const fail = (level: string, message: string) => {
    // What stands for a character that XML cannot hold is no mistake here.
    if (!message.startsWith("Unicode replacement character")) throw new Error(`${level}: ${message}`);
  };
  return new DOMParser({ onError: fail }).parseFromString(text, "text/xml").documentElement!;
}

/** All elements of a name below another. */
export function elements(root: Element, name: string): Element[] {
  return Array.from(root.getElementsByTagName(name));
}

/** The elements of a name that have a class. */
export function withClass(root: Element, name: string, className: string): Element[] {
  return elements(root, name).filter((element) =>
    (element.getAttribute("class") ?? "").split(" ").includes(className),
  );
}

/** How many marks stand for data, those of a legend left out. */
export function countMarks(root: Element): number {
  const groups = withClass(root, "g", "marks").filter(
    (group) => (group.parentNode as Element).getAttribute("class") !== "key",
  );
  return groups.reduce((sum, group) => sum + elements(group, "path").length, 0);
}
