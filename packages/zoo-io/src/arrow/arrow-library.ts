/** What needs Arrow's library, which is large: it is loaded with the first Arrow file that is read or written. */
export { arrowTableBytes } from "../table/arrow-table-bytes.js";
export { zooFileBytes } from "./arrow-bytes.js";
export { openArrowZoo } from "./arrow-zoo.js";
