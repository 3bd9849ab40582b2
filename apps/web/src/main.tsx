import { render } from "preact";
import { App } from "./page/app.js";
import "./style/page.css";

render(<App />, document.getElementById("app")!);
