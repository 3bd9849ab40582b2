import { render } from "preact";
import { keepOffline } from "./offline/keep-offline.js";
import { App } from "./page/app.js";
import "./style/page.css";

render(<App />, document.getElementById("app")!);
keepOffline();
